"""How signing in behaves: people come from the register, nobody signs up here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up: one becomes a person by joining the party."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
