"""Writes of the measures room: keeping a day's figures, and letting late records count."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import APPRAISERS
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.audit import acting
from thanthien.measures.figure_json import figure_to_json, period_named
from thanthien.measures.figures import Finding
from thanthien.measures.models import LateAcceptance, Snapshot
from thanthien.measures.queries import digest_of
from thanthien.measures.registry import find
from thanthien.measures.scope import Scope
from thanthien.units.models import Unit


@transaction.atomic
def keep_snapshots(*, found: Mapping[str, Mapping[int, Finding]], scope: Scope) -> int:
    """Keep the figures of a day for the trend; a second time on that day changes nothing. Returns how many were new."""
    codes = dict(Unit.objects.filter(pk__in=scope.units).values_list("pk", "code"))
    rows = [
        Snapshot(
            unit_id=unit, measure=key, span_first=scope.span.first, span_last=scope.span.last, as_of=scope.as_of,
            figure=figure_to_json(finding.figure), digest=digest_of(measure, scope, codes[unit], finding),
        )
        for key, units in found.items()
        if (measure := find(key))
        for unit, finding in units.items()
    ]  # fmt: skip
    before = Snapshot.objects.count()
    Snapshot.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return Snapshot.objects.count() - before


@transaction.atomic
def accept_late(
    *, by: User, unit: Unit, measure: str, period: str, reason: str, accepted: bool = True
) -> LateAcceptance:
    """Let the late records of one period of a unit count, or take that back. Said by a person of an appraising body.

    Raises Refused for others, Invalid without a reason or for a period or measure that there isn't.
    """
    hat = next(iter(by.hats_of(*APPRAISERS)), None)
    if hat is None:
        raise Refused("Chỉ cơ quan thẩm định được chấp nhận bản ghi muộn.")
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do."})
    known = find(measure)
    try:
        fits = known is not None and period_named(period).kind == known.period
    except ValueError:
        fits = False
    if not fits:
        raise Invalid({"period": "Không có kỳ này."})
    with acting(by, action="accept_late"):
        return LateAcceptance.objects.create(
            unit=unit, measure=measure, period=period, accepted=accepted, agency_id=hat.agency_id, by=by,
            reason=reason.strip()[:500],
        )  # fmt: skip
