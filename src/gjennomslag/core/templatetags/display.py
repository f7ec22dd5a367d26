"""``{% load display %}``: the words of ``core.display`` as filters, such as ``{{ drive.starts|day }}``."""

from __future__ import annotations

from django import template

from gjennomslag.core import display

register = template.Library()
for writes in (
    display.number,
    display.percent,
    display.day,
    display.short_day,
    display.clear_day,
    display.weekday,
    display.clock_time,
    display.moment,
    display.week,
    display.days,
    display.distance,
    display.duration,
    display.mail_address,
):
    register.filter(writes.__name__, writes)
