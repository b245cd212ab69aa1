"""One meaning of “differs”, “unscored” and “unresolved”: in Python, in the database, and beside every filter."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.evaluations.actions import council
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, Conclusion, SheetItem
from thanthien.evaluations.queries import council_pages, grid, grid_filters, grid_sheets
from thanthien.evaluations.queries.council import compare, open_words
from thanthien.evaluations.queries.words import (
    DIFFERS,
    UNRESOLVED,
    UNSCORED,
    contested_of,
    differs,
    gap,
    same_word,
    unresolved,
    unscored,
)
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db

ONE, TWO = {"numerator": "46", "denominator": "52"}, {"numerator": "40", "denominator": "52"}
# (state, value, points): every kind of word, an unfinished value included.
WORDS = [
    (AnswerState.MISSING, None, None),
    (AnswerState.VALUE, ONE, Decimal("2.75")),
    (AnswerState.VALUE, TWO, Decimal("1.75")),
    (AnswerState.VALUE, TWO, None),
    (AnswerState.NOT_APPLICABLE, None, None),
    (AnswerState.NOT_APPLICABLE, None, Decimal(4)),
    (AnswerState.DEVIATION, None, Decimal("2.75")),
    (AnswerState.REFUSED, None, None),
]
OF_A_COMMUNE = WORDS[:-2]


@pytest.fixture
def appraised() -> Year:
    made = open_year()
    made.appraise("10001")
    return made


def put(row: Answer | SheetItem | Conclusion, word: tuple) -> None:
    row.state, row.value, row.points = word
    row.reason = "Lý do"
    row.save()


def test_python_and_database_say_the_same_of_every_pair_of_words(appraised):
    answer = Answer.objects.get(dossier=appraised.dossier(), indicator__code="1.1")
    item, conclusion = appraised.item("10001", "1.1", "mttq"), appraised.conclusion("10001", "1.1")
    for own, given in product(OF_A_COMMUNE, WORDS):
        put(answer, own)
        put(item, given)
        rows = SheetItem.objects.filter(pk=item.pk)
        assert rows.filter(DIFFERS).exists() == differs(item, answer), (own, given)
        assert rows.filter(UNSCORED).exists() == unscored(item), given
        assert rows.filter(UNRESOLVED).exists() == unresolved(item), given
        listed = {code: agreed for _, code, agreed in open_words([appraised.dossier()])}
        assert listed["1.1"] == compare([appraised.dossier()])[appraised.dossier().pk]["1.1"].agreed, (own, given)
        # The council reads only sheets that were sent, and one value has one result whoever enters it.
        if not unscored(item) and (item.points == answer.points or not same_word(item, answer)):
            agreed = compare([appraised.dossier()])[appraised.dossier().pk]["1.1"].agreed
            contested = Conclusion.objects.filter(contested_of(), pk=conclusion.pk).exists()
            assert contested != agreed, (own, given)


def test_indicator_that_no_body_appraises_waits_for_the_council(appraised):
    SheetItem.objects.filter(indicator__code="2.2").delete()
    row = appraised.conclusion("10001", "2.2")
    assert Conclusion.objects.filter(contested_of(), pk=row.pk).exists()
    assert not compare([appraised.dossier()])[appraised.dossier().pk]["2.2"].agreed
    assert {code: agreed for _, code, agreed in open_words([appraised.dossier()])}["2.2"] is False


def test_concluded_indicator_is_no_open_word(appraised):
    put(appraised.conclusion("10001", "1.1"), (AnswerState.VALUE, ONE, Decimal("2.75")))
    assert [code for _, code, _ in open_words([appraised.dossier()])] == ["1.2", "2.1", "2.2"]


@pytest.mark.parametrize(
    ("given", "own", "expected"),
    [("2.75", "3", Decimal("-0.25")), (None, "3", None), ("2", None, None), ("2", "2", Decimal(0))],
)
def test_gap_is_in_points_and_unknown_while_one_is_missing(given, own, expected):
    row, answer = (
        Entry(AnswerState.VALUE, points=None if one is None else Decimal(one)) for one in (given, own)
    )  # fmt: skip
    assert gap(row, answer) == expected


# --- Numbers and rows ---------------------------------------------------------------------------------------------


def grid_year() -> Year:
    """Three rows of 1.1: kept as it is; another number for the same points, flagged; nothing said."""
    year = open_year()
    for code in ("10001", "10002", "10003"):
        year.accept(code)
    year.fill("10001", year.people.mttq, {})
    same_points = Entry(AnswerState.VALUE, {"numerator": "92", "denominator": "104"}, "Sổ ghi hai năm")
    year.fill("10002", year.people.mttq, {("mttq", "1.1"): same_points})
    SheetItem.objects.filter(pk=year.item("10002", "1.1", "mttq").pk).update(field_check=True)
    return year


@pytest.mark.parametrize("key", list(grid_filters.ONLY))
@pytest.mark.parametrize("order", list(grid_filters.ORDERS))
def test_grid_counts_beside_each_filter_are_its_rows(key, order):
    year = grid_year()
    year.send("10002", year.people.mttq)
    with on(date(2026, 2, 12)):
        client = Client()
        client.force_login(fresh(year.people.mttq))
        address = reverse("appraisal-grid", args=[year.cycle.pk, "1.1"])
        page = client.get(address, {"loc": key, "xep": order})
    told = {one: count for one, _, count in page.context["only"]}
    assert told[key] == len(page.context["rows"])


def test_another_number_for_the_same_points_differs_everywhere():
    year = grid_year()
    user = fresh(year.people.mttq)
    rows = sorted(
        grid.grid_rows(user, grid.items_of(user, year.cycle.pk, "1.1")), key=lambda row: row.dossier.unit.code
    )
    assert [(row.dossier.unit.code, row.differs, row.difference) for row in rows] == [
        ("10001", False, Decimal(0)), ("10002", True, Decimal(0)), ("10003", False, None),
    ]  # fmt: skip
    work = next(one for one in grid.indicator_work(user, year.cycle) if one.code == "1.1")
    assert (work.unscored, work.differing, work.field_checks) == (1, 1, 1)
    sheet = year.item("10002", "1.1", "mttq").sheet_id
    assert grid_sheets.sheet_summaries([sheet])[sheet].differing == ["1.1"]


def test_home_counts_are_the_rows_of_the_grid():
    year = grid_year()
    user = fresh(year.people.mttq)
    year.send("10002", year.people.mttq)
    for one in grid.indicator_work(user, year.cycle):
        rows = grid.grid_rows(user, grid.items_of(user, year.cycle.pk, one.code))
        counted = {key: sum(keep(row) for row in rows) for key, (_, keep) in grid_filters.ONLY.items()}
        assert (one.total, one.unscored, one.differing, one.field_checks) == (
            counted[""], counted["chua-cham"], counted["lech"], counted["thuc-te"],
        )  # fmt: skip
    titles = {code: unscored for code, _, unscored in grid.unscored_of(user.hats[0].agency_id, year.cycle)}
    assert titles == {one.code: one.unscored for one in grid.indicator_work(user, year.cycle)}


def council_year() -> Year:
    """One dossier with two contested indicators, one of them concluded; one agreed; one concluded as a whole."""
    year = open_year()
    lower = Entry(AnswerState.VALUE, TWO, "Thiếu sổ")
    failed = Entry(AnswerState.VALUE, {"passed": False}, "Không có")
    year.appraise("10001", {("mttq", "1.1"): lower, ("so-noi-vu", "2.1"): failed})
    year.appraise("10002")
    year.conclude("10003")
    with on(date(2026, 3, 9)):
        row = year.conclusion("10001", "1.1")
        council.conclude_item(
            by=fresh(year.people.secretary), conclusion_id=row.pk, version=0, entry=lower
        )  # fmt: skip
    return year


@pytest.mark.parametrize("stage", ["", "can", "san-sang", "xong", "chenh-lech"])
def test_agenda_counts_beside_each_tab_are_its_rows(stage):
    year = council_year()
    with on(date(2026, 3, 10)):
        client = Client()
        client.force_login(fresh(year.people.secretary))
        page = client.get(reverse("council-home"), {"phan": stage})
    tab = next(one for one in page.context["tabs"] if one.current)
    assert tab.count == page.context["table"].count


def test_contested_indicators_are_listed_with_what_the_bodies_gave():
    year = council_year()
    rows = council_pages.open_contested(fresh(year.people.secretary), year.cycle.pk)
    assert [(row.dossier.unit.code, row.indicator.code, row.self_points, row.lowest, row.highest) for row in rows] == [
        ("10001", "2.1", Decimal(2), Decimal(0), Decimal(0)),
    ]  # fmt: skip


def test_agenda_and_dossier_count_the_same_contested_indicators():
    year = council_year()
    user = fresh(year.people.secretary)
    for row in council_pages.agenda(user, year.cycle.pk).rows:
        page = council_pages.dossier_page(row.dossier)
        everything = (*page.contested, *page.agreed)
        assert (row.differing, row.differing_open, row.open) == (
            len(page.contested), sum(one.open for one in page.contested), sum(one.open for one in everything),
        )  # fmt: skip
