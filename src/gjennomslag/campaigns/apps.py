from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, UnitLink, add_unit_link


class CampaignsConfig(AppConfig):
    name = "gjennomslag.campaigns"

    def ready(self) -> None:
        """Publish the indicators, declare what is held about people, and add the pages to units' menus."""
        from gjennomslag.campaigns.indicators import publish_indicators
        from gjennomslag.campaigns.personal_data import declare_personal_data
        from gjennomslag.organisation.rules import SEE

        publish_indicators()
        declare_personal_data()
        add_unit_link(UnitLink("campaigns:campaigns", _("Campaigns"), SEE, LinkGroup.ACTIVITY, order=22))
        add_unit_link(UnitLink("campaigns:breakthroughs", _("Breakthroughs"), SEE, LinkGroup.ACTIVITY, order=23))
