"""The capabilities of the plan room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.capabilities import register_capability

MANAGE = register_capability("plan.manage", _("Manage the plan"))
SHARE_TARGETS = register_capability("plan.share_targets", _("Share out targets"))
COMMIT_TARGET = register_capability("plan.commit_target", _("Commit to a target"))
REPORT = register_capability("plan.report", _("Report what has been done"))
WRITE_OWN = register_capability("plan.write_own", _("Write the unit's own plan"))
