from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, UnitLink, add_unit_link


class HomeConfig(AppConfig):
    name = "gjennomslag.home"

    def ready(self) -> None:
        """Add the board to units' menus."""
        from gjennomslag.organisation.rules import SEE

        add_unit_link(UnitLink("home:board", _("The board"), SEE, LinkGroup.PLAN, order=10))
