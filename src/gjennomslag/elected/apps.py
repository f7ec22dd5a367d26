from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, UnitLink, add_unit_link


class ElectedConfig(AppConfig):
    name = "gjennomslag.elected"
    verbose_name = _("Elected representatives")

    def ready(self) -> None:
        """Publish the indicator, declare what is held, and tell rooms below whom one can choose, invite and show."""
        from gjennomslag.elected.audiences import register_audiences
        from gjennomslag.elected.indicators import publish_indicators
        from gjennomslag.elected.member_filters import register_elected_filters
        from gjennomslag.elected.personal_data import declare_personal_data
        from gjennomslag.elected.queries import mandates_held_by
        from gjennomslag.organisation.record_parts import RecordPart, register_record_part
        from gjennomslag.organisation.rules import SEE

        publish_indicators()
        declare_personal_data()
        register_elected_filters()
        register_audiences()
        register_record_part(RecordPart("elected/_of_person.html", mandates_held_by))
        kinds = frozenset({"national", "county", "local"})
        add_unit_link(
            UnitLink("elected:unit", _("Elected representatives"), SEE, LinkGroup.MEMBERS, order=47, kinds=kinds)
        )
