"""Rules R1–R9, the catalogue, periods, and cells: tables of cases, without a database."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.disclosure.cases import an_item, day, on_board
from thanthien.core.calendar import WorkCalendar
from thanthien.disclosure.catalogue import catalogue, choices
from thanthien.disclosure.enums import Form
from thanthien.disclosure.items import COMMITMENT, covered, is_personal, of_laws
from thanthien.disclosure.periods import days_of, key_problem, label_of, offered, statement_problem, usual
from thanthien.disclosure.rules import (
    BROADCAST,
    BY_HEADS,
    POSTED,
    TO_BODIES,
    WEB,
    Shown,
    broadcast_days,
    checks,
    days_on_end,
    first_at_office,
    first_on_web,
    is_on_web_on,
    is_permanent_on,
    is_reported,
    is_told_by_heads,
    last_day,
    period_rule,
    posted_days,
    quarter_is_listed,
    spots_lacking,
    year_is_planned,
)

CALENDAR = WorkCalendar(off=frozenset(date(2026, 2, day) for day in range(16, 21)))


# --- R1–R9 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "last"),
    [
        pytest.param(day(2), day(9), id="monday"),
        pytest.param(day(6), day(13), id="friday"),
        pytest.param(date(2026, 2, 13), date(2026, 2, 27), id="before tet"),
        pytest.param(date(2026, 2, 17), date(2026, 2, 27), id="within tet"),
    ],
)
def test_r1_gives_five_working_days(written: date, last: date) -> None:
    assert last_day(written, CALENDAR) == last


@pytest.mark.parametrize(
    ("shown", "first"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([on_board(day(1))], None, id="posted alone"),
        pytest.param([Shown(WEB, day(4)), Shown(WEB, day(2))], day(2), id="the first of two"),
    ],
)
def test_r2_asks_for_the_web(shown: list[Shown], first: date | None) -> None:
    assert first_on_web(shown) == first


def test_office_is_posted_from_its_first_day() -> None:
    shown = [on_board(day(5)), on_board(day(3), None, frozenset({"culture"})), Shown(WEB, day(1))]
    assert first_at_office(shown) == day(5)


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([(day(1), day(30))], 30, id="thirty"),
        pytest.param([(day(1), day(10)), (day(11), day(30))], 30, id="without a gap"),
        pytest.param([(day(1), day(10)), (day(12), day(30))], 19, id="with a gap"),
        pytest.param([(day(1), day(20)), (day(5), day(8))], 20, id="one within the other"),
        pytest.param([(day(20), None)], 12, id="still running"),
        pytest.param([(day(1, 5), None)], 0, id="not begun"),
    ],
)
def test_r3_counts_days_on_end(spans: list[tuple[date, date | None]], days: int) -> None:
    shown = [on_board(first, last) for first, last in spans]
    assert days_on_end(shown, day(31)) == days
    assert posted_days(shown, "office", day(31)) == days


def test_r3_asks_for_each_place() -> None:
    item = an_item()
    shown = [on_board(day(1), day(30)), on_board(day(1), day(29), frozenset({"culture"}))]
    assert spots_lacking(shown, item, day(31)) == []
    office = [on_board(day(1), day(30), frozenset({"office"})), on_board(day(1), day(29), frozenset({"culture"}))]
    assert spots_lacking(office, item, day(31)) == ["culture", "community"]


@pytest.mark.parametrize(
    ("shown", "holds"),
    [
        pytest.param([on_board(day(1))], True, id="running"),
        pytest.param([on_board(day(1), day(9))], False, id="ended the day before"),
        pytest.param([on_board(day(1), day(10))], True, id="ends today"),
        pytest.param([on_board(day(1), None, frozenset({"culture"}))], False, id="elsewhere"),
        pytest.param([Shown(WEB, day(1))], False, id="web alone"),
    ],
)
def test_r4_asks_for_the_office_on_the_day(shown: list[Shown], holds: bool) -> None:
    assert is_permanent_on(shown, day(10)) is holds


def test_web_is_asked_on_the_day() -> None:
    assert [is_on_web_on([Shown(WEB, day(3), day(5))], day(one)) for one in (2, 3, 5, 6)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("lists", "kept"),
    [
        pytest.param([], False, id="no list"),
        pytest.param([[on_board(day(1))]], True, id="at all three"),
        pytest.param([[on_board(day(1), None, frozenset({"office", "culture"}))]], False, id="one place missing"),
        pytest.param([[Shown(WEB, day(1))], [on_board(day(2))]], True, id="the second list"),
    ],
)
def test_r5_asks_for_a_posted_list(lists: list[list[Shown]], kept: bool) -> None:
    assert quarter_is_listed(lists, ("office", "culture", "community"), day(31)) is kept


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        pytest.param([(day(1), day(3))], 3, id="three"),
        pytest.param([(day(1), day(1)), (day(3), day(4))], 2, id="with a gap"),
    ],
)
def test_r6_counts_broadcasts_on_end(spans: list[tuple[date, date]], days: int) -> None:
    assert broadcast_days([Shown(BROADCAST, *span) for span in spans], day(31)) == days


def test_r7_asks_for_heads_of_hamlets() -> None:
    assert [is_told_by_heads([Shown(form, day(1))]) for form in (POSTED, BROADCAST, BY_HEADS)] == [False, False, True]


def test_r8_asks_for_a_public_plan() -> None:
    assert [year_is_planned(plans) for plans in ([], [[]], [[], [Shown(WEB, day(1))]])] == [False, False, True]


def test_r9_asks_that_the_report_went_to_the_front() -> None:
    reports = ([], [[Shown(WEB, day(1))]], [[Shown(WEB, day(1)), Shown(TO_BODIES, day(2))]])
    assert [is_reported(one) for one in reports] == [False, False, True]


@pytest.mark.parametrize(
    ("rule", "lacking"),
    [
        pytest.param("R5", "danh sách chưa niêm yết đủ ở trụ sở, nhà văn hóa, điểm sinh hoạt cộng đồng", id="R5"),
        pytest.param("R8", "", id="R8"),
        pytest.param("R9", "báo cáo chưa gửi Mặt trận Tổ quốc và các tổ chức chính trị - xã hội", id="R9"),
        pytest.param("", "", id="none"),
    ],
)
def test_rule_of_an_item_says_what_is_lacking(rule: str, lacking: str) -> None:
    assert period_rule(an_item(rule=rule), [[Shown(WEB, day(1))]], day(31)) == lacking


def test_checks_say_which_rules_a_document_keeps() -> None:
    item = an_item(broadcast_days=3, hamlets=True)
    shown = [Shown(WEB, day(3)), on_board(day(12)), Shown(BROADCAST, day(3), day(5))]
    found = {one.rule: one.met for one in checks(day(2), [item], shown, CALENDAR, day(20))}
    assert found == {"R2": True, "R1": False, "R3": None, "R6": True, "R7": False}


def test_checks_wait_as_long_as_there_is_time() -> None:
    found = checks(day(2), [an_item(places=["office"], posting_days=0)], [], CALENDAR, day(9))
    assert [(one.rule, one.met) for one in found] == [("R2", None), ("R1", None)]
    whole = an_item(broadcast_days=3, hamlets=True)
    permanent = an_item(code="P", period="permanent")
    for today, met in ((2, None), (9, None), (10, False)):
        told = {one.rule: one.met for one in checks(day(2), [whole, permanent], [], CALENDAR, day(today))}
        assert told == dict.fromkeys(("R2", "R1", "R3", "R4", "R6", "R7"), met)
    running = [on_board(day(9)), Shown(BROADCAST, day(9))]
    told = {one.rule: one.met for one in checks(day(2), [whole], running, CALENDAR, day(10))}
    assert (told["R3"], told["R6"]) == (None, None)
    found = checks(day(2), [an_item(places=["office"], posting_days=0)], [], CALENDAR, day(10))
    assert [(one.rule, one.met) for one in found] == [("R2", False), ("R1", False)]


# --- The catalogue --------------------------------------------------------------------------------------------------


def test_one_document_satisfies_what_its_items_bring_along() -> None:
    known = {"A": an_item(code="A", also=["B", "Z"]), "B": an_item(code="B")}
    assert covered(["A", "Q"], known) == {"A", "B", "Z", "Q"}


def test_personal_items_are_known() -> None:
    known = {"A": an_item(code="A", personal=True), "B": an_item(code="B")}
    assert [is_personal([code], known) for code in ("A", "B", "Z")] == [True, False, False]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"law": "tax"}, id="law"),
        pytest.param({"period": "week"}, id="period"),
        pytest.param({"places": ["market"]}, id="place"),
        pytest.param({"valid_from": "2026"}, id="day"),
        pytest.param({"rule": "R1"}, id="rule"),
        pytest.param({"colour": "red"}, id="unknown field"),
    ],
)
def test_item_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        an_item(**wrong)


def test_item_holds_for_its_days() -> None:
    item = an_item(valid_from=day(1), valid_to=day(20))
    assert [item.holds_for(day(1), day(last)) for last in (20, 21)] == [True, False]
    assert not item.holds_for(date(2026, 2, 28), day(5))


def test_shipped_catalogue_has_the_laws_whole() -> None:
    known = catalogue()
    heads = {code.split(".")[1] for code in known if code.startswith("DC11.")}
    assert heads == {f"{number:02d}" for number in range(1, 15)}
    assert [len(of_laws(known, law)) for law in ("corruption", "access", "scheme", "duty")] == [5, 15, 1, 3]
    assert [other for item in known.values() for other in item.also if other not in known] == []
    assert COMMITMENT in known


@pytest.mark.parametrize(
    ("heads", "asked"),
    [
        pytest.param((1, 2, 3, 5, 6), (30, 0, False), id="posted thirty days"),
        pytest.param((7, 8, 9, 10, 11, 12), (30, 3, True), id="also broadcast and told"),
        pytest.param((4, 13), (0, 0, False), id="all the time"),
    ],
)
def test_shipped_catalogue_asks_what_the_law_asks(heads: tuple[int, ...], asked: tuple[int, int, bool]) -> None:
    own = [item for code, item in catalogue().items() if any(code.startswith(f"DC11.{head:02d}") for head in heads)]
    assert {(item.posting_days, item.broadcast_days, item.hamlets) for item in own} == {asked}


def test_another_citys_catalogue_is_read(tmp_path: Path, settings: Any) -> None:
    settings.DISCLOSURE_CATALOGUE = tmp_path / "own.yaml"
    settings.DISCLOSURE_CATALOGUE.write_text(
        "- {code: A1, title: Ngân sách, law: democracy, basis: Điều 11, period: year, web: true, "
        "valid_from: 2026-01-01}\n",
        encoding="utf-8",
    )
    assert choices() == [("A1", "A1 Ngân sách")]


def test_forms_are_those_of_the_rules() -> None:
    assert (Form.POSTED, Form.WEB, Form.BROADCAST, Form.BY_HEADS, Form.TO_BODIES) == (
        POSTED, WEB, BROADCAST, BY_HEADS, TO_BODIES,
    )  # fmt: skip


# --- Periods --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "days"),
    [
        pytest.param("2026-Q3", (date(2026, 7, 1), date(2026, 9, 30)), id="quarter"),
        pytest.param("2026", (date(2026, 1, 1), date(2026, 12, 31)), id="year"),
        pytest.param("2026-Q5", None, id="no quarter"),
        pytest.param("x", None, id="no key"),
    ],
)
def test_days_of_a_period(key: str, days: tuple[date, date] | None) -> None:
    assert days_of(key) == days


def test_periods_are_offered_and_named() -> None:
    assert offered(date(2026, 8, 1))[:2] == [("2026-Q3", "quý III/2026"), ("2026-Q2", "quý II/2026")]
    assert offered(date(2026, 8, 1))[-3] == ("2026", "năm 2026")
    assert [key for key, _ in offered(date(2026, 8, 1), quarters_only=True)][-1] == "2025-Q2"
    assert label_of("lạ") == "lạ"


@pytest.mark.parametrize(
    ("today", "key"),
    [
        pytest.param(date(2026, 9, 15), "2026-Q2", id="before the last days"),
        pytest.param(date(2026, 9, 16), "2026-Q3", id="in the last days"),
        pytest.param(date(2026, 10, 1), "2026-Q3", id="after it"),
    ],
)
def test_usual_period(today: date, key: str) -> None:
    assert usual(today) == key


@pytest.mark.parametrize(
    ("key", "said", "problem"),
    [
        pytest.param("2026-Q3", date(2026, 9, 16), "", id="in the last days"),
        pytest.param("2026-Q3", date(2026, 9, 15), "Chỉ báo không phát sinh", id="too early"),
        pytest.param("2026-Q4", date(2026, 9, 15), "Kỳ này chưa đến", id="not begun"),
        pytest.param("quý 3", date(2026, 9, 15), "Chưa đúng dạng kỳ", id="no key"),
    ],
)
def test_statement_is_made_at_the_end_of_its_period(key: str, said: date, problem: str) -> None:
    assert statement_problem(key, said).startswith(problem)
    assert bool(statement_problem(key, said)) is bool(problem)
    assert not key_problem("2026-Q3", date(2026, 7, 1))
