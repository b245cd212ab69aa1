"""A published year with every kind of result: recognised and lowered, a direct deviation, not recognised."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.evaluations.scenario import (
    FIRST_DAY,
    GOOD,
    PHASES,
    SMALL_SET,
    SWITCHES,
    Year,
    fresh,
    issued_set,
    on,
    open_year,
    pdf,
)
from tests.recorder import recorded
from thanthien.core import clock
from thanthien.evaluations.actions import council, cycles, decisions, gates, intake
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, Moment, Origin
from thanthien.evaluations.models import Answer, Computation, DossierFigure
from thanthien.evaluations.scored import Entry


def weekly(counts: list[list[int]]) -> dict[str, dict[str, list[int]]]:
    """A figure by week, from the first week of 2026 on."""
    return {"periods": {f"2026-W{number:02d}": count for number, count in enumerate(counts, 1)}}


COMMUNE_TEXT = "Lời riêng của phường Bình Minh"
NOT_APPLICABLE = Entry(AnswerState.NOT_APPLICABLE, None, COMMUNE_TEXT)
DEVIATION = Entry(AnswerState.DEVIATION, None, "Hội đồng thống nhất cho một điểm", Decimal(1))


@recorded
def published_year() -> Year:
    """Xã An Hòa: level 2, lowered to 1. Phường Bình Minh: a deviation and “không phát sinh”. Đặc khu Cát Vàng: never
    submitted."""
    year = open_year()
    year.announce("10001")
    announce_with_deviation(year, "10002")
    decide(year)
    publish(year)
    lower(year, "10001")
    return year


@recorded
def announce_with_deviation(year: Year, code: str) -> None:
    """Two bodies confirm “không phát sinh” of 1.2; on 2.2 they differ and the council gives points."""
    year.accept(code, GOOD | {"1.2": NOT_APPLICABLE})
    confirmed = {(body, "1.2"): NOT_APPLICABLE for body in ("mttq", "so-noi-vu")}
    lower_choice = {("so-noi-vu", "2.2"): Entry(AnswerState.VALUE, {"option": "dat"}, "Chưa đủ")}
    for user in (year.people.mttq, year.people.noi_vu):
        year.fill(code, user, confirmed | lower_choice)
        year.send(code, user)
    row = year.conclusion(code, "2.2")
    secretary = fresh(year.people.secretary)
    with on(date(2026, 3, 10)):
        council.conclude_item(by=secretary, conclusion_id=row.pk, version=row.version, entry=DEVIATION)
        council.adopt_agreed(by=secretary, dossier_ids=[row.dossier_id])
        gates.state_gates(
            by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([row.dossier_id], False)
        )
        council.conclude(by=secretary, dossier_ids=[row.dossier_id], session=Session(date(2026, 3, 10)))
    with on(date(2026, 3, 16)):
        council.announce(by=fresh(year.people.office), dossier_ids=[row.dossier_id])


@recorded
def decide(year: Year) -> None:
    """One decision for all; what was never submitted is closed and not recognised."""
    with on(date(2026, 3, 24)):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier("10003").pk])
        levels = {"10001": 2, "10002": 2, "10003": 0}
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle,
            paper=Printed("12/QĐ-UBND", date(2026, 3, 24), "Người ký", pdf()),
            verdicts={
                year.dossier(code).pk: decisions.Verdict(level, "Hội nghị xét thêm" if code == "10002" else "")
                for code, level in levels.items()
            },
        )  # fmt: skip


@recorded
def publish(year: Year) -> None:
    with on(date(2026, 3, 25)):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())


@recorded
def lower(year: Year, code: str, level: int = 1, number: str = "30/QĐ-UBND") -> None:
    """Lower a published recognition (0: revoke)."""
    with on(date(2026, 5, 4)):
        decisions.change_recognition(
            by=fresh(year.people.office), dossier_id=year.dossier(code).pk, level=level, reason="Kết quả hậu kiểm",
            paper=Printed(number, date(2026, 5, 4), "Người ký", pdf()), version=year.dossier(code).version,
        )  # fmt: skip


WEEKLY, SAME_DAY = "grassroots.weekly_reports", "service.fast_day_same_day"
FIGURES_SET = (
    SMALL_SET.read_text(encoding="utf-8")
    .replace("measure: feedback.weekly_intake", f"measure: {WEEKLY}")
    .replace("at_least: 1, from", "at_least: 1, coverage: 50%, from")
    .replace("title: Trả lời đúng hạn", f"title: Trả lời đúng hạn\n        measure: {SAME_DAY}")
)
# By week of the cycle: records, thôn that reported, thôn that there were.
_WEEKS = [[2, 1, 2]] * 45 + [[0, 0, 2]] * 5 + [[1, 0, 2]] * 3
POSTED = {
    WEEKLY: {"figure": weekly(_WEEKS[:2]), "records": 4},
    SAME_DAY: {"figure": {"numerator": "9", "denominator": "10"}, "records": 2, "numbers": 1, "note": "10 hồ sơ"},
}
CUT_OFF = {
    WEEKLY: {"figure": weekly(_WEEKS), "records": 93},
    SAME_DAY: {
        "figure": {"nothing_arose": "Mọi ngày giải quyết nhanh đều không có hồ sơ."},
        "withdrawn": "Ghi nhầm đơn vị",
    },
}


@recorded
def year_with_figures() -> Year:
    """Xã An Hòa took the platform's figure of 1.1 and declared 1.2; level 2, lowered to 1."""
    year = open_year(units=1, text=FIGURES_SET)
    whole = {"1.1": Entry(AnswerState.VALUE, {"numerator": "2", "denominator": "2"})}
    year.meet("10001", GOOD | whole)
    keep_figures(year, Moment.POSTED, date(2026, 1, 13), POSTED)
    taken = {"origin": Origin.SYSTEM, "system_state": AnswerState.VALUE, "system_value": whole["1.1"].value}
    Answer.objects.filter(pk=year.answer("10001", "1.1").pk).update(**taken, system_as_of=date(2026, 1, 13))
    year.meet = lambda *_: None  # type: ignore[method-assign] - it met
    year.announce("10001")
    keep_figures(year, Moment.CUT_OFF, date(2027, 1, 3), CUT_OFF)
    year.announce = lambda *_: None  # type: ignore[method-assign] - it was announced
    year.publish("10001")
    lower(year, "10001")
    return Year(year.cycle, year.people)  # without the steps left out here


