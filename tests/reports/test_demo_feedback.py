"""What made-up people tell in a year, and what becomes of it: as the real steps would have left it."""

from datetime import date

import pytest
from PIL import Image

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from tests.project_files import ROOT
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.feedback.enums import Via
from thanthien.feedback.measures import ANSWERED_ON_TIME, RESULTS_PUBLISHED
from thanthien.feedback.models import Feedback, FeedbackStep, FeedbackText
from thanthien.feedback.open311.queries import client_of
from thanthien.feedback.queries import by_code, cases_of
from thanthien.feedback.sealed_pictures import open_public
from thanthien.feedback.shown_pictures import public_of
from thanthien.feedback.standard_answers import standards_offered
from thanthien.feedback.workflow import OPEN, STEPS, Actor, Status
from thanthien.grassroots.queries import year_scope
from thanthien.measures.figures import Ratio
from thanthien.measures.registry import ROOM_OFF
from thanthien.reports.demo.feedback import KNOWN_CODE, make_feedback
from thanthien.reports.demo.feedback_pictures import ALT
from thanthien.reports.demo.other_systems import KNOWN_KEY, make_other_systems
from thanthien.reports.demo.rooms import use_from
from thanthien.reports.demo.standard_answers import make_standard_answers
from thanthien.reports.demo.weekly import make_weekly_reports
from thanthien.units.models import Agency, Unit

pytestmark = pytest.mark.django_db
DEMO_DAY = date(2026, 11, 28)
FULL = "10001"
QUALITY = {"10001": 0.9, "10002": 0.95, "10003": 0.5, "10004": 0.1}


@pytest.fixture
def made() -> int:
    people, units = {"chuyenvien": person(Role.CITY_OFFICER), "thanhtra.doc": person(Role.AUDITOR)}, []
    for code in QUALITY:
        unit = UnitFactory(code=code)
        committee = AgencyFactory(code=f"ubnd-{code}", committee=True, unit=unit)
        jobs = {"congchuc": Role.COMMUNE_OFFICER, "chutich": Role.COMMUNE_CHAIR, "daumoi": Role.COMMUNE_FOCAL}
        people |= {f"{job}.{code}": person(role, agency=committee) for job, role in jobs.items()}
        HamletFactory.create_batch(2, unit=unit, valid_from=date(2025, 1, 1))
        units.append(unit)
    Membership.objects.update(valid_from=date(2025, 1, 1))
    use_from(2026, units, by=people["chuyenvien"])
    with clock.set_to(DEMO_DAY):
        make_weekly_reports(people, QUALITY, full=FULL, seed_number=2026, year=2026)
        assert Feedback.objects.count() == 0
        return make_feedback(units, people, QUALITY, full=FULL, seed_number=2026, year=2026)


def figures(measure: object, year: int = 2026) -> dict[str, object]:
    with clock.set_to(DEMO_DAY):
        codes = dict(Unit.objects.values_list("pk", "code"))
        found = measure.answer(year_scope(year, list(codes)))  # type: ignore[attr-defined]
    return {codes[unit]: one.figure for unit, one in found.items()}


def test_every_matter_went_its_way_by_the_table(made: int) -> None:
    assert Feedback.objects.count() == made
    for row in Feedback.objects.all():
        status = Status.RECEIVED
        for step in FeedbackStep.objects.filter(feedback=row).order_by("at", "pk"):
            assert STEPS.allows(step.step, status, Actor(step.actor)), (row.label, step.step, status)
            status = STEPS[step.step].target or status
        assert row.status == status


def test_stored_days_and_states_are_those_of_the_rules(made: int) -> None:
    with clock.set_to(DEMO_DAY):
        rows = list(Feedback.objects.order_by("pk"))
        assert [one.due_on for one in rows] == [case.due_on for case in cases_of(rows)]
        assert [one.version for one in rows] == [1 + len(case.steps) for case in cases_of(rows)]


