from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, UnitAction, UnitLink, add_unit_action, add_unit_link


class FollowupConfig(AppConfig):
    name = "gjennomslag.followup"
    verbose_name = _("Follow-up")

    def ready(self) -> None:
        """Publish the indicators, declare what is held about people, and add the room's pages and actions."""
        from gjennomslag.followup.indicators import publish_indicators
        from gjennomslag.followup.personal_data import declare_personal_data
        from gjennomslag.followup.queries import last_contacts_in_words
        from gjennomslag.followup.rules import FOLLOW_UP, SEE_FOLLOW_UP

        publish_indicators()
        declare_personal_data()
        add_unit_link(UnitLink("followup:unit", _("Follow-up"), SEE_FOLLOW_UP, LinkGroup.PLAN, order=14))
        log = UnitAction(
            "followup:contact",
            _("Log a contact"),
            FOLLOW_UP,
            order=10,
            column=_("Last contact"),
            notes=last_contacts_in_words,
        )
        add_unit_action(log)
        add_unit_action(UnitAction("followup:offer", _("Offer help"), FOLLOW_UP, order=20))
