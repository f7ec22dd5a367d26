from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.menu import LinkGroup, UnitLink, add_unit_link


class MessagingConfig(AppConfig):
    name = "gjennomslag.messaging"

    def ready(self) -> None:
        """Register what members can be chosen by, listen to mail providers, and add the pages to units' menus."""
        from gjennomslag.messaging.indicators import publish_indicators
        from gjennomslag.messaging.member_filters import register_member_filters
        from gjennomslag.messaging.personal_data import declare_personal_data
        from gjennomslag.messaging.providers import listen_to_providers
        from gjennomslag.messaging.queries.recipients import faults_of
        from gjennomslag.messaging.rules import WRITE
        from gjennomslag.organisation.address_faults import register_address_faults
        from gjennomslag.organisation.rules import SEE, SEE_MEMBERS

        publish_indicators()
        register_member_filters()
        declare_personal_data()
        listen_to_providers()
        register_address_faults(faults_of)
        add_unit_link(UnitLink("messaging:segments", _("Segments"), SEE_MEMBERS, LinkGroup.MEMBERS, order=62))
        add_unit_link(UnitLink("messaging:letters", _("Write letters"), WRITE, LinkGroup.WORDS, order=63))
        add_unit_link(UnitLink("messaging:archive", _("Letters to members"), SEE, LinkGroup.WORDS, order=64))
        add_unit_link(UnitLink("messaging:channels", _("Own channels"), WRITE, LinkGroup.WORDS, order=66))
