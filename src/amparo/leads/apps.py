from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "amparo.leads"

    def ready(self) -> None:
        """Tells the floors below what leads know of a report, an identifier and a case."""
        from amparo.cases import origins
        from amparo.cases.deconfliction import holdings
        from amparo.leads import arriving, beginnings, holding
        from amparo.reports import marks

        marks.register(arriving.MARKER)
        holdings.register(holding.HOLDING)
        origins.register(beginnings.of_case)
