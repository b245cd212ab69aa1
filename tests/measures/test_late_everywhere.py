"""What comes late, and much of it on one evening, in every room: no measure is registered without saying how."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.accounts import person
from tests.measures.judging import let_every_body_judge
from tests.measures.late_rows import EVENING, ROWS, Rule
from tests.test_typed_texts import all_kinds
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.measures import pages
from thanthien.measures.actions import accept_late
from thanthien.measures.figures import Figure, RecordLine
from thanthien.measures.lateness import entered, late_periods
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import Measure, all_known, find
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import Entry, correct
from thanthien.records.kinds import RecordKind
from thanthien.records.marks import CORRECTED, CORRECTED_LATE
from thanthien.records.models import Record
from thanthien.units.models import Unit

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def registered() -> dict[str, Measure]:
    return {one.key: one for one in all_known() if isinstance(one, Measure)}


def test_every_measure_says_how_a_record_of_it_comes_late() -> None:
    assert sorted(ROWS) == sorted(registered())


def test_by_a_bodys_word_count_the_figures_that_the_late_rule_has_a_say_in() -> None:
    ruled = {key for key, one in registered().items() if one.accepted_by is not None and one.timeliness is not None}
    assert {key for key, row in ROWS.items() if row.rule is Rule.BY_WORD} == ruled
    assert {key for key, one in registered().items() if one.accepted_by is not None} == ruled


def test_every_measure_names_what_a_commune_could_shrink_and_the_guard() -> None:
    parts = {one.partition("`\n")[0]: one for one in pages.page().split("\n## `")[1:]}
    lines = {key: [line for line in parts[key].splitlines() if line.startswith("*What a commune")] for key in ROWS}
    assert [key for key, said in lines.items() if len(said) != 1] == []
    named = [said[0].removeprefix("*What a commune could shrink:* ") for said in lines.values()]
    assert [one for one in named if "(" not in one and not one.startswith("nothing") and ":" not in one] == []


# --- Three units: told in time, told on one evening, silent ---


@dataclass(frozen=True)
class Three:
    """A measure with its three units."""

    measure: Measure
    prompt: Unit
    late: Unit
    silent: Unit

    def scope(self, **more: Any) -> Scope:
        return scope_of(YEAR, YEAR.cut_off, [self.prompt.pk, self.late.pk, self.silent.pk], **more)

    def figures(self, **more: Any) -> list[Figure]:
        """Of the one in time, the late one and the silent one."""
        found = self.measure.answer(self.scope(**more))
        return [found[unit.pk].figure for unit in (self.prompt, self.late, self.silent)]

    def of_the_evening(self) -> list[RecordLine]:
        """What the late unit told on the evening, as it stands behind its figure."""
        lines = self.measure.records(self.late.pk, self.scope())
        return [one for one in lines if one.told_at and one.told_at.astimezone(ZONE).date() == EVENING]


@pytest.fixture(autouse=True)
def _now(time_machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_body_judge(monkeypatch)
    time_machine.move_to(datetime(2027, 2, 1, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def three(request: pytest.FixtureRequest, db: None) -> Three:
    load_calendar(by=None)
    row, measure = ROWS[request.param], find(request.param)
    assert measure is not None
    scenes = [row.scene() for _ in range(3)]
    for scene in scenes:
        row.before(scene)
    row.tell(scenes[0], lambda day: day)
    row.tell(scenes[1], lambda day: EVENING)
    return Three(measure, *(scene.unit for scene in scenes))


def of(*rules: Rule) -> Any:
    """For each measure of these rules."""
    keys: Collection[str] = [key for key, row in ROWS.items() if row.rule in rules]
    return pytest.mark.parametrize("three", keys, ids=str, indirect=True)


@of(*Rule)
def test_before_the_evening_nobody_knew_of_it(three: Three) -> None:
    before = datetime(EVENING.year, EVENING.month, EVENING.day, tzinfo=ZONE)
    prompt, late, silent = three.figures(known_at=before)
    assert late == silent
    assert (prompt == silent) is (ROWS[three.measure.key].rule is Rule.UNMOVED)


@of(Rule.BY_WORD)
def test_late_records_are_kept_marked_and_count_for_nothing(three: Three) -> None:
    prompt, late, silent = three.figures()
    assert late == silent != prompt
    lines = three.of_the_evening()
    assert len(lines) == ROWS[three.measure.key].records
    assert [one for one in lines if one.late_since is None or not any("quá hạn" in mark for mark in one.marks)] == []


@of(Rule.BY_WORD)
def test_many_records_of_one_evening_are_told_as_such(three: Three) -> None:
    assert three.measure.timeliness is not None
    row, told = ROWS[three.measure.key], three.measure.timeliness(three.scope())
    assert told[three.late.pk].together == ((EVENING, row.records * row.times),)
    assert told[three.prompt.pk].late == 0
    sat = entered(late_periods(three.measure, three.late.pk, three.scope()))
    assert [one.sitting.first.astimezone(ZONE).date() for one in sat] == [EVENING]


@of(Rule.BY_WORD)
def test_word_of_a_body_makes_the_late_figure_the_one_in_time(three: Three) -> None:
    found = late_periods(three.measure, three.late.pk, three.scope())
    accept_late(
        by=person(Role.APPRAISER), unit=three.late, measure=three.measure.key,
        periods=[one.period.key for one in found], reason="Mất mạng do bão.",
    )  # fmt: skip
    prompt, late, silent = three.figures()
    assert late == prompt != silent


@of(Rule.MARKED)
def test_what_counts_for_the_year_says_when_it_was_told_long_after(three: Three) -> None:
    prompt, late, silent = three.figures()
    assert late == prompt != silent
    lines = three.of_the_evening()
    assert len(lines) == ROWS[three.measure.key].records
    assert [one for one in lines if not any(mark.startswith("ghi sau") for mark in one.marks)] == []
    in_time = three.measure.records(three.prompt.pk, three.scope())
    assert [mark for one in in_time for mark in one.marks if mark.startswith("ghi sau")] == []


@of(Rule.FROM_TELLING)
def test_what_is_counted_in_days_on_end_begins_when_it_was_told(three: Three) -> None:
    prompt, late, silent = three.figures()
    assert late == silent != prompt
    assert [one.counted for one in three.of_the_evening()] == [False] * ROWS[three.measure.key].records


@of(Rule.UNMOVED)
def test_what_the_commune_tells_alone_moves_nothing(three: Three) -> None:
    prompt, late, silent = three.figures()
    assert prompt == late == silent


# --- What is corrected when the time for it is over ---

# A request at home and feedback are no records; words of bodies alone make the figure of models; of what is made
# public the version stands that was published, whatever is corrected beside it.
_NOT_CORRECTED = {
    "disclosure.anticorruption_items_compliant", "disclosure.commitment_published",
    "disclosure.democracy_items_compliant", "feedback.answered_on_time", "feedback.long_overdue",
    "feedback.overdue_share", "feedback.results_published", "initiatives.creative_model",
    "service.home_requests_on_time",
}  # fmt: skip
_OF_EVERY_RECORD = {field.name for field in Record._meta.local_fields} | {"id"}


def _told_again(record: Any) -> Entry:
    """The same once more."""
    own = [field.name for field in type(record)._meta.concrete_fields if field.name not in _OF_EVERY_RECORD]
    return Entry(record.unit, record.day, {name: getattr(record, name) for name in own}, record.hamlet)


def _kind_of(line: RecordLine) -> RecordKind:
    return next(one for one in all_kinds() if reverse(f"{one.route}-record", args=[line.record]) == line.url)


@pytest.mark.parametrize("three", sorted({*ROWS} - _NOT_CORRECTED), ids=str, indirect=True)
def test_correction_is_marked_and_says_when_it_came_after_the_time(three: Three) -> None:
    """It keeps the moment of telling, so it counts: whoever reads the figure sees that it was told otherwise later."""
    evening = datetime.combine(EVENING, time(17), ZONE)
    before = three.measure.records(three.prompt.pk, three.scope())
    line = max((one for one in before if one.limit is None or one.limit <= evening), key=lambda one: one.day)
    kind = _kind_of(line)
    record = kind.model.objects.get(pk=line.record)
    told = {"record_id": record.pk, "version": 1, "reason": "Ghi lại cho rõ", "by": record.entered_by}
    with clock.set_to(evening):
        made = correct(kind, _told_again(record), **told)
    [again] = [one for one in three.measure.records(three.prompt.pk, three.scope()) if one.record == made.pk]
    wanted = CORRECTED if line.limit is None else f"{CORRECTED_LATE} {kind.when(evening)}"
    assert (again.marks[0], again.told_at, again.late_since) == (wanted, line.told_at, None)
