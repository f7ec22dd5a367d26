from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, PersonalLink, UnitLink, add_personal_link, add_unit_link


class OrganisationConfig(AppConfig):
    name = "gjennomslag.organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Declare what is held about people, publish the indicators, and add the pages to the menus."""
        from gjennomslag.organisation.indicators import publish_indicators
        from gjennomslag.organisation.list_handover import register_own_handovers
        from gjennomslag.organisation.personal_data import declare_personal_data
        from gjennomslag.organisation.rules import SEE, SEE_MEMBERS, SEE_PROCESSING

        declare_personal_data()
        register_own_handovers()
        publish_indicators()
        add_unit_link(UnitLink("organisation:members", _("Members"), SEE_MEMBERS, LinkGroup.MEMBERS, order=40))
        add_unit_link(UnitLink("organisation:offices", _("Offices"), SEE, LinkGroup.MEMBERS, order=45))
        add_unit_link(UnitLink("organisation:committees", _("Committees"), SEE, LinkGroup.MEMBERS, order=46))
        add_unit_link(
            UnitLink("organisation:health", _("Members in numbers"), SEE_MEMBERS, LinkGroup.MEMBERS, order=41)
        )
        add_unit_link(
            UnitLink(
                "organisation:institutions",
                _("Places to study"),
                SEE_MEMBERS,
                LinkGroup.MEMBERS,
                order=43,
                kinds=frozenset({"national", "county"}),
            )
        )
        national = frozenset({"national"})
        add_unit_link(
            UnitLink(
                "organisation:processing", _("Privacy"), SEE_PROCESSING, LinkGroup.MEMBERS, order=90, kinds=national
            )
        )
        add_personal_link(PersonalLink("organisation:my_data", _("My data"), order=90))
