"""When a dossier is late: the pure rule, and the same answer as a condition on the table."""

from datetime import date, timedelta

import pytest

from tests.evaluations.scenario import PHASES, fresh, on, open_year
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.evaluations.actions import cycles, intake, submission
from thanthien.evaluations.lateness import Pause, due_on, due_phase, is_late
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.deadlines import due_days, late_condition
from thanthien.evaluations.workflow import PhaseKey, Status

NO_PAUSE = Pause(0, WorkCalendar())
ENDS = {key: last for key, (_, last) in PHASES.items()}
DUE = {
    Status.UNREGISTERED: PhaseKey.REGISTRATION,
    Status.REGISTRATION_PENDING: None,
    Status.REGISTERED: PhaseKey.SELF_SCORING,
    Status.SELF_SCORING: PhaseKey.SELF_SCORING,
    Status.POSTED: PhaseKey.POSTING,
    Status.SIGNED: PhaseKey.POSTING,
    Status.SUBMITTED: PhaseKey.APPRAISAL,
    Status.RETURNED: None,
    Status.UNDER_APPRAISAL: PhaseKey.COUNCIL,
    Status.CONCLUDED: PhaseKey.PROVISIONAL,
    Status.PROVISIONAL: PhaseKey.DECISION,
    Status.REVIEW_REQUESTED: PhaseKey.DECISION,
    Status.REVIEW_ANSWERED: PhaseKey.DECISION,
    Status.RECONCLUDING: PhaseKey.DECISION,
    Status.DECIDED: None,
    Status.PUBLISHED: None,
    Status.LOWERED: None,
    Status.REVOKED: None,
    Status.ADJUSTED: None,
    Status.WITHDRAWN: None,
    Status.CLOSED_UNSUBMITTED: None,
    Status.CLOSED_MERGED: None,
}


def test_every_state_has_its_phase():
    assert {status: due_phase(status, sheets_complete=True) for status in Status} == DUE


def test_appraisal_phase_counts_while_sheets_are_missing():
    assert due_phase(Status.UNDER_APPRAISAL, sheets_complete=False) == PhaseKey.APPRAISAL


def test_returned_dossier_has_its_own_deadline():
    day = date(2026, 2, 3)
    assert (
        due_on(Status.RETURNED, ENDS, sheets_complete=False, supplement_due_on=day, again_due_on=None, pause=NO_PAUSE)
        == day
    )


@pytest.mark.parametrize(
    ("status", "complete", "days", "due"),
    [
        (Status.SUBMITTED, False, 0, date(2026, 3, 6)),  # a Friday
        (Status.SUBMITTED, False, 1, date(2026, 3, 9)),
        (Status.UNDER_APPRAISAL, False, 6, date(2026, 3, 16)),
        (Status.UNDER_APPRAISAL, True, 6, date(2026, 3, 13)),  # the council's own phase stays
    ],
)
def test_appraisal_has_as_many_working_days_more_as_it_waited(status, complete, days, due):
    pause = Pause(days, WorkCalendar())
    assert due_on(status, ENDS, sheets_complete=complete, supplement_due_on=None, again_due_on=None, pause=pause) == due


@pytest.mark.parametrize(
    ("status", "own", "due"),
    [
        (Status.CONCLUDED, date(2026, 4, 20), date(2026, 4, 20)),
        (Status.RECONCLUDING, date(2026, 6, 1), date(2026, 6, 1)),
        (Status.CONCLUDED, date(2026, 1, 2), ENDS[PhaseKey.PROVISIONAL]),  # no less time than the phase gives
        (Status.UNDER_APPRAISAL, date(2026, 6, 1), ENDS[PhaseKey.COUNCIL]),
    ],
)
def test_what_follows_on_a_returned_paper_has_days_of_its_own(status, own, due):
    told = due_on(status, ENDS, sheets_complete=True, supplement_due_on=None, again_due_on=own, pause=NO_PAUSE)
    assert told == due


@pytest.mark.parametrize(("shift", "late"), [(-1, False), (0, False), (1, True)])
def test_last_day_itself_is_in_time(shift, late):
    due = date(2026, 2, 3)
    assert is_late(due, due + timedelta(days=shift)) is late


def test_without_deadline_nothing_is_late():
    assert is_late(None, date(2099, 1, 1)) is False


