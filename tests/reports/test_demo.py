"""The demo: made once for a small place, and looked at from all sides. Nothing in it went past the actions."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.apps import apps
from django.conf import settings as project
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.test import override_settings
from django.urls import reverse

from tests.recorder import recorded
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.calendar import ONE_DAY
from thanthien.core.queries import city_calendar
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions.council import recompute_council
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.actions.self_totals import recompute_selves
from thanthien.evaluations.actions.sheets import recompute_appraised
from thanthien.evaluations.enums import AnswerState, Column, CycleKind, DecisionKind, Moment, Origin, PaperKind
from thanthien.evaluations.models import (
    Adjustment,
    Answer,
    CityReturn,
    Cycle,
    DailyForecast,
    Decision,
    DecisionCorrection,
    Dossier,
    DossierFigure,
    ItemRequest,
    Opinion,
    Paper,
    Proceeding,
    Silence,
    StepLog,
    Total,
)
from thanthien.evaluations.models.cycle import latest_end
from thanthien.evaluations.phase_days import usual_year
from thanthien.evaluations.queries.forecast import OPEN
from thanthien.evaluations.queries.kept_forecasts import latest_forecasts
from thanthien.evaluations.workflow import STEPS, PhaseKey, Status
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.grassroots.queries import year_scope
from thanthien.measures import registry
from thanthien.measures.lateness import timeliness_of
from thanthien.measures.models import Snapshot
from thanthien.measures.periods import days_of_trend
from thanthien.reports.demo.guide import guide
from thanthien.reports.demo.people import address
from thanthien.reports.demo.seeding import seed
from thanthien.reports.demo.texts import WITHDRAWN
from thanthien.reports.demo.weekly import stopping_units
from thanthien.units.models import Hamlet, Unit
from thanthien.verify import verify_year

DEMO_DAY = date(2026, 11, 23)
UNITS = 22
LATE = {
    Status.PUBLISHED, Status.ADJUSTED, Status.LOWERED, Status.REVOKED, Status.DECIDED, Status.REVIEW_ANSWERED,
    Status.REVIEW_REQUESTED, Status.PROVISIONAL, Status.CLOSED_UNSUBMITTED, Status.CONCLUDED, Status.UNDER_APPRAISAL,
}  # fmt: skip
EARLY = {
    Status.UNREGISTERED, Status.REGISTERED, Status.SELF_SCORING, Status.POSTED, Status.SIGNED, Status.SUBMITTED,
    Status.RETURNED, Status.UNDER_APPRAISAL, Status.WITHDRAWN,
}  # fmt: skip

BESIDE = {"correct_decision", "change_set"}  # stand in the log of steps; here they move nothing
RUNNING = {Status.UNREGISTERED, Status.REGISTERED}  # registered in spring; nobody scores before December


def small_place(folder: Path) -> Path:
    """The data of the place with its first units only."""
    for name in ("units.csv", "agencies.csv"):
        lines = (project.PLACE_DATA_DIR / name).read_text(encoding="utf-8").splitlines()
        kept = lines[: UNITS + 1] if name == "units.csv" else lines
        (folder / name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder


@recorded
def make() -> None:
    """Seed a small place inside the running transaction; once in a run, however many processes test."""
    with (
        TemporaryDirectory() as folder,
        override_settings(DEMO=True, PLACE_DATA_DIR=small_place(Path(folder))),
        clock.set_to(DEMO_DAY),
    ):
        seed(seed_number=2026, say=lambda _: None)


@pytest.fixture(scope="module")
def _demo(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The demo stays for all tests of this module, and is taken back at its end."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("demo"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        make()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_demo: None, db: None) -> None:
    """The demo; what a test changes is taken back after it."""


CYCLES: dict[str, dict[str, object]] = {
    "last": {"cycle__kind": CycleKind.TRIAL, "cycle__pilot": False},
    "running": {"cycle__kind": CycleKind.OFFICIAL},
    "pilot": {"cycle__pilot": True},
}


def dossiers(*cycles: str) -> list[Dossier]:
    return [
        dossier
        for name in cycles or CYCLES
        for dossier in Dossier.objects.filter(**CYCLES[name])
        .select_related("unit", "cycle__criteria_set__scheme")
        .order_by("pk")
    ]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("name", "wanted"), [("last", LATE), ("pilot", EARLY), ("running", RUNNING)])
def test_every_promised_state_is_there(name, wanted):
    assert {Status(dossier.status) for dossier in dossiers(name)} == wanted


@pytest.mark.usefixtures("demo")
def test_all_units_have_their_hamlets():
    kinds = set(Hamlet.objects.values_list("unit__kind", "kind"))
    assert kinds <= {("phuong", "to_dan_pho"), ("xa", "thon"), ("dac_khu", "thon"), ("dac_khu", "to_dan_pho")}
    assert Hamlet.objects.values("unit").distinct().count() == UNITS


@pytest.mark.usefixtures("demo")
def test_years_are_those_of_the_demo_day():
    cycles = Cycle.objects.by_year().values_list("year", "kind", "pilot", "title")
    assert list(cycles) == [
        (2026, "official", False, "Kỳ đánh giá năm 2026"),
        (2026, "trial", True, "Chấm thử, thí điểm năm 2026"),
        (2025, "trial", False, "Chấm thử năm 2025"),
    ]


@pytest.mark.usefixtures("demo")
def test_each_year_stands_on_its_version_of_the_set():
    versions = Cycle.objects.by_year().values_list("criteria_set__version", "criteria_set__status", "set_turn")
    assert list(versions) == [(2, "issued", 1), (2, "issued", 0), (1, "superseded", 0)]


@pytest.mark.usefixtures("demo")
def test_figures_of_the_open_year_are_those_of_its_records():
    of_trial = DossierFigure.objects.filter(dossier__in=dossiers("last"))
    assert set(of_trial.values_list("moment", flat=True)) == {Moment.LIVE, Moment.POSTED}
    told = Answer.objects.filter(dossier__cycle__pilot=True).exclude(system_state=AnswerState.MISSING)
    rows = CriteriaSet.objects.get(version=2).parsed().indicators()
    codes = {one.code for one in rows if registry.find(one.measure or "")}
    scoring = told.filter(dossier__status=Status.SELF_SCORING)  # their people set their own word beside one in ten
    assert [set(some.values_list("indicator__code", flat=True)) for some in (told, scoring)] == [codes, codes]
    assert set(told.filter(origin=Origin.SYSTEM).values_list("indicator__code", flat=True)) == codes
    following = scoring.filter(origin=Origin.SYSTEM)
    assert {answer.value == answer.system_value for answer in following} == {True}
    with clock.set_to(DEMO_DAY):
        found = WEEKLY_REPORTS.answer(year_scope(2026, list(Unit.objects.values_list("pk", flat=True))))
    for answer in following.filter(indicator__code="1.2.3").select_related("dossier"):
        figure = found[answer.dossier.unit_id].figure
        held = sum(one.records > 0 and 2 * (one.heard or 0) >= (one.valid or 0) for one in figure.counts.values())
        assert answer.value == {"numerator": str(held), "denominator": str(len(figure.counts))}


@pytest.mark.usefixtures("demo")
def test_history_names_who_took_each_step():
    events = apps.get_model("evaluations", "DossierEvent").objects.filter(pgh_context__isnull=False)
    noted = {
        (dossier, status, context["user"])
        for dossier, status, context in events.values_list("pgh_obj_id", "status", "pgh_context__metadata")
    }
    taken = set(StepLog.objects.values_list("dossier", "to_status", "by"))
    assert len(taken) > 100
    assert taken <= noted


@pytest.mark.usefixtures("demo")
def test_steps_of_each_dossier_lead_to_its_status():
    for dossier in dossiers():
        logs = list(StepLog.objects.filter(dossier=dossier).order_by("pk"))
        path = [Status.UNREGISTERED, *(log.to_status for log in logs)]
        assert [log.from_status for log in logs] == path[:-1]
        assert path[-1] == dossier.status
        moved = [log for log in logs if log.step not in BESIDE]
        assert all(log.from_status == log.to_status for log in logs if log not in moved)
        assert all(log.from_status in STEPS[log.step].sources for log in moved)


@pytest.mark.usefixtures("demo")
def test_steps_are_dated_in_order_and_before_the_demo_day():
    for dossier in dossiers():
        times = list(StepLog.objects.filter(dossier=dossier).order_by("pk").values_list("at", flat=True))
        assert all(earlier <= later for earlier, later in pairwise(times))
        assert all(at.astimezone(clock.ZONE).date() < DEMO_DAY for at in times)


@pytest.mark.usefixtures("demo")
def test_steps_lie_in_the_days_of_their_phase():
    rows = StepLog.objects.select_related("dossier__cycle").exclude(step__in=BESIDE)
    bound = [row for row in rows if STEPS[row.step].phase]
    assert len(bound) > 100
    for cycle in Cycle.objects.prefetch_related("phases", "extensions"):
        opens = {phase.key: phase.starts_on for phase in cycle.phases.all()}
        for row in bound:
            if row.dossier.cycle_id == cycle.pk:
                step, day = STEPS[row.step], row.at.astimezone(clock.ZONE).date()
                ends = latest_end(cycle.phases.all(), cycle.extensions.all(), row.dossier.unit_id)
                assert opens[step.phase] <= day
                assert not step.closes or day <= ends[step.phase]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["last", "pilot"])
@pytest.mark.parametrize(
    ("column", "recompute"),
    [(Column.SELF, recompute_selves), (Column.APPRAISED, recompute_appraised), (Column.COUNCIL, recompute_council)],
)
def test_totals_equal_a_recomputation(name, column, recompute):
    rows = Total.objects.filter(column=column, dossier__in=dossiers(name))
    stored = {row.dossier_id: sums(row) for row in rows}
    assert stored
    recompute([dossier for dossier in dossiers(name) if dossier.pk in stored])
    assert {row.dossier_id: sums(row) for row in rows.all()} == stored


def sums(row: Total) -> tuple[object, ...]:
    return row.points, row.maximum, row.answered, row.expected, row.level, row.groups, row.gates


@pytest.mark.usefixtures("demo")
def test_every_role_has_somebody():
    assert set(Membership.objects.values_list("role", flat=True)) == {str(role) for role in Role}


@pytest.mark.usefixtures("demo")
def test_every_unit_has_a_chair_a_focal_point_and_an_officer():
    three = (Role.COMMUNE_CHAIR, Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER)
    counted = Counter(Membership.objects.filter(role__in=three).values_list("role", flat=True))
    assert counted == dict.fromkeys((str(role) for role in three), UNITS)


@pytest.mark.usefixtures("demo")
def test_year_in_progress_has_open_work():
    current = {"dossier__cycle__pilot": True}
    assert ItemRequest.objects.filter(answer="", due_on__gte=DEMO_DAY, **current).count() == 2
    assert Opinion.objects.filter(response="", dossier__status=Status.POSTED, **current).exists()
    returned = Dossier.objects.get(cycle__pilot=True, status=Status.RETURNED)
    assert returned.supplement_due_on is not None
    assert returned.supplement_due_on >= DEMO_DAY
    assert Dossier.objects.filter(cycle__extensions__unit__isnull=False).exists()


@pytest.mark.usefixtures("demo")
def test_a_dossier_waits_for_nothing_but_its_signature():
    with clock.set_to(DEMO_DAY):
        posted = list(Dossier.objects.filter(status=Status.POSTED, meeting_on__isnull=False).select_related("unit"))
        problems = [check([one], "sign", by=User.objects.get(email=chair_of(one))).get(one.pk, []) for one in posted]
        told = [line.signs_in_as for line in guide() if line.task == "đọc và ký duyệt hồ sơ"]
    assert (problems, told) == ([[]], [chair_of(posted[0])])


def chair_of(dossier: Dossier) -> str:
    return address(f"chutich.{dossier.unit.code}")


@pytest.mark.usefixtures("demo")
def test_a_unit_that_entered_all_on_one_evening_is_under_appraisal():
    full = Membership.objects.get(role=Role.COMMUNE_PARTY).agency.unit.code
    first = stopping_units(full, 2026)[0]
    held = Dossier.objects.get(cycle__pilot=True, unit__code=first)
    with clock.set_to(DEMO_DAY):
        told = timeliness_of([WEEKLY_REPORTS.key], year_scope(2026, [held.unit_id]))
    assert (held.status, bool(told[WEEKLY_REPORTS.key][held.unit_id].together)) == (Status.UNDER_APPRAISAL, True)


@pytest.mark.usefixtures("demo")
def test_second_run_says_so_and_does_nothing():
    before, said = User.objects.count(), StringIO()
    call_command("seed_demo", stdout=said)
    assert said.getvalue() == "Cơ sở dữ liệu đã có dữ liệu; không tạo dữ liệu minh họa.\n"
    assert User.objects.count() == before


@pytest.mark.usefixtures("demo")
@override_settings(DEMO=True)
def test_people_are_printed_with_their_work():
    said = StringIO()
    with clock.set_to(DEMO_DAY):
        call_command("demo_people", stdout=said)
    lines = said.getvalue().splitlines()
    assert (lines[0], len(lines)) == ("Mật khẩu chung: than-thien-2026", 17)
    names = {line.split()[0] for line in lines[1:]}
    assert User.objects.filter(Q(email__in=names) | Q(username__in=names)).count() == len(names)
    assert sum(name.startswith("truongthon.") for name in names) == 1


@pytest.mark.usefixtures("demo")
def test_demo_password_signs_in(client):
    assert client.login(username="chuyenvien@minhhoa.vn", password="than-thien-2026")


@pytest.mark.usefixtures("demo")
def test_running_year_follows_the_usual_calendar():
    load_calendar(by=None)
    usual = usual_year(2026, city_calendar(), date(2026, 1, 2), least=project.LEAST_DAYS_BEFORE_TET).phases
    phases = Cycle.objects.get(kind=CycleKind.OFFICIAL).phases.all()
    assert {PhaseKey(one.key): (one.starts_on, one.ends_on) for one in phases} == usual


@pytest.mark.usefixtures("demo")
def test_last_year_is_decided_within_its_phases():
    last = dossiers("last")[0].cycle
    ends = {one.key: one.ends_on for one in last.phases.all()}
    first = Decision.objects.filter(cycle=last, kind=DecisionKind.RECOGNITION).earliest("signed_on")
    assert ends[PhaseKey.POSTING] < ends[PhaseKey.COUNCIL] < first.signed_on <= ends[PhaseKey.DECISION]


@pytest.mark.usefixtures("demo")
def test_papers_of_last_year_have_number_day_and_signer():
    last = dossiers("last")[0].cycle
    kinds = set(Paper.objects.filter(cycle=last).exclude(number="").exclude(signer="").values_list("kind", flat=True))
    assert kinds == {
        PaperKind.PROPOSAL, PaperKind.RETURN, PaperKind.REMINDER, PaperKind.ANNOUNCEMENT, PaperKind.CITY_PROPOSAL,
        PaperKind.CITY_RETURN, PaperKind.PROCEEDING, PaperKind.SETTLEMENT, PaperKind.FRONT_OPINION,
        PaperKind.PARTY_OPINION,
    }  # fmt: skip
    opinions = Paper.objects.filter(kind=PaperKind.FRONT_OPINION, cycle=last)
    assert set(opinions.values_list("agrees", flat=True)) == {True, False}


@pytest.mark.usefixtures("demo")
def test_last_year_holds_what_can_happen_to_a_dossier():
    own = {"dossier__in": dossiers("last")}
    happened = {
        "silent body": Silence.objects.filter(silent=True, reminder__isnull=False, **own).exists(),
        "late supplement": StepLog.objects.filter(step="appraise_as_is", **own).exists(),
        "council with counts": set(
            Dossier.objects.filter(pk__in=[one.pk for one in dossiers("last")], council_on__isnull=False).values_list(
                "council_members", "council_took_part"
            )
        ),
        "returned": list(CityReturn.objects.filter(**own).values_list("outcome", flat=True)),
        "withdrawn": StepLog.objects.filter(step="withdraw", reason=WITHDRAWN, **own).count(),
        "proceedings": sorted(Proceeding.objects.filter(**own).values_list("status", flat=True)),
    }
    assert happened == {
        "silent body": True, "late supplement": True, "council with counts": {(15, 13)}, "returned": ["reopened"],
        "withdrawn": 1, "proceedings": ["decided", "decided", "notified"],
    }  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_last_year_was_adjusted_upwards_and_corrected():
    adjusted = Adjustment.objects.get(dossier__in=dossiers("last"), decision__isnull=False)
    assert adjusted.dossier.decided_level > 2
    corrected = DecisionCorrection.objects.get()
    assert (corrected.before, corrected.after) == ("30/QĐ-UBND (minh họa)", "03/QĐ-UBND (minh họa)")


@pytest.mark.usefixtures("demo")
def test_published_year_verifies(client):
    answer = client.get(reverse("year-trial-file", args=[2025, "json"]))
    told = verify_year(json.loads(b"".join(answer.streaming_content))).told
    assert told.differences == []


@pytest.mark.parametrize("name", ["running", "pilot"])
def test_open_dossiers_have_forecasts_of_today_and_of_sundays_before(demo: None, name: str) -> None:
    cycle = dossiers(name)[0].cycle
    latest = latest_forecasts(cycle)
    assert {row.as_of for row in latest} == {DEMO_DAY - ONE_DAY}
    assert {row.dossier_id for row in latest} == {
        one.pk for one in Dossier.objects.filter(cycle=cycle, status__in=OPEN)
    }
    days = set(DailyForecast.objects.filter(dossier__cycle=cycle).values_list("as_of", flat=True))
    assert days == set(days_of_trend(DEMO_DAY - ONE_DAY))
    kept = Snapshot.objects.filter(measure=WEEKLY_REPORTS.key).values_list("as_of", flat=True)
    assert set(kept) == days - {DEMO_DAY - ONE_DAY}
