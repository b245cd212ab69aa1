"""Writes of the measures room: keeping a day's figures, and letting late records count."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import APPRAISERS
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.audit import acting
from thanthien.measures.acceptances import Word, tell_accepted, tell_people
from thanthien.measures.figure_json import figure_to_json, period_named
from thanthien.measures.figures import Finding
from thanthien.measures.models import LateAcceptance, Snapshot
from thanthien.measures.periods import Period
from thanthien.measures.permissions import can_accept_late, no_word_of, speaking_body
from thanthien.measures.queries import day_over, digest_of, scope_of
from thanthien.measures.registry import Measure, find
from thanthien.measures.scope import Scope
from thanthien.measures.terms import known_terms
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
    *,
    by: User,
    unit: Unit,
    measure: str,
    periods: Collection[str],
    reason: str,
    accepted: bool = True,
) -> int:
    """Let the late records of some periods of a unit count, or not accept them: also where they never counted, so that
    the refusal and its reason stand on record. Said by a person of a body that judges the figure, has its sheet in hand
    and no part in the unit, now or since the span began. The commune and the other bodies of the figure are told.
    Periods of which the last word says so already are left alone; returns of how many it was said.

    Raises Refused for others and where only decided years would hear it, Invalid without a reason, for a measure that
    there isn't and for a period without late records.
    """
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do."})
    if not periods or not all(_fits(measure, period) for period in periods):
        raise Invalid({"periods": "Cần chọn kỳ có trong danh sách."})
    hold_words([unit.pk])
    agency = _body_of(by, unit, measure, [period_named(one) for one in periods])
    _refuse_not_late(unit, measure, periods)
    said = LateAcceptance.objects.filter(unit=unit, measure=measure).order_by("pk")
    stands = {one.period: one.accepted for one in said}
    meant = [period for period in dict.fromkeys(periods) if stands.get(period) is not accepted]
    if not meant:
        told = "được chấp nhận" if accepted else "có ý kiến không chấp nhận"
        raise Invalid({"periods": f"Các kỳ đã chọn đều đã {told} từ trước."})
    with acting(by, action="accept_late"):
        LateAcceptance.objects.bulk_create(
            LateAcceptance(
                unit=unit, measure=measure, period=period, accepted=accepted, agency_id=agency, by=by,
                reason=reason.strip()[:500],
            )
            for period in meant
        )  # fmt: skip
    tell_accepted(unit, measure, meant)
    tell_people(Word(by, agency, unit, measure, tuple(meant), accepted))
    return len(meant)


def hold_words(units: Collection[int]) -> None:
    """Nobody says anything of the late records of these units until the transaction ends. To be asked for before
    dossiers are locked: a word that counts computes figures of its dossiers."""
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=units).order_by("pk").values_list("pk"))


def _body_of(by: User, unit: Unit, measure: str, periods: Collection[Period]) -> int:
    """The body for which the person speaks. Raises Refused."""
    if not by.has_role(*APPRAISERS):
        raise Refused("Chỉ cơ quan thẩm định được chấp nhận bản ghi quá hạn.")
    terms = known_terms()
    if not can_accept_late(by, unit, min(terms.first_day(one) for one in periods)):
        raise Refused(
            "Người của đơn vị, người từng công tác tại đơn vị hoặc tự chấm hồ sơ của đơn vị trong kỳ không chấp nhận "
            "được bản ghi quá hạn của đơn vị đó."
        )
    agency = speaking_body(by, unit, measure, periods)
    if agency is None:
        raise Refused(no_word_of(by, unit, measure, periods))
    return agency


def _refuse_not_late(unit: Unit, key: str, periods: Collection[str]) -> None:
    """A word is on late records: there is none on a period without any. Figures whose room doesn't tell how punctually
    its records came have no page of late records. Raises Invalid."""
    measure = find(key)
    if measure is None or measure.timeliness is None:
        return
    late = _late_keys(unit, measure, periods)
    if none := sorted(period_named(one) for one in set(periods) - late):
        named = ", ".join(one.label for one in none)
        raise Invalid({"periods": f"Không có bản ghi quá hạn để ghi ý kiến: {named}."})


def _late_keys(unit: Unit, measure: Measure, periods: Collection[str]) -> set[str]:
    """The keys of periods with late records, in any year that holds one of these periods."""
    terms = known_terms()
    years = {
        year.key: year
        for period in map(period_named, periods)
        for year in [one for one, _ in terms.each(period)] or [terms.asked(f"{terms.first_day(period).year:04}")]
    }
    scopes = [scope_of(one.span, day_over(one.span), [unit.pk], chosen=one.settings) for one in years.values()]
    return {line.key for scope in scopes for line in measure.records(unit.pk, scope) if line.late_since is not None}


def _fits(measure: str, period: str) -> bool:
    known = find(measure)
    try:
        return known is not None and period_named(period).kind == known.accepted_by
    except ValueError:
        return False
