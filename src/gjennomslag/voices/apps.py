from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "gjennomslag.voices"
