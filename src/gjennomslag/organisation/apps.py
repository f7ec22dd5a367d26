from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "gjennomslag.organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Declare what is held about people."""
        from gjennomslag.organisation.personal_data import declare_personal_data

        declare_personal_data()
