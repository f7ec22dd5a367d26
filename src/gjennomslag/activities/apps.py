from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, PersonalLink, UnitLink, add_personal_link, add_unit_link


class ActivitiesConfig(AppConfig):
    name = "gjennomslag.activities"

    def ready(self) -> None:
        """Publish the indicators, declare what is held about people, and add the pages to the menus."""
        from gjennomslag.activities.audiences import register_own_audiences
        from gjennomslag.activities.deeds import ActivityDeeds
        from gjennomslag.activities.indicators import publish_indicators
        from gjennomslag.activities.letter_offers import SOURCE, ActivityOffers
        from gjennomslag.activities.member_filter import register_activity_filter
        from gjennomslag.activities.personal_data import declare_personal_data
        from gjennomslag.activities.queries.counts import days_held
        from gjennomslag.activities.queries.expected import beside_expected
        from gjennomslag.activities.rules import KEEP_TEMPLATES
        from gjennomslag.campaigns.deeds import add_source as add_deeds
        from gjennomslag.messaging.offers import add_source
        from gjennomslag.organisation.active_days import register_active_days
        from gjennomslag.organisation.health_parts import HealthPart, register_health_part
        from gjennomslag.organisation.rules import SEE

        publish_indicators()
        declare_personal_data()
        register_activity_filter()
        register_own_audiences()
        add_source(SOURCE, ActivityOffers())
        add_deeds(SOURCE, ActivityDeeds())
        add_unit_link(UnitLink("activities:in_unit", _("Activities"), SEE, LinkGroup.ACTIVITY, order=15))
        national = frozenset({"national"})
        link = UnitLink(
            "activities:templates",
            _("Activity templates"),
            KEEP_TEMPLATES,
            LinkGroup.ACTIVITY,
            order=16,
            kinds=national,
        )
        add_unit_link(link)
        link = UnitLink(
            "activities:expected", _("Expected activity"), KEEP_TEMPLATES, LinkGroup.ACTIVITY, order=17, kinds=national
        )
        add_unit_link(link)
        register_health_part(HealthPart("activities/_beside_expected.html", beside_expected))
        register_active_days(days_held)
        add_personal_link(PersonalLink("activities:mine", _("What is on"), order=20))
