from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, UnitLink, add_unit_link


class VoicesConfig(AppConfig):
    name = "gjennomslag.voices"

    def ready(self) -> None:
        from gjennomslag.organisation.rules import SEE
        from gjennomslag.voices.rules import MODERATE

        add_unit_link(UnitLink("voices:themes", _("What people care about"), SEE, LinkGroup.PEOPLE, order=40))
        add_unit_link(UnitLink("voices:quotes", _("Quotes to approve"), MODERATE, LinkGroup.PEOPLE, order=45))
