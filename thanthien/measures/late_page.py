"""What the page of late records of one figure of one unit shows, and the list to check before a body says its word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from thanthien.accounts.models import User
from thanthien.core.formats import datetime_vn, number, points
from thanthien.measures.acceptances import Reach, reach_of
from thanthien.measures.behind import shown_to
from thanthien.measures.lateness import Entered, LatePeriod, LateSaid, entered, late_periods, timeliness_of
from thanthien.measures.permissions import can_accept_late, no_word_of
from thanthien.measures.queries import day_over, scope_of
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope, Span
from thanthien.measures.terms import YearTerms
from thanthien.measures.timeliness import Timeliness
from thanthien.units.models import Unit


@dataclass(frozen=True, slots=True)
class LateRecords:
    """The late records of one figure of one unit of a year, as one person (``user``) may see them. ``may_say``: whether
    that person may say something of them for a body; ``why_not``: what keeps a body from it, for its people."""

    user: User
    unit: Unit
    measure: Measure
    year: YearTerms
    scope: Scope
    periods: tuple[LatePeriod, ...]
    may_say: bool
    why_not: str = ""

    @property
    def span(self) -> Span:
        """The days asked about."""
        return self.scope.span

    @property
    def timeliness(self) -> Timeliness:
        """How punctually all records came. The statements of the measure."""
        return timeliness_of([self.measure.key], self.scope)[self.measure.key][self.unit.pk]

    @property
    def entered(self) -> list[Entered]:
        """When the late ones were entered. One statement."""
        return entered(self.periods)

    @property
    def undecided(self) -> dict[str, bool]:
        """What would be said if everything were accepted of which no body said anything, by the keys of periods."""
        return {one.period.key: True for one in self.periods if one.word is None}

    @property
    def said(self) -> LateSaid:
        """Of how many periods something was said."""
        return LateSaid.of(one.word for one in self.periods if one.word is not None)

    def reach(self, said: Mapping[str, bool]) -> list[Reach]:
        """What saying this would change."""
        return reach_of(self.user, self.unit, self.measure, self.span, said)


def late_records(user: User, unit: Unit, measure: Measure, year: YearTerms) -> LateRecords:
    """As they stand now, by the terms of a year."""
    span = year.span
    scope = scope_of(span, day_over(span), [unit.pk], chosen=year.settings)
    periods = late_periods(measure, unit.pk, scope, shown_to(user, measure))
    free = can_accept_late(user, unit, span.first)
    why = no_word_of(user, unit, measure.key, [one.period for one in periods]) if free else ""
    return LateRecords(user, unit, measure, year, scope, tuple(periods), free and not why, why)


def reach_words(reach: Reach) -> str:
    """“Kỳ đánh giá năm 2026, tiêu chí 1.2.3: số liệu mới nhất từ 38/45 tuần (2,5 điểm) thành 39/45 (2,75 điểm).”"""
    before, after = (
        f"{said} ({points(scored)}{' điểm' if scored is not None else ''})"
        for said, scored in ((reach.before, reach.points_before), (reach.after, reach.points_after))
    )
    told = f"từ {before} thành {after}" if reach.changes else f"không thay đổi, vẫn là {before}"
    write = f" Số ghi vào phiếu thẩm định khi đó: {reach.to_write}." if reach.to_write else ""
    return f"{reach.place}: {reach.figure} {told}.{f' {reach.note}' if reach.note else ''}{write}"


def after_posting(periods: Sequence[LatePeriod], reaches: Sequence[Reach]) -> str:
    """“12 trong 31 bản ghi quá hạn được ghi sau khi đơn vị niêm yết dự thảo (15:42, 14/01/2027).”; empty before a
    posting. Of several postings the earliest counts."""
    posted = [one.posted_at for one in reaches if one.posted_at]
    return _after(periods, min(posted)) if posted else ""


def _after(periods: Sequence[LatePeriod], posted_at: datetime) -> str:
    told = [line.told_at for one in periods for line in one.lines if line.told_at]
    later = sum(at > posted_at for at in told)
    moment = f"khi đơn vị niêm yết dự thảo ({datetime_vn(posted_at)})"
    if not later:
        return f"Mọi bản ghi quá hạn đều được ghi trước {moment}."
    if later == len(told):
        return f"Cả {number(later)} bản ghi quá hạn đều được ghi sau {moment}."
    return f"{number(later)} trong {number(len(told))} bản ghi quá hạn được ghi sau {moment}."