# --- The same as a condition ----------------------------------------------------------------------------------------


def late_codes(cycle_id: int, day: date) -> set[str]:
    with on(day):
        cycle = Cycle.objects.get(pk=cycle_id)
        return set(Dossier.objects.filter(late_condition(cycle, day), cycle=cycle).values_list("unit__code", flat=True))


def late_by_rule(cycle_id: int, day: date) -> set[str]:
    cycle = Cycle.objects.get(pk=cycle_id)
    dossiers = list(Dossier.objects.filter(cycle=cycle).select_related("unit"))
    due = due_days(cycle, dossiers)
    return {row.unit.code for row in dossiers if is_late(due[row.pk], day)}


def check_all_days(year):
    for day in (last + timedelta(days=shift) for last in ENDS.values() for shift in (0, 1)):
        assert late_codes(year.cycle.pk, day) == late_by_rule(year.cycle.pk, day)


@pytest.mark.django_db
@pytest.mark.parametrize("drive", ["register", "score", "post", "sign", "submit", "accept", "appraise", "announce"])
def test_condition_agrees_with_rule_in_every_state(drive):
    year = open_year(units=2)
    getattr(year, drive)("10001")
    check_all_days(year)


@pytest.mark.django_db
def test_returned_dossier_is_late_after_its_supplement_day():
    year = open_year(units=1)
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu minh chứng.")
    due = year.dossier().supplement_due_on
    assert [late_codes(year.cycle.pk, due + timedelta(days=shift)) for shift in (0, 1)] == [set(), {"10001"}]


def returned_and_back(year, code: str = "10001") -> None:
    """Returned on a Thursday, back on Monday: two working days."""
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier(code).pk, reason="Thiếu minh chứng.")
    with on(date(2026, 1, 26)):
        submission.resubmit(by=year.who(code, "chair"), dossier_id=year.dossier(code).pk, seen=year.mark(code))


@pytest.mark.django_db
@pytest.mark.parametrize("accepted", [False, True])
def test_clock_of_the_appraisal_stands_still_while_the_commune_supplements(accepted):
    year = open_year(units=2)
    for code in ("10001", "10002"):
        year.submit(code)
    returned_and_back(year)
    if accepted:
        with on(date(2026, 2, 9)):
            ids = [year.dossier(code).pk for code in ("10001", "10002")]
            intake.accept(by=fresh(year.people.office), dossier_ids=ids)
    late = {day: late_codes(year.cycle.pk, date(2026, 3, day)) for day in range(6, 12)}
    assert late == {6: set(), **{day: {"10002"} for day in (7, 8, 9, 10)}, 11: {"10001", "10002"}}
    assert late == {day: late_by_rule(year.cycle.pk, date(2026, 3, day)) for day in range(6, 12)}


@pytest.mark.django_db
def test_pause_counts_after_a_unit_s_own_extension():
    year = open_year(units=2)
    year.submit("10001")
    returned_and_back(year)
    with on(date(2026, 3, 5)):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.APPRAISAL,
            unit=year.dossier("10001").unit, ends_on=date(2026, 3, 12), reason="Bão.",
        )  # fmt: skip
    late = {day: "10001" in late_codes(year.cycle.pk, date(2026, 3, day)) for day in (12, 13, 16, 17)}
    assert late == {12: False, 13: False, 16: False, 17: True}


@pytest.mark.django_db
def test_extension_of_one_unit_spares_that_unit_only():
    year = open_year(units=3)
    day = ENDS[PhaseKey.REGISTRATION] + timedelta(days=1)
    with on(day):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.REGISTRATION,
            unit=year.dossier("10002").unit, ends_on=clock.today(), reason="Bão.",
        )  # fmt: skip
    assert late_codes(year.cycle.pk, day) == {"10001", "10003"}
    assert late_codes(year.cycle.pk, day + timedelta(days=1)) == {"10001", "10002", "10003"}


@pytest.mark.django_db
def test_extension_for_all_spares_everyone():
    year = open_year(units=2)
    day = ENDS[PhaseKey.REGISTRATION] + timedelta(days=1)
    with on(day):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.REGISTRATION,
            unit=None, ends_on=day, reason="Bão.",
        )  # fmt: skip
    assert late_codes(year.cycle.pk, day) == set()
    check_all_days(year)
