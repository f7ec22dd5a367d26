from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, UnitLink, add_unit_link


class PlanConfig(AppConfig):
    name = "gjennomslag.plan"
    verbose_name = _("Plan")

    def ready(self) -> None:
        """Register the capabilities and add the pages to units' menus."""
        from gjennomslag.organisation.rules import SEE
        from gjennomslag.plan import rules  # noqa: F401
        from gjennomslag.plan.indicators import publish_indicators
        from gjennomslag.plan.personal_data import declare_personal_data
        from gjennomslag.plan.queries.targets import SHARED_KINDS
        from gjennomslag.plan.reported import publish_reported

        declare_personal_data()
        publish_reported()
        publish_indicators()
        kinds = frozenset(kind.value for kind in SHARED_KINDS)
        add_unit_link(UnitLink("plan:our_plan", _("Our plan"), SEE, LinkGroup.PLAN, order=10, kinds=kinds))
        add_unit_link(UnitLink("plan:own_plan", _("Our own measures"), SEE, LinkGroup.PLAN, order=11))
        above = frozenset({"national", "county"})
        add_unit_link(UnitLink("plan:below", _("Units and the plan"), SEE, LinkGroup.PLAN, order=12, kinds=above))
        add_unit_link(
            UnitLink("plan:coverage", _("Own measures in the units"), SEE, LinkGroup.PLAN, order=13, kinds=above)
        )
        add_unit_link(UnitLink("plan:targets", _("Targets"), SEE, LinkGroup.PLAN, order=30, kinds=kinds))
