"""The queue of new members to welcome, and call campaigns."""

from gjennomslag.calling.models.campaigns import Campaign, CampaignCall
from gjennomslag.calling.models.welcome import WelcomeCall

__all__ = ["Campaign", "CampaignCall", "WelcomeCall"]
