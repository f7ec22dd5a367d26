"""The campaigns room's models."""

from gjennomslag.campaigns.models.breakthroughs import Breakthrough, Wall
from gjennomslag.campaigns.models.campaigns import Campaign, CampaignDay, CheckIn, Material
from gjennomslag.campaigns.models.tasks import Task, TaskTaken

__all__ = ["Breakthrough", "Campaign", "CampaignDay", "CheckIn", "Material", "Task", "TaskTaken", "Wall"]
