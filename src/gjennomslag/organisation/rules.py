"""The capabilities of the organisation room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.capabilities import register_capability
from gjennomslag.organisation.scope import OPEN_TO_MEMBERS

SEE = register_capability(OPEN_TO_MEMBERS, _("See the open pages of units"))
SEE_MEMBERS = register_capability("organisation.see_members", _("See who is a member"))