def test_good_unit_answers_in_time_and_a_weak_one_less(made: int) -> None:
    shares = {
        code: one.numerator / one.denominator
        for code, one in figures(ANSWERED_ON_TIME).items()
        if isinstance(one, Ratio)
    }
    assert sorted(shares) == sorted(QUALITY)
    assert shares["10002"] > shares["10004"]
    assert isinstance(figures(RESULTS_PUBLISHED)["10002"], Ratio)


def test_year_before_is_declared_as_it_was(made: int) -> None:
    assert set(figures(ANSWERED_ON_TIME, 2025).values()) == {ROOM_OFF.figure}


def test_opinions_of_late_are_taken_over_once(made: int) -> None:
    sources = Feedback.objects.filter(via=Via.GRASSROOTS).values_list("source", flat=True)
    assert len(set(sources)) == len(sources) > 0


def test_texts_are_there_of_what_is_open_and_gone_of_what_is_over(made: int) -> None:
    kept = FeedbackText.objects.filter(erased_at=None)
    assert set(Feedback.objects.filter(status__in=OPEN).values_list("pk", flat=True)) <= {
        one.feedback_id for one in kept
    }
    assert FeedbackText.objects.exclude(erased_at=None).exists()


def test_known_code_follows_one_that_was_answered(made: int) -> None:
    found = by_code(KNOWN_CODE)
    assert found is not None
    assert (found.unit.code, found.answer is not None) == (FULL, True)


def test_standard_answers_are_of_the_city_and_of_the_fullest_unit(made: int) -> None:
    officers = {"chuyenvien": person(Role.CITY_OFFICER)}
    unit = Unit.objects.get(code=FULL)
    with clock.set_to(DEMO_DAY):
        officers[f"congchuc.{FULL}"] = person(Role.COMMUNE_OFFICER, agency=Agency.objects.get(code=f"ubnd-{FULL}"))
        assert make_standard_answers(officers, unit) == 4
    row = Feedback.objects.filter(unit=unit, topic="duong-sa").first()
    assert row is not None
    offer = standards_offered(row, "")
    assert ([one.unit_id for one in offer.near], [one.unit_id for one in offer.others]) == (
        [None, unit.pk, None], [unit.pk]
    )  # fmt: skip


def test_known_matter_has_a_covered_photograph_beside_its_answer(made: int) -> None:
    found = by_code(KNOWN_CODE)
    assert found is not None
    (shown,) = public_of(found)
    with open_public(shown) as content:
        picture = Image.open(content).convert("RGB")
    (low, high) = zip(*picture.crop((180, 148, 220, 188)).getextrema(), strict=True)
    assert (shown.alt, picture.size, max(b - a for a, b in zip(low, high, strict=True)) <= 3) == (ALT, (960, 640), True)


def test_hotline_handed_in_to_the_fullest_unit_by_the_key_that_the_guide_names() -> None:
    unit, admin = UnitFactory(code=FULL), person(Role.ADMINISTRATOR)
    assert make_other_systems({"quantri": admin}, unit) == 3
    rows = Feedback.objects.filter(unit=unit).order_by("source")
    assert [(row.source, row.topic, row.via) for row in rows] == [
        ("ext:1022:2026-00001", "duong-sa", Via.IMPORT),
        ("ext:1022:2026-00002", "moi-truong", Via.IMPORT),
        ("ext:1022:2026-00003", "nguy-hiem", Via.IMPORT),
    ]
    client = client_of(KNOWN_KEY)
    assert (client.code if client else "", KNOWN_KEY in (ROOT / "docs/demo.md").read_text(encoding="utf-8")) == (
        "1022",
        True,
    )


def test_nothing_is_done_with_a_matter_before_it_came(made: int) -> None:
    moments = FeedbackStep.objects.order_by("feedback", "pk").values_list("feedback", "feedback__made_at", "at")
    early = [(number, came, at) for number, came, at in moments if at < came]
    assert (early, len(moments) > made) == ([], True)
    assert Feedback.objects.filter(via=Via.GRASSROOTS).exists()
    in_turn = [(number, at) for number, _, at in moments]
    assert in_turn == sorted(in_turn)
