"""The capability of the elected room, and what a list of representatives may say."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.capabilities import register_capability

KEEP = register_capability("elected.keep", _("Keep the list of elected representatives"))

TERM_YEARS = 4
BEGINS = (10, 1)
"""Month and day on which a term begins unless somebody says otherwise: councils constitute themselves in October."""

LONGEST_TERM = timedelta(days=5 * 366)
"""A longer term is a mistake in writing: no body in Norway is elected for more than four years."""

CITY = 75_000
"""In municipalities of so many inhabitants one is asked about councils of districts; smaller ones have none."""

YOUNG_UNDER = 35
"""Whoever is younger at the end of the year is young, where the party's plan says nothing else."""
