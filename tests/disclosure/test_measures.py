"""The five figures, for all units at once, as known at a moment; the duties."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.disclosure.scene import (
    YEAR,
    Scene,
    a_scene,
    at,
    drafted,
    finding,
    made_public,
    nothing,
    posted,
    reviewed,
    sampled,
    scope,
    whole,
)
from tests.factories.units import AgencyFactory
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.duties import DOCUMENT_DUTY, ITEM_DUTY, REVIEW_DUTY
from thanthien.disclosure.items import of_laws
from thanthien.disclosure.kinds import DISCLOSURES, SAMPLES
from thanthien.disclosure.measures import CORRUPTION_ITEMS, DEMOCRACY, DEMOCRACY_ITEMS
from thanthien.disclosure.more_measures import COMMITMENT_PUBLISHED, DISTINCT_FORMS, QUARTERLY_REVIEWS
from thanthien.measures.duties import DutyQuestion, State
from thanthien.measures.figures import Absent, Number, Passed, Ratio
from thanthien.measures.models import LateAcceptance
from thanthien.measures.periods import period_of
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Span
from thanthien.records.actions import withdraw

pytestmark = pytest.mark.django_db
QUARTER = date(2026, 3, 31)  # Q1 is over, the year isn't
DAY = date(2026, 3, 2)
# Of the shipped catalogue: khoản 4 with three items, khoản 13.
PERMANENT = 4


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 1, 20, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def share(measure: Measure, scene: Scene, **more: Any) -> tuple[int, int]:
    figure = finding(measure, scene, **more).figure
    assert isinstance(figure, Ratio)
    return int(figure.numerator), int(figure.denominator)


# --- 1.1.1, 1.1.2 ---------------------------------------------------------------------------------------------------


def test_silence_misses_every_item(scene: Scene) -> None:
    met, due = share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)
    assert met == 0
    own = of_laws(catalogue(), "democracy")
    assert due == sum(one.period != "year" for one in own)


def test_year_counts_once_it_is_over(scene: Scene) -> None:
    periods = [one.period for one in of_laws(catalogue(), "democracy")]
    quarters = 4 * sum(one in ("event", "quarter") for one in periods)
    assert share(DEMOCRACY_ITEMS, scene)[1] == quarters + sum(one in ("year", "permanent") for one in periods)


def test_document_in_time_meets_its_item_and_no_other(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.c")
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 1


def test_more_documents_never_lower_the_denominator(scene: Scene) -> None:
    before = share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[1]
    whole(scene, DAY, "DC11.02.c")
    whole(scene, DAY, "DC11.02.c", title="Báo cáo thứ hai")
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER) == (1, before)


def test_one_document_serves_two_laws(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.c")
    assert [share(one, scene, as_of=QUARTER)[0] for one in (DEMOCRACY_ITEMS, CORRUPTION_ITEMS)] == [1, 1]


@pytest.mark.parametrize(
    ("within", "met"),
    [pytest.param(7, 1, id="on the fifth working day"), pytest.param(8, 0, id="on the sixth")],
)
def test_document_has_five_working_days(scene: Scene, within: int, met: int) -> None:
    whole(scene, DAY, "DC11.02.c", within=within)
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == met


def test_statement_meets_its_items_for_its_quarter(scene: Scene) -> None:
    nothing(scene, "2026-Q1", "DC11.03.a; DC11.03.b", date(2026, 4, 1))
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 2
    assert share(DEMOCRACY_ITEMS, scene, as_of=date(2026, 6, 30))[0] == 2


def test_statement_told_late_counts_only_when_a_body_lets_it(scene: Scene) -> None:
    nothing(scene, "2026-Q1", "DC11.03.a", date(2026, 4, 10))
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 0
    accepted = frozenset({(DEMOCRACY, scene.unit.pk, "2026-Q1")})
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER, accepted=accepted)[0] == 1
    assert share(CORRUPTION_ITEMS, scene, as_of=QUARTER, accepted=accepted)[0] == 0


def test_forms_typed_back_in_december_are_late(scene: Scene) -> None:
    record = drafted(scene, DAY, "DC11.02.c")
    made_public(scene, record, date(2026, 3, 3))
    for form in ("a", "b"):
        posted(scene, record, date(2026, 3, 3), form, told=date(2026, 12, 20))
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 0
    (line,) = DEMOCRACY_ITEMS.records(scene.unit.pk, scope(scene, as_of=QUARTER))
    assert (line.counted, line.why, line.key) == (False, "ghi quá hạn", "2026-Q1")
    told = DEMOCRACY_ITEMS.timeliness(scope(scene, as_of=QUARTER))  # type: ignore[misc]
    assert (told[scene.unit.pk].in_time, told[scene.unit.pk].later) == (0, 1)


def test_sample_that_found_it_wrong_holds_until_it_is_taken_back(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.c")
    found = sampled(scene, date(2026, 3, 20), "DC11.02.c")
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 0
    withdraw(SAMPLES, record_id=found.pk, version=1, reason="Kiểm tra nhầm nơi", by=scene.front)
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 1


def test_event_that_a_body_found_hidden_is_missing_though_it_was_denied(scene: Scene) -> None:
    nothing(scene, "2026-Q1", "DC11.03.a", date(2026, 4, 1))
    sampled(scene, date(2026, 3, 20), "DC11.03.a", "hidden", by=scene.body)
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 0


def test_permanent_item_asks_for_web_and_office_on_the_day(scene: Scene) -> None:
    whole(scene, DAY, "DC11.04.a")
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 1
    assert share(DEMOCRACY_ITEMS, scene, as_of=date(2026, 3, 2))[0] == 0


@pytest.mark.parametrize(
    ("told", "public", "met"),
    [
        pytest.param(date(2027, 1, 5), date(2026, 12, 30), 1, id="told on the second working day"),
        pytest.param(date(2027, 1, 6), date(2026, 12, 30), 0, id="told on the third"),
        pytest.param(date(2026, 12, 30), date(2027, 1, 5), 1, id="public on the second working day"),
        pytest.param(date(2026, 12, 30), date(2027, 1, 6), 0, id="public on the third"),
    ],
)
def test_what_holds_all_the_time_is_told_by_the_second_working_day_after_the_year(
    scene: Scene, told: date, public: date, met: int
) -> None:
    record = drafted(scene, date(2026, 12, 29), "DC11.04.a")
    for form in ("a", "b"):
        posted(scene, record, date(2026, 12, 30), form, told=told)
    made_public(scene, record, public)
    days_off = WorkCalendar(off=frozenset({date(2027, 1, 1)}))
    found = DEMOCRACY_ITEMS.answer(replace(scope(scene, as_of=YEAR.cut_off), calendar=days_off))
    figure = found[scene.unit.pk].figure
    assert isinstance(figure, Ratio)
    assert figure.numerator == met


def test_draft_counts_for_nothing(scene: Scene) -> None:
    record = drafted(scene, DAY, "DC11.02.c")
    posted(scene, record, DAY, "a")
    posted(scene, record, DAY, "b")
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 0


def test_figure_is_what_was_known_at_its_moment(scene: Scene) -> None:
    record = whole(scene, DAY, "DC11.02.c")
    withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 0
    then = finding(DEMOCRACY_ITEMS, scene, as_of=QUARTER, known_at=at(date(2026, 4, 3)))
    assert (then.figure, bool(then.fingerprint)) == (Ratio(Decimal(1), then.figure.denominator), True)  # type: ignore[union-attr]


def test_unit_that_began_in_the_year_owes_its_whole_quarters(scene: Scene) -> None:
    asked = scope(scene, starts={scene.unit.pk: date(2026, 5, 4)}, as_of=date(2026, 6, 30))
    found = DEMOCRACY_ITEMS.answer(asked)[scene.unit.pk].figure
    assert isinstance(found, Ratio)
    assert found.denominator == PERMANENT


def test_nothing_is_due_before_the_span(scene: Scene) -> None:
    asked = finding(DEMOCRACY_ITEMS, scene, as_of=date(2025, 12, 31))
    assert asked.figure == Absent("Chưa có kỳ nào đến hạn.")


def test_lines_name_what_counts(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.c")
    nothing(scene, "2026-Q1", "DC11.03.a", date(2026, 4, 1))
    sampled(scene, date(2026, 3, 20), "DC11.05.a", "right")
    lines = DEMOCRACY_ITEMS.records(scene.unit.pk, scope(scene, as_of=QUARTER))
    assert [(line.words, line.counted) for line in lines] == [
        ("Dự toán ngân sách năm 2026 (DC11.02.c)", True),
        ("Kiểm tra: đã công khai đúng", False),
        ("Báo không phát sinh quý I/2026: DC11.03.a", True),
    ]
    assert [len(DEMOCRACY_ITEMS.reads(one, lines)) for one in (scene.officer, scene.body)] == [3, 3]


@pytest.mark.parametrize("measure", [DEMOCRACY_ITEMS, CORRUPTION_ITEMS, COMMITMENT_PUBLISHED, QUARTERLY_REVIEWS,
                                     DISTINCT_FORMS], ids=lambda one: one.key)  # fmt: skip
def test_all_units_cost_the_same_statements(measure: Measure, django_assert_num_queries: Any) -> None:
    scenes = [a_scene() for _ in range(3)]
    for one in scenes:
        whole(one, DAY, "DC11.02.c")
        reviewed(one, "2026-Q1", date(2026, 4, 2))
    statements = 1 if measure is QUARTERLY_REVIEWS else 5
    for asked in (scenes[:1], scenes):
        with django_assert_num_queries(statements):
            measure.answer(scope(*asked, as_of=QUARTER))


# --- 1.1.3, 1.1.4, 1.1.5 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "passed"),
    [
        pytest.param(date(2026, 5, 31), True, id="ninety days"),
        pytest.param(date(2026, 5, 30), False, id="a day less"),
    ],
)
def test_commitment_stands_for_ninety_days(scene: Scene, as_of: date, passed: bool) -> None:
    whole(scene, DAY, "CK", signer="Chủ tịch")
    assert finding(COMMITMENT_PUBLISHED, scene, as_of=as_of).figure == Passed(passed)


def test_commitment_of_a_short_year_stands_for_half_of_it(scene: Scene) -> None:
    whole(scene, date(2026, 11, 2), "CK", signer="Chủ tịch")
    short = Span(date(2026, 10, 4), date(2026, 12, 31))
    assert finding(COMMITMENT_PUBLISHED, scene, span=short, as_of=date(2026, 12, 15)).figure == Passed(False)
    assert finding(COMMITMENT_PUBLISHED, scene, span=short, as_of=date(2026, 12, 16)).figure == Passed(True)


def test_commitment_needs_a_signer(scene: Scene) -> None:
    whole(scene, DAY, "CK", signer="")
    assert finding(COMMITMENT_PUBLISHED, scene).figure == Passed(False)
    (line,) = COMMITMENT_PUBLISHED.records(scene.unit.pk, scope(scene))
    assert (line.counted, line.why) == (False, "chưa ghi người ký")


@pytest.mark.parametrize(
    ("said", "told", "counts"),
    [
        pytest.param(date(2026, 4, 15), None, 1, id="on the last day"),
        pytest.param(date(2026, 4, 16), None, 0, id="a day later"),
        pytest.param(date(2026, 3, 20), date(2026, 5, 1), 0, id="recorded late"),
        pytest.param(date(2026, 3, 20), None, 1, id="within the quarter"),
    ],
)
def test_review_is_made_within_fifteen_days(scene: Scene, said: date, told: date | None, counts: int) -> None:
    reviewed(scene, "2026-Q1", said, told=told)
    figure: Any = finding(QUARTERLY_REVIEWS, scene, as_of=QUARTER).figure
    assert [one.records for one in figure.counts.values()] == [counts]
    (line,) = QUARTERLY_REVIEWS.records(scene.unit.pk, scope(scene, as_of=QUARTER))
    assert line.counted is bool(counts)


def test_form_counts_from_three_contents_on(scene: Scene) -> None:
    for number in range(3):
        whole(scene, DAY, "DC11.02.c", title=f"Báo cáo {number}")
    assert finding(DISTINCT_FORMS, scene).figure == Number(Decimal(1))  # what was posted has no photograph
    two = replace(scope(scene), settings={DISTINCT_FORMS.name_of("least"): 4})
    assert DISTINCT_FORMS.answer(two)[scene.unit.pk].figure == Number(Decimal(0))


def test_posted_and_broadcast_need_a_photograph(scene: Scene) -> None:
    for number in range(3):
        record = whole(scene, DAY, "DC11.02.c", title=f"Báo cáo {number}")
        posted(scene, record, DAY, "c", photographs=1)
        posted(scene, record, DAY, "e", told=date(2026, 12, 1))
    assert finding(DISTINCT_FORMS, scene).figure == Number(Decimal(2))
    whys = {line.why for line in DISTINCT_FORMS.records(scene.unit.pk, scope(scene)) if not line.counted}
    assert whys == {"chưa có ảnh", "ghi quá hạn"}


# --- Duties ---------------------------------------------------------------------------------------------------------


def question(scene: Scene, kind: Any, day: date, now: datetime) -> DutyQuestion:
    return DutyQuestion(frozenset({scene.unit.pk}), period_of(kind, day), now, WorkCalendar())


@pytest.mark.parametrize(
    ("now", "done", "state"),
    [
        pytest.param(at(date(2026, 3, 9)), False, State.DUE, id="due"),
        pytest.param(at(date(2026, 3, 10)), False, State.LATE, id="late"),
        pytest.param(at(date(2026, 3, 9), 18), True, State.DONE, id="done"),
    ],
)
def test_documents_of_the_week(scene: Scene, now: datetime, done: bool, state: State) -> None:
    if done:
        whole(scene, DAY, "DC11.02.c")
    else:
        drafted(scene, DAY, "DC11.02.c")
    found = DOCUMENT_DUTY.states(question(scene, "iso_week", date(2026, 3, 9), now))[scene.unit.pk]
    assert (found.state, found.last_day) == (state, date(2026, 3, 9))


def test_week_without_a_document_owes_nothing(scene: Scene) -> None:
    found = DOCUMENT_DUTY.states(question(scene, "iso_week", date(2026, 3, 9), at(date(2026, 3, 9))))
    assert found[scene.unit.pk].state == State.FREE


def test_items_of_the_quarter(scene: Scene) -> None:
    nothing(scene, "2026-Q1", "DC11.03.a", date(2026, 3, 20))
    found = ITEM_DUTY.states(question(scene, "quarter", DAY, at(date(2026, 3, 25))))[scene.unit.pk]
    assert (found.state, found.words.split(" nội dung")[0]) == (State.DUE, "quý I/2026: 1/30")


def test_late_word_counts_for_the_items_of_the_law_of_which_a_body_let_it(scene: Scene) -> None:
    """Two items of democracy and of corruption, said after the time of the quarter; a body lets the first count."""
    corruption = next(one.code for one in of_laws(catalogue(), "corruption") if one.period in ("event", "quarter"))
    for code in ("DC11.03.a", corruption):
        nothing(scene, "2026-Q1", code, date(2026, 4, 20))
    asked = question(scene, "quarter", DAY, at(date(2026, 4, 21)))
    found = []
    for measure in (None, DEMOCRACY):
        if measure:
            LateAcceptance.objects.create(
                unit=scene.unit, measure=measure, period="2026-Q1", agency=AgencyFactory(), by=scene.officer,
                reason="Mất điện", at=at(date(2026, 4, 21), 8),
            )  # fmt: skip
        found.append(ITEM_DUTY.states(asked)[scene.unit.pk].words.split(" nội dung")[0])
    assert found == ["quý I/2026: 0/30", "quý I/2026: 1/30"]


def test_document_is_in_time_by_the_late_rule_of_its_quarter(scene: Scene) -> None:
    """Shown within its days, but the forms were told when the time of the quarter was over: the figure takes none."""
    record = drafted(scene, DAY, "DC11.02.c")
    made_public(scene, record, date(2026, 3, 3))
    for form in ("b", "a"):
        posted(scene, record, date(2026, 3, 4), form, told=date(2026, 4, 20))
    found = DOCUMENT_DUTY.states(question(scene, "iso_week", date(2026, 3, 9), at(date(2026, 4, 21))))[scene.unit.pk]
    assert (found.state, found.words) == (State.LATE, "0/1 văn bản đã công khai đúng hạn")


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param(date(2026, 2, 1), State.COMING, id="to come"),
        pytest.param(date(2026, 4, 15), State.DUE, id="due"),
        pytest.param(date(2026, 4, 16), State.LATE, id="late"),
    ],
)
def test_review_of_the_quarter(scene: Scene, now: date, state: State) -> None:
    asked = question(scene, "quarter", DAY, at(now))
    assert REVIEW_DUTY.states(asked)[scene.unit.pk].state == state
    reviewed(scene, "2026-Q1", now if now > date(2026, 1, 1) else DAY)
    assert REVIEW_DUTY.states(replace(asked, now=at(now, 18)))[scene.unit.pk].state == State.DONE
