"""The weekly report as a kind of record, and the opinions that it hands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from thanthien.accounts.models import User
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.permissions import can_read, can_report, enters_as, readers
from thanthien.grassroots.purposes import PERSON, REPORTER
from thanthien.grassroots.together import beside
from thanthien.measures.handovers import HandOver, hand_over
from thanthien.records.kinds import RecordKind

OPINION = "opinion"  # the kind of hand-over: whoever takes opinions registers for it


def _hand_on(reports: Sequence[WeeklyReport], by: User) -> None:
    """Opinions go to whoever takes them; a correction doesn't go again, unless it makes an opinion of nothing."""
    hand_over([_given(report) for report in reports if _is_new(report)], by=by)


def _is_new(report: WeeklyReport) -> bool:
    corrected: Any = report.corrects
    return not report.nothing and (corrected is None or corrected.nothing)


def opinions() -> Iterator[HandOver]:
    """Every opinion that stands, for a taker that comes later."""
    heard: Iterable[WeeklyReport] = WeeklyReport.objects.standing().filter(nothing=False).order_by("day", "pk")
    for report in heard:
        yield _given(report)


def _given(report: WeeklyReport) -> HandOver:
    return HandOver(OPINION, REPORTS.key, report.pk, report.unit_id, report.day)


def words_of(report: WeeklyReport) -> str:
    """What a figure's list says of a report: the place and whether something was heard, never the opinion itself."""
    place = report.hamlet.name if report.hamlet else report.agency.label or report.agency.name
    return f"{place}: {'không phát sinh' if report.nothing else 'có ý kiến, ' + report.get_topic_display()}"


REPORTS = RecordKind(
    key="grassroots.report",
    model=WeeklyReport,
    title="Ý kiến của Nhân dân hằng tuần",
    one="báo cáo",
    route="grassroots",
    fields=("nothing", "topic", "address", "how", "told_by", "text"),
    enters_as=enters_as,
    readers=readers,
    may_open=can_read,
    may_write=can_report,
    lead="Mỗi ý kiến ghi một lần. Tuần không nghe được ý kiến nào thì báo “không phát sinh”.",
    beside=beside,
    follow=_hand_on,
    offline=True,
    by_day=True,  # an opinion becomes a matter of feedback in the same minute, and matters are numbered in turn
    purposes=(PERSON.code, REPORTER.code),
)
