from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "gjennomslag.plan"

    def ready(self) -> None:
        from gjennomslag.plan import rules  # noqa: F401
