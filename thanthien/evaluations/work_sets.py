"""Drafts of criteria sets that wait (“Việc của tôi”): submitted, for the head; given back, for the office that writes.

The room of criteria lies below that of messages, so its work is told here.
"""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.permissions import can_issue_sets, keeps_sets
from thanthien.notices.work import Work


def sets_work(user: User) -> list[Work]:
    """A line for each draft. One statement; none for who keeps no sets."""
    if not keeps_sets(user):
        return []
    returned, submitted = Q(returned_at__isnull=False), Q(submitted_at__isnull=False)
    wanted = submitted | returned & Q(saved_by=user) if can_issue_sets(user) else returned
    drafts = CriteriaSet.objects.filter(wanted, status=SetStatus.DRAFT).order_by("pk")
    return [
        Work(
            key=f"criteria.{'issue' if one.is_submitted else 'returned'}:{one.pk}:{one.sha256[:12]}",
            title="Ban hành hoặc trả lại bộ tiêu chí đã trình" if one.is_submitted else "Sửa bộ tiêu chí được trả lại",
            what=f"{one.title}, phiên bản {one.version} năm {one.year}.",
            url=reverse("criteria:set", args=[one.pk]),
        )
        for one in drafts
    ]
