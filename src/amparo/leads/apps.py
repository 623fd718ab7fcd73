from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "amparo.leads"

    def ready(self) -> None:
        """Tells the floor below what is said beside a report that matches a lead."""
        from amparo.leads import arriving
        from amparo.reports import marks

        marks.register(arriving.MARKER)
