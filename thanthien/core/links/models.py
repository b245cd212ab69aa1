"""What is known of links to pages of others."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.links.enums import Outcome, Why

MOST_LETTERS = 500
AGAIN_AFTER, DEAD_AGAIN_AFTER = timedelta(days=7), timedelta(days=1)
_SLACK = timedelta(hours=4)  # a night's looks come a little earlier or later
TOLD_AFTER = 2  # nights on which it didn't open, after which everybody is told


class LinkQuerySet(models.QuerySet["LinkState"]):
    """States with the words of the domain."""

    def fresh(self, now: datetime) -> Self:
        """Those that need no look yet: for a day after one that found them dead, for a week after another. Never those
        of which no look has said anything."""
        dead = Q(outcome=Outcome.DEAD, tried_at__gt=now - DEAD_AGAIN_AFTER + _SLACK)
        others = ~Q(outcome=Outcome.DEAD) & Q(tried_at__gt=now - AGAIN_AFTER + _SLACK)
        return self.filter(dead | others).exclude(why=Why.NO_NAMES)

    def known_to_open(self) -> Self:
        """Those that opened at the last look, the latest first."""
        return self.filter(outcome=Outcome.OPENS).order_by("-opened_at", "pk")

    def dead(self) -> Self:
        """Those that did not open at the last look."""
        return self.filter(outcome=Outcome.DEAD)


class LinkState(models.Model):
    """How the looks at one address ended. ``dead_since``: the first look of those in a row that found it dead.
    ``asked_at``: the last time it was asked for, also where that said nothing of the link."""

    address = models.CharField("địa chỉ", max_length=MOST_LETTERS, unique=True)
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome.choices)
    why = models.CharField("lý do", max_length=10, choices=Why.choices, blank=True)
    code = models.PositiveSmallIntegerField("mã trả lời", default=0)
    tried_at = models.DateTimeField("kiểm tra lúc")
    asked_at = models.DateTimeField("hỏi lần cuối lúc", null=True, blank=True)
    opened_at = models.DateTimeField("mở được lúc", null=True, blank=True)
    dead_since = models.DateTimeField("không mở được từ", null=True, blank=True)
    failures = models.PositiveIntegerField("số lần không mở được liên tiếp", default=0)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "liên kết ra ngoài"
        verbose_name_plural = "liên kết ra ngoài"
        ordering = ["address"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.DEAD, dead_since__isnull=False, failures__gt=0)
                | ~Q(outcome=Outcome.DEAD) & Q(dead_since__isnull=True, failures=0),
                name="link_dead_since_when",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_dead(self) -> bool:
        """Whether it did not open at the last look."""
        return self.outcome == Outcome.DEAD

    @property
    def dead_on(self) -> date | None:
        """Since which day it doesn't open."""
        return self.dead_since.astimezone(clock.ZONE).date() if self.dead_since else None

    @property
    def is_told(self) -> bool:
        """Whether everybody is told that it doesn't open: not after one bad night."""
        return self.failures >= TOLD_AFTER

    @property
    def why_in_words(self) -> str:
        """Why, for the people of its owner; with the code of the answer, where there was one."""
        if not self.why:
            return ""
        return f"{Why(self.why).label} (mã {self.code})" if self.code else str(Why(self.why).label)
