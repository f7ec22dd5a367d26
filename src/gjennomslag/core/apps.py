from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "gjennomslag.core"
