"""Tasks that members can take, from five minutes up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gjennomslag.campaigns.choices import Minutes
from gjennomslag.campaigns.models.campaigns import Campaign
from gjennomslag.organisation.models import Person


class Task(models.Model):
    """Something a member can do: what, how, and how long it takes. ``source`` is the central task it copies."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=120)
    how = models.TextField(max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(choices=Minutes, default=Minutes.FIVE)
    address = models.URLField(max_length=400, blank=True)
    source = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["minutes", "pk"]

    def __str__(self) -> str:
        return self.title


class TaskTaken(models.Model):
    """Somebody has taken a task, and perhaps done it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="taken")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    taken_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "person"], name="one_task_a_person"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_on__gte=models.F("taken_on")), name="task_done_after_taken"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} by {self.person_id}"
