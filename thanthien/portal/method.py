"""Which criteria sets the public sees, and where."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet


def published_sets() -> list[CriteriaSet]:
    """Issued sets and those that were issued before them, newest first; drafts are nobody's business. One statement."""
    issued = CriteriaSet.objects.filter(~Q(status=SetStatus.DRAFT)).select_related("scheme")
    return list(issued.order_by("-year", "-version", "scheme__code"))


def set_url(one: CriteriaSet, name: str = "method-set") -> str:
    """Address of the page of a set, or of one of its files."""
    return reverse(name, args=[one.scheme.code, one.year, one.version])
