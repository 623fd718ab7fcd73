from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "amparo.leads"

    def ready(self) -> None:
        """Tells the floors below what is said beside a report that matches a lead, and whom to ask."""
        from amparo.cases.deconfliction import holdings
        from amparo.leads import arriving, holding
        from amparo.reports import marks

        marks.register(arriving.MARKER)
        holdings.register(holding.HOLDING)
