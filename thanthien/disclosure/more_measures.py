"""The figures of the commitment, of quarterly reviews and of forms (1.1.3, 1.1.4, 1.1.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.urls import reverse

from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.core.question import Question
from thanthien.disclosure.cells import Document, Told, days_standing, used_forms
from thanthien.disclosure.enums import ROOM, Change, Form
from thanthien.disclosure.items import COMMITMENT
from thanthien.disclosure.kinds import DISCLOSURES, POSTINGS, REVIEWS
from thanthien.disclosure.models import Review
from thanthien.disclosure.owed import told_in
from thanthien.disclosure.rules import BROADCAST, DAYS, POSTED, Shown
from thanthien.measures.figures import (
    Absent,
    Basis,
    Finding,
    Number,
    Passed,
    PeriodCount,
    PerPeriod,
    RecordLine,
    fingerprint,
)
from thanthien.measures.periods import Period, period_of
from thanthien.measures.registry import Measure, PeriodWords, Setting, of_each_unit
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import Timeliness, timeliness
from thanthien.records.marks import marked
from thanthien.records.queries import NO_PERIOD, lines_read

COMMITMENT_KEY = "disclosure.commitment_published"
REVIEWS_KEY = "disclosure.quarterly_reviews"
FORMS_KEY = "disclosure.distinct_forms"
_STANDING_DAYS, _REVIEW_DAYS, _LEAST = 90, 15, 3
_PROVED = frozenset({POSTED, BROADCAST})  # forms that need a photograph


def _told(scope: Scope) -> Question[dict[int, Told]]:
    return told_in(scope, DAYS)


def _print(*documents: Document) -> str:
    named = {(DISCLOSURES.key, one.id, one.version) for one in documents}
    named |= {(POSTINGS.key, shown.id, shown.version) for one in documents for shown in one.shown}
    return fingerprint(named)


# --- 1.1.3 ----------------------------------------------------------------------------------------------------------


def _commitment(scope: Scope) -> Question[Mapping[int, Finding]]:
    needed = _needed_days(scope)
    return of_each_unit(lambda told: _commitment_of(told, scope, needed), _told(scope))


def _needed_days(scope: Scope) -> int:
    half = ((scope.span.last - scope.span.first).days + 1) // 2
    return min(COMMITMENT_PUBLISHED.whole(scope, "days"), half)


def _commitments(told: Told) -> list[Document]:
    return [one.under(COMMITMENT) for one in told.documents if COMMITMENT in one.codes]


def _commitment_of(told: Told, scope: Scope, needed: int) -> Finding:
    day = scope.state_day
    signed = [one for one in _commitments(told) if one.signer and one.is_public_on(day)]
    best = max(signed, key=lambda one: days_standing(one, day), default=None)
    days = days_standing(best, day) if best is not None else 0
    if best is None or not days:
        return Finding(Passed(False), note="Chưa có bản cam kết có chữ ký đang được công khai và niêm yết.")
    note = f"Đã công khai và niêm yết {number(days)} ngày; cần {number(needed)} ngày."
    return Finding(Passed(days >= needed), _print(best), Basis(1), note)


def _commitment_lines(unit: int, scope: Scope) -> list[RecordLine]:
    needed, day = _needed_days(scope), scope.state_day
    lines = [
        RecordLine(
            one.day, one.title, reverse("disclosures-record", args=[one.id]),
            bool(one.signer) and days_standing(one, day) >= needed,
            _why_no_commitment(one, days_standing(one, day), needed), public=True, told_at=one.told_at, record=one.id,
            typist=one.typist,
        )
        for one in _commitments(_told(scope).answer()[unit])
    ]  # fmt: skip
    return marked(lines, scope, DISCLOSURES)


def _why_no_commitment(one: Document, days: int, needed: int) -> str:
    if not one.signer:
        return "chưa ghi người ký"
    return "" if days >= needed else f"công khai và niêm yết {days}/{needed} ngày"


# --- 1.1.4 ----------------------------------------------------------------------------------------------------------


def _limit(period: Period, scope: Scope) -> datetime:
    """24:00 of the last day on which a review of a quarter is recorded."""
    return clock.end_of(period.last + timedelta(days=QUARTERLY_REVIEWS.whole(scope, "days")))


def _reviews_by_unit(scope: Scope) -> Question[Mapping[int, list[Review]]]:
    rows = Review.objects.known_at(scope.known).filter(unit__in=scope.units, day__gte=scope.span.first)
    return Question(_by_unit, rows.order_by("day", "pk"))


def _by_unit(rows: Iterable[Review]) -> Mapping[int, list[Review]]:
    found: dict[int, list[Review]] = {}
    for one in rows:
        found.setdefault(one.unit_id, []).append(one)
    return found


def review_in_time(day: date, told_at: datetime, limit: datetime, *, accepted: bool) -> bool:
    """Whether a review made on a day and told at a moment counts for a quarter with this limit (24:00): the one rule of
    figure and duty. ``accepted``: a body lets late ones count."""
    return accepted or (told_at < limit and clock.end_of(day) <= limit)


def _in_time(one: Review, period: Period, scope: Scope) -> bool:
    let_in = scope.is_accepted(REVIEWS_KEY, one.unit_id, period.key)
    return review_in_time(one.day, one.told_at, _limit(period, scope), accepted=let_in)


def _reviews(scope: Scope) -> Question[Mapping[int, Finding]]:
    return Question(partial(_reviewed, scope), _reviews_by_unit(scope))


def _reviewed(scope: Scope, reviews: Mapping[int, list[Review]]) -> Mapping[int, Finding]:
    found = {}
    for unit, due in scope.due_by_unit("quarter").items():
        counted = {
            period: [one for one in reviews.get(unit, ()) if one.period == period.key and _in_time(one, period, scope)]
            for period in due
        }
        named = [(REVIEWS.key, one.pk, one.version) for rows in counted.values() for one in rows]
        counts = {period: PeriodCount(len(rows)) for period, rows in counted.items()}
        figure = PerPeriod(counts) if counts else Absent(NO_PERIOD)
        found[unit] = Finding(figure, fingerprint(named), Basis(len(named)))
    return found


def _review_lines(unit: int, scope: Scope) -> list[RecordLine]:
    due = {period.key: period for period in scope.due("quarter", unit)}
    lines = [_review_line(one, due.get(one.period), scope) for one in _reviews_by_unit(scope).answer().get(unit, ())]
    return marked(lines, scope, REVIEWS)


def _review_line(one: Review, period: Period | None, scope: Scope) -> RecordLine:
    late = period is not None and not _in_time(one, period, scope)
    why = "kỳ này không tính" if period is None else "ghi quá hạn" if late else ""
    limit = _limit(period, scope) if period is not None else None
    words = "không thay đổi" if one.change == Change.NONE else one.words
    return RecordLine(
        one.day, f"{one.reviewer} rà soát: {words}", reverse("disclosure-reviews-record", args=[one.pk]), not why, why,
        period.label if period else "", True, key=one.period, told_at=one.told_at, record=one.pk,
        typist=one.entered_by_id, limit=limit,
    )  # fmt: skip


def _review_timeliness(scope: Scope) -> Mapping[int, Timeliness]:
    due = scope.due_by_unit("quarter")
    by_key = {period.key: period for periods in due.values() for period in periods}
    return {
        unit: timeliness((one.told_at, _limit(by_key[one.period], scope)) for one in rows if one.period in by_key)
        for unit, rows in _reviews_by_unit(scope).answer().items()
    }


# --- 1.1.5 ----------------------------------------------------------------------------------------------------------


def _shown_limit(one: Shown, scope: Scope) -> datetime:
    """From when on a form is told late: the limit of the quarter in which it began."""
    return scope.counts_until(period_of("quarter", one.first))


def _counts(unit: int, scope: Scope) -> Callable[[Shown], bool]:
    """Which forms count: begun in the span, proved where they need it, told in time or accepted."""
    accepted = scope.accepted_of(FORMS_KEY, unit)

    def counts(one: Shown) -> bool:
        proved = one.photographed or one.form not in _PROVED
        in_span = scope.span.first <= one.first <= scope.state_day
        late = one.told_at is not None and one.told_at >= _shown_limit(one, scope)
        return proved and in_span and (not late or period_of("quarter", one.first).key in accepted)

    return counts


def _forms(scope: Scope) -> Question[Mapping[int, Finding]]:
    least = DISTINCT_FORMS.whole(scope, "least")
    return Question(
        lambda every: {unit: _forms_of(told, _counts(unit, scope), least) for unit, told in every.items()}, _told(scope)
    )


def _forms_of(told: Told, counts: Callable[[Shown], bool], least: int) -> Finding:
    documents = [one for one in told.documents if one.public_at is not None and any(map(counts, one.shown))]
    used = used_forms(documents, counts)
    enough = [form for form, many in used.items() if many >= least]
    note = "; ".join(f"{Form(form).label}: {number(many)}" for form, many in sorted(used.items()))
    return Finding(Number(Decimal(len(enough))), _print(*documents), Basis(len(documents)), note)


def _form_lines(unit: int, scope: Scope) -> list[RecordLine]:
    counts = _counts(unit, scope)
    lines = [
        _form_line(one, shown, scope, counted=counts(shown))
        for one in _told(scope).answer()[unit].documents
        if one.public_at is not None
        for shown in one.shown
        if scope.span.first <= shown.first <= scope.state_day
    ]
    return marked(lines, scope, POSTINGS)


def _form_line(one: Document, shown: Shown, scope: Scope, *, counted: bool) -> RecordLine:
    quarter, limit = period_of("quarter", shown.first), _shown_limit(shown, scope)
    late = shown.told_at is not None and shown.told_at >= limit
    why = "" if counted else "ghi quá hạn" if late else "chưa có ảnh"
    return RecordLine(
        shown.first, f"{Form(shown.form).label}: {one.title}", reverse("disclosure-postings-record", args=[shown.id]),
        counted, why, quarter.label, True, key=quarter.key, told_at=shown.told_at, record=shown.id,
        typist=shown.typist, limit=limit,
    )  # fmt: skip


def _form_timeliness(scope: Scope) -> Mapping[int, Timeliness]:
    return {
        unit: timeliness(
            (shown.told_at, _shown_limit(shown, scope))
            for one in told.documents
            for shown in one.shown
            if shown.told_at is not None and scope.span.first <= shown.first <= scope.state_day
        )
        for unit, told in _told(scope).answer().items()
    }


COMMITMENT_PUBLISHED = Measure(
    key=COMMITMENT_KEY,
    title="Công khai cam kết phục vụ",
    sentence=(
        "Đạt khi vào ngày cuối thời kỳ bản cam kết có chữ ký của người đứng đầu đang được công khai trên hệ thống, "
        "trên trang thông tin điện tử của đơn vị và niêm yết tại trụ sở, và đã liên tục như vậy ít nhất [90] ngày (nửa "
        "thời kỳ nếu nửa thời kỳ ngắn hơn), kể từ ngày công khai trên hệ thống."
    ),
    form="passed",
    asks=_commitment,
    records=_commitment_lines,
    settings=(Setting("days", "số ngày bản cam kết phải được công khai liên tục", _STANDING_DAYS),),
    room=ROOM.key,
    reads=lines_read(DISCLOSURES),
    guards="posting for a day: the days on end up to the last one are counted, on the web and at the office both.",
)
QUARTERLY_REVIEWS = Measure(
    key=REVIEWS_KEY,
    title="Rà soát nội dung công khai hằng quý",
    sentence=(
        "Số lần rà soát danh mục công khai của từng quý. Rà soát tính cho quý khi được làm và được ghi chậm nhất ngày "
        "thứ [15] sau khi hết quý, nêu người rà soát, ngày và nội dung thay đổi hoặc “không thay đổi”."
    ),
    form="periods",
    asks=_reviews,
    records=_review_lines,
    period="quarter",
    timeliness=_review_timeliness,
    settings=(Setting("days", "số ngày sau khi hết quý để rà soát", _REVIEW_DAYS),),
    room=ROOM.key,
    reads=lines_read(REVIEWS),
    period_words=PeriodWords("có rà soát", "không thay đổi", "không có rà soát"),
    guards="one click for four quarters: each review is of one quarter, and late by the day on which it was recorded.",
)
DISTINCT_FORMS = Measure(
    key=FORMS_KEY,
    title="Hình thức công khai",
    sentence=(
        "Số hình thức của khoản 1 Điều 12, mỗi hình thức đã dùng trong thời kỳ cho ít nhất [3] nội dung đã công khai "
        "trên hệ thống, ghi trước 24 giờ ngày làm việc thứ [2] sau quý bắt đầu. Niêm yết và truyền thanh chỉ tính khi "
        "có ảnh."
    ),
    form="number",
    asks=_forms,
    records=_form_lines,
    unit="hình thức",
    settings=(Setting("least", "số nội dung ít nhất của mỗi hình thức", _LEAST),),
    room=ROOM.key,
    late_period="quarter",
    timeliness=_form_timeliness,
    reads=lines_read(POSTINGS),
    guards="one item in ten forms: a form counts from so many on; what is posted or broadcast needs a photograph.",
)
