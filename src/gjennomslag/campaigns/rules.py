"""Who may lead campaigns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.capabilities import register_capability

LEAD = register_capability("campaigns.lead", _("Lead campaigns and note breakthroughs"))
