"""What of the procedure waits for whom, for every role in every state: exactly the steps that can be taken now, and the
obstacles that the person can clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from tests.evaluations import bare
from tests.evaluations.bare import TODAY
from thanthien.accounts.roles import Role
from thanthien.evaluations import workflow
from thanthien.evaluations.step_check import check_step
from thanthien.evaluations.waiting import CLEARED_BY, CLEARED_BY_COUNCIL, ONWARD, clearable, statuses_of, waiting_for
from thanthien.evaluations.work import CLEARING, DOORS
from thanthien.evaluations.workflow import STEPS, Facts, PhaseKey, Status

SOON, GONE = TODAY + timedelta(days=3), TODAY - timedelta(days=3)

# What people do on the pages of a dossier, and the facts of it that then are others.
DONE: dict[Any, dict[str, Any]] = {
    workflow.target_chosen: {"target_level": 2},
    workflow.opinions_answered: {"unanswered_opinions": 0},
    workflow.meeting_held: {"meeting_on": TODAY, "has_minutes": True},
    workflow.bodies_heard: {"unheard": ()},
    workflow.returns_answered: {"open_returns": ()},
    workflow.all_concluded: {"open_conclusions": ()},
    workflow.reviews_answered: {"unanswered_reviews": 0},
    workflow.return_answered: {"city_return": False},
}
VARIANTS = [
    dict(zip(("needs_approval", "target_level", "unanswered_opinions", "posting_ends_on", "deadlines", "rest"), values,
             strict=True))
    for values in product(
        (False, True), (None, 2), (0, 2), (GONE, SOON), (dict.fromkeys(PhaseKey, SOON), dict.fromkeys(PhaseKey, GONE)),
        (
            {"has_minutes": True, "meeting_on": GONE, "proposed": True},
            {"has_minutes": True, "meeting_on": GONE, "unheard": ("Ý kiến của Đảng ủy",)},
            {"proposed": True, "city_return": True},
            {"open_conclusions": ("1.1",), "unanswered_reviews": 1, "supplement_due_on": GONE},
            {"open_returns": ("1.1",), "supplement_due_on": SOON},
            {"open_conclusions": ("1.1",), "sheets_waiting": ("Sở Y tế",), "supplement_due_on": SOON},
            {"unknown_gates": ("Bị kỷ luật",), "review_allowed": False},
        ),
    )
]  # fmt: skip


def facts_of(status: Status, role: Role, variant: dict[str, Any]) -> Facts:
    values = {name: value for name, value in variant.items() if name != "rest"} | variant["rest"]
    return bare.facts(status, role, **values)


def can_take(facts: Facts) -> set[str]:
    """Steps onward that the check lets through now."""
    return {step.name for step in ONWARD if not check_step(step.name, facts, reason="Có lý do")}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("status", Status)
def test_steps_wait_exactly_when_the_check_lets_them_through(status: Status, role: Role) -> None:
    for variant in VARIANTS:
        facts = facts_of(status, role, variant)
        found = waiting_for(facts, clearable(facts.roles, facts.council_mode))
        assert {one.step.name for one in found if one.obstacle is None} == can_take(facts)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("status", Status)
def test_whoever_can_free_a_step_by_what_they_may_do_has_work(status: Status, role: Role) -> None:
    for variant in VARIANTS:
        facts = facts_of(status, role, variant)
        mine = clearable(facts.roles, facts.council_mode)
        cleared = replace(facts, **{name: value for one in mine for name, value in DONE[one].items()})
        found = waiting_for(facts, mine)
        assert not can_take(cleared) or found != []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("status", Status)
def test_an_obstacle_waits_only_for_those_whose_doing_removes_it(status: Status, role: Role) -> None:
    for variant in VARIANTS:
        facts = facts_of(status, role, variant)
        for one in waiting_for(facts, clearable(facts.roles, facts.council_mode)):
            if one.obstacle is not None:
                assert one.obstacle in clearable(frozenset({role}), facts.council_mode)
                assert one.told == tuple(one.obstacle(facts)) != ()
                assert list(one.obstacle(replace(facts, **DONE[one.obstacle]))) == []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("status", Status)
def test_states_to_look_at_are_those_in_which_something_can_wait(status: Status, role: Role) -> None:
    roles = frozenset({role})
    waits = any(waiting_for(facts_of(status, role, variant), clearable(roles, "meeting")) for variant in VARIANTS)
    assert not waits or status in statuses_of(roles, ["meeting"])


def test_what_is_done_is_written_out_for_all_that_can_be_cleared() -> None:
    assert set(DONE) == {*CLEARED_BY, *CLEARED_BY_COUNCIL}


def test_every_step_onward_and_every_obstacle_has_its_door() -> None:
    assert set(DOORS) == {step.name for step in ONWARD}
    assert set(CLEARING) == {*CLEARED_BY, *CLEARED_BY_COUNCIL, workflow.gates_known}


def test_steps_back_and_aside_wait_for_nobody() -> None:
    assert set(STEPS) - {step.name for step in ONWARD} == {
        "refuse_registration", "take_down", "take_back", "take_figures", "return", "extend_supplement", "reconsider",
        "lower", "revoke", "withdraw", "close_merged", "reopen", "reopen_registration", "reopen_items",
        "keep_announced", "keep_answered", "adjust", "change_set",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "role", "clears"),
    [
        ("meeting", Role.COUNCIL_SECRETARY, True),
        ("meeting", Role.COMMUNE_CHAIR, False),
        ("standing", Role.CITY_OFFICER, True),
    ],
)
def test_who_concludes_clears_what_keeps_the_council_beside_the_own(mode: str, role: Role, clears: bool) -> None:
    own = {requirement for requirement, who in CLEARED_BY.items() if role in who}
    assert clearable(frozenset({role}), mode) == own | (CLEARED_BY_COUNCIL if clears else set())


def test_nothing_waits_in_any_state_for_people_without_a_role() -> None:
    assert statuses_of(frozenset(), ["meeting"]) == frozenset()


def test_states_in_which_something_waits_are_those_of_the_own_steps_and_obstacles() -> None:
    """The deciding leader has one step, and clears nothing."""
    own = [step for step in ONWARD if Role.CITY_LEADER in step.roles]
    assert statuses_of(frozenset({Role.CITY_LEADER}), ["meeting"]) == {
        status for step in own for status in step.sources
    }
