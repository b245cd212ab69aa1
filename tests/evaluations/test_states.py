"""The sets of states, written out: a changed step shows here which pages and rules it moves."""

import pytest

from thanthien.evaluations import states
from thanthien.evaluations.states import sources_of, targets_of
from thanthien.evaluations.workflow import STEPS, Status

S = Status
RESULT = {
    S.PROVISIONAL,
    S.REVIEW_REQUESTED,
    S.REVIEW_ANSWERED,
    S.DECIDED,
    S.PUBLISHED,
    S.LOWERED,
    S.REVOKED,
    S.ADJUSTED,
}
WRITTEN_OUT = {
    "EDITABLE": {S.REGISTERED, S.SELF_SCORING, S.RETURNED},
    "REPORTABLE": {S.REGISTERED, S.SELF_SCORING, S.RETURNED, S.POSTED},
    "ASSIGNABLE": {S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.RETURNED},
    "TAKES_SYSTEM_VALUES": {S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.RETURNED},
    "SUBMITTABLE": {S.SIGNED, S.RETURNED},
    "MAY_ASK_TIME": {
        S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED, S.PROVISIONAL,
    },
    "BEFORE_SUBMISSION": {
        S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED,
    },
    "WITH_COMMUNE": {
        S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED, S.RETURNED,
    },
    "CONCLUDING": {S.UNDER_APPRAISAL, S.REVIEW_REQUESTED, S.RECONCLUDING},
    "CONCLUDES_ITEMS": {S.UNDER_APPRAISAL, S.RECONCLUDING},
    "GATES_OPEN": {S.SUBMITTED, S.UNDER_APPRAISAL, S.REVIEW_REQUESTED, S.RECONCLUDING},
    "RETURNABLE": {S.PROVISIONAL, S.REVIEW_ANSWERED},
    "ADJUSTABLE": {S.PUBLISHED, S.LOWERED, S.REVOKED, S.ADJUSTED},
    "DECIDABLE": {S.PROVISIONAL, S.REVIEW_ANSWERED, S.CLOSED_UNSUBMITTED, S.WITHDRAWN},
    "RECOGNISED": {S.PUBLISHED, S.LOWERED, S.ADJUSTED},
    "PUBLIC": {S.PUBLISHED, S.LOWERED, S.REVOKED, S.ADJUSTED},
    "DECIDED_ON": {S.DECIDED, S.PUBLISHED, S.LOWERED, S.REVOKED, S.ADJUSTED},
    "RESULT_KNOWN": RESULT,
    "IN_APPRAISAL": {S.UNDER_APPRAISAL, S.CONCLUDED, S.RECONCLUDING, *RESULT},
    "UNDECIDED": {
        S.UNDER_APPRAISAL, S.CONCLUDED, S.PROVISIONAL, S.REVIEW_REQUESTED, S.REVIEW_ANSWERED, S.RECONCLUDING,
    },
    "SUBMITTED_ON": {S.SUBMITTED, S.UNDER_APPRAISAL, S.CONCLUDED, S.RECONCLUDING, *RESULT},
    "WITHOUT_RESULT": {S.WITHDRAWN, S.CLOSED_UNSUBMITTED, S.CLOSED_MERGED},
    "IN_NO_LIST": {S.CLOSED_MERGED},
    "MERGED_WHILE": {
        S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED, S.SUBMITTED,
        S.RETURNED, S.UNDER_APPRAISAL, S.CONCLUDED,
    },
    "BEFORE_SELF_SCORING": {S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED},
    "PAST_CONCLUSION": {S.CONCLUDED, *RESULT} - {S.REVIEW_REQUESTED},
    "COMPUTED": {
        S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED, S.SUBMITTED,
        S.RETURNED, S.UNDER_APPRAISAL, S.CONCLUDED, S.PROVISIONAL, S.REVIEW_REQUESTED, S.REVIEW_ANSWERED,
        S.RECONCLUDING,
    },
    "ENDED": {S.WITHDRAWN, S.CLOSED_UNSUBMITTED, S.CLOSED_MERGED, S.PUBLISHED, S.LOWERED, S.REVOKED, S.ADJUSTED},
}  # fmt: skip


@pytest.mark.parametrize(("name", "wanted"), WRITTEN_OUT.items())
def test_set_of_states_is_what_its_name_says(name: str, wanted: set[Status]) -> None:
    assert getattr(states, name) == wanted


def test_every_set_of_states_is_written_out_here() -> None:
    assert {name for name in vars(states) if name.isupper() and name != "STEPS"} == set(WRITTEN_OUT)


def test_no_state_is_forgotten_on_the_way_through_the_year() -> None:
    """With the commune, with the city, or over."""
    assert set(Status) == states.WITH_COMMUNE | states.SUBMITTED_ON | states.WITHOUT_RESULT
    assert set() == states.WITH_COMMUNE & states.SUBMITTED_ON


def test_sources_and_targets_are_those_of_the_steps_named() -> None:
    assert sources_of("sign", "submit") == STEPS["sign"].sources | STEPS["submit"].sources
    assert targets_of("sign", "submit") == {STEPS["sign"].target, STEPS["submit"].target}
