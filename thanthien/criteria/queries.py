"""Reads of criteria sets."""

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet


def all_sets() -> QuerySet[CriteriaSet]:
    """Every set, newest first, with `note` (the file's status note) and `indicator_count`. One statement."""
    return (
        CriteriaSet.objects.select_related("scheme")
        .annotate(note=KeyTextTransform("status_note", "content__definition"), indicator_count=Count("indicators"))
        .order_by("scheme__title", "-year", "-version", "-pk")
    )


def issued_beside(one: CriteriaSet) -> CriteriaSet | None:
    """The set of the same scheme and year that is in force now, other than this one."""
    beside = CriteriaSet.objects.filter(scheme_id=one.scheme_id, year=one.year, status=SetStatus.ISSUED)
    return beside.exclude(pk=one.pk).first()


def version_before(one: CriteriaSet) -> CriteriaSet | None:
    """The version of the same scheme that was issued last before this one: of the same year, or of an earlier one."""
    earlier = Q(year=one.year, version__lt=one.version) | Q(year__lt=one.year)
    rows = CriteriaSet.objects.filter(earlier, scheme_id=one.scheme_id).exclude(status=SetStatus.DRAFT)
    return rows.order_by("-year", "-version").first()