def keep_figures(year: Year, moment: Moment, as_of: date, figures: dict[str, dict[str, object]]) -> None:
    """Figures of the first unit as one computing left them, whatever stood there."""
    cycle, dossier = year.cycle, year.dossier("10001")
    computation = Computation.objects.create(
        cycle=cycle, moment=moment, span_first=cycle.span_first, span_last=cycle.span_last, as_of=as_of,
        known_at=clock.end_of(as_of + timedelta(days=2)), late_days=cycle.late_days,
        settings={f"{SAME_DAY}.holiday_rule": "same_week"}, calendar={"off": ["2026-01-01"], "work": []},
    )  # fmt: skip
    for measure, stated in figures.items():
        more = {"computation": computation, "digest": f"0a1b2c3d:{'e' * 64}", "numbers": 0, "records": 0} | stated
        DossierFigure.objects.update_or_create(dossier=dossier, measure=measure, moment=moment, defaults=more)


@recorded
def another_result(first: Year, **changes: str) -> Year:
    """Another published cycle of 2026 with the same units and people; ``changes`` of the set's text, as the scheme."""
    year = another_cycle(first, **changes)
    year.publish("10001", number="44/QĐ-UBND")
    return year


@recorded
def another_cycle(first: Year, **changes: str) -> Year:
    """The same before anything is done in it."""
    text = SMALL_SET.read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(f"{old}: {_line(text, old)}", f"{old}: {new}", 1)
    with on(FIRST_DAY):
        plan = cycles.Plan(
            criteria_set=issued_set(first.people, text), year=2026, title="Kỳ đánh giá năm 2026", phases=PHASES,
            switches=SWITCHES,
        )  # fmt: skip
        return Year(cycles.open_cycle(by=fresh(first.people.office), plan=plan), first.people)


def _line(text: str, key: str) -> str:
    """What stands behind a key of the text, the first time."""
    return next(line for line in text.splitlines() if line.startswith(f"{key}: ")).removeprefix(f"{key}: ")
