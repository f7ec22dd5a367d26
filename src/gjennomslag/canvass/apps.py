from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, UnitLink, add_unit_link


class CanvassConfig(AppConfig):
    name = "gjennomslag.canvass"

    def ready(self) -> None:
        """Publish the indicators, add the pages to units' menus, and the shifts to what people can join."""
        from gjennomslag.activities.sources import add_source
        from gjennomslag.canvass.activity_source import Doors
        from gjennomslag.canvass.indicators import publish_indicators
        from gjennomslag.canvass.personal_data import declare_personal_data
        from gjennomslag.canvass.rules import IMPORT, LEAD

        publish_indicators()
        declare_personal_data()
        add_source(Doors())
        add_unit_link(UnitLink("canvass:drives", _("Door-knocking"), LEAD, LinkGroup.PEOPLE, order=20))
        add_unit_link(UnitLink("canvass:addresses", _("Addresses"), IMPORT, LinkGroup.PEOPLE, order=25))
