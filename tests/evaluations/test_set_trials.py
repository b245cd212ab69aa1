"""Results of a year under a draft: the same set gives the same, a changed one tells what changes."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client

from tests.criteria.test_editor_actions import changed
from tests.evaluations.scenario import Year, fresh, open_year
from thanthien.core.levels import LevelNames
from thanthien.criteria.editor.actions import copy_to_draft
from thanthien.criteria.editor.places import Part
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Total
from thanthien.evaluations.queries import set_trials
from thanthien.evaluations.queries.set_trials import trial_of

pytestmark = pytest.mark.django_db
UNITS = ("10001", "10002", "10003")


def a_year(units: Iterable[str]) -> Year:
    """These units have a decided result."""
    made = open_year(units=len(list(units)))
    for code in units:
        made.decide(code, number=f"{code}/QĐ-UBND")
    return made


@pytest.fixture
def year() -> Year:
    return a_year(UNITS)


def draft_of(year: Year) -> CriteriaSet:
    return copy_to_draft(
        by=fresh(year.people.office), set_id=year.cycle.criteria_set_id, year=2027, version=1, title="Dự thảo"
    )


def test_same_set_gives_the_same_results(year: Year) -> None:
    trial = trial_of(year.cycle, draft_of(year))
    stored = {one.dossier_id: one for one in Total.objects.filter(column=Column.COUNCIL)}
    assert len(trial.rows) == 3
    for row in trial.rows:
        kept = stored[row.dossier.pk]
        assert (row.result.level, row.result.total.points, row.changed) == (kept.level, kept.points, False)
    assert (trial.changed, trial.missing) == (0, ())


def test_higher_threshold_takes_a_level_away_and_stores_nothing(year: Year) -> None:
    draft = draft_of(year)
    reached = trial_of(year.cycle, draft).rows[0].level
    assert reached
    before = list(Total.objects.order_by("pk").values())
    for level in draft.definition["levels"]:
        draft = changed(draft, Part.LEVEL, str(level["number"]), by=fresh(year.people.office), total_at_least="100%")
    trial = trial_of(year.cycle, draft)
    assert (trial.changed, [row.result.level for row in trial.rows]) == (3, [0, 0, 0])
    name = draft.level_names.name(reached)
    assert [(one.names, one.before, one.after) for one in trial.counts] == [(name, 3, 0), ("Chưa đạt", 0, 3)]
    assert list(Total.objects.order_by("pk").values()) == before


def test_levels_have_the_names_of_both_sets_and_one_that_a_set_lacks_that_of_the_other(year: Year) -> None:
    trial = trial_of(year.cycle, draft_of(year))
    own, other = year.cycle.criteria_set.level_names, LevelNames(("Hạng C",))
    counts = set_trials._counts(trial.rows, (own, other))
    first = f"{own.name(1)} / Hạng C"
    expected = {first if row.level == 1 else own.name(row.level) for row in trial.rows}
    assert {one.names for one in counts} == expected


def test_year_in_which_marks_are_given_is_tried_by_nobody(client: Client) -> None:
    year = open_year()
    year.decide("10001", number="1/QĐ-UBND")
    draft = draft_of(year)
    client.force_login(fresh(year.people.office))
    assert client.get(f"/bo-tieu-chi/{draft.pk}/").context["trials"] == []
    assert client.get(f"/ky/{year.cycle.pk}/bo-tieu-chi/{draft.pk}/tinh-thu/").status_code == 404


def test_value_that_the_new_rule_can_not_take_is_missing(year: Year) -> None:
    draft = draft_of(year)
    indicator = next(draft.parsed().indicators())
    rule = {"kind": "pass_fail"} if indicator.rule.kind != "pass_fail" else {"kind": "per_unit", "each": "0.25"}
    plain = {"measure": "", "source": "declared", "numerator": "", "denominator": "", "unit": ""}
    draft = changed(draft, Part.INDICATOR, indicator.code, by=fresh(year.people.office), rule=rule, **plain)
    trial = trial_of(year.cycle, draft)
    assert trial.missing == ((indicator.code, 3),)


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_statements_for_any_number(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    year = a_year(UNITS[:count])
    draft = draft_of(year)
    client.force_login(fresh(year.people.office))
    address = f"/ky/{year.cycle.pk}/bo-tieu-chi/{draft.pk}/tinh-thu/"
    client.get(address)
    # Session, person with roles, set, cycle, dossiers, conclusions, gates, totals.
    with django_assert_num_queries(8):
        shown = client.get(address)
    assert len(shown.context["trial"].rows) == count


def test_draft_leads_to_the_trial_and_one_that_does_not_fit_is_not_tried(client: Client, year: Year) -> None:
    draft = draft_of(year)
    client.force_login(fresh(year.people.office))
    address = f"/ky/{year.cycle.pk}/bo-tieu-chi/{draft.pk}/tinh-thu/"
    assert client.get(f"/bo-tieu-chi/{draft.pk}/").context["trials"] == [
        (f"Tính thử với kết quả: {year.cycle.title}", address)
    ]
    group = draft.parsed().groups[0].code
    changed(draft, Part.GROUP, group, by=fresh(year.people.office), max="99")
    shown = client.get(address)
    assert (shown.status_code, shown.context["trial"]) == (200, None)
    assert "Dự thảo còn nội dung chưa thống nhất." in shown.content.decode()
