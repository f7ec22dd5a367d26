from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, UnitLink, add_unit_link


class CallingConfig(AppConfig):
    name = "gjennomslag.calling"

    def ready(self) -> None:
        """Publish the indicators, declare what is held about people, and add the page to units' menus."""
        from gjennomslag.calling.handover import register_own_handovers
        from gjennomslag.calling.indicators import publish_indicators
        from gjennomslag.calling.personal_data import declare_personal_data
        from gjennomslag.calling.rules import CALL

        publish_indicators()
        declare_personal_data()
        register_own_handovers()
        add_unit_link(UnitLink("calling:welcome", _("Welcome calls"), CALL, LinkGroup.MEMBERS, order=60))
        add_unit_link(UnitLink("calling:campaigns", _("Call campaigns"), CALL, LinkGroup.MEMBERS, order=61))
