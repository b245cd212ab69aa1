"""What made-up units make public in a year: good ones all in time, weak ones less; what ended is taken down."""

from datetime import date

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.disclosure.enums import Act
from thanthien.disclosure.file_texts import with_excerpts
from thanthien.disclosure.measures import CORRUPTION_ITEMS, DEMOCRACY, DEMOCRACY_ITEMS
from thanthien.disclosure.models import Disclosure, Face, NothingArose, Posting, Review, Sample, Step
from thanthien.disclosure.more_measures import COMMITMENT_PUBLISHED
from thanthien.disclosure.owed import cells_of
from thanthien.disclosure.public import found_faces, unit_in_words
from thanthien.disclosure.web_links import dead_links
from thanthien.grassroots.queries import year_scope
from thanthien.measures.figures import Passed, Ratio
from thanthien.measures.registry import ROOM_OFF, Measure
from thanthien.reports.demo.disclosures import make_disclosures
from thanthien.reports.demo.rooms import use_from
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
DEMO_DAY = date(2026, 11, 28)
FULL = "10001"
QUALITY = {"10001": 0.9, "10002": 0.95, "10003": 0.5, "10004": 0.1}


@pytest.fixture
def made() -> int:
    people, units = {"td.snv": person(Role.APPRAISER), "chuyenvien": person(Role.CITY_OFFICER)}, []
    for code in QUALITY:
        unit = UnitFactory(code=code)
        people[f"congchuc.{code}"] = person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))
        units.append(unit)
    Membership.objects.update(valid_from=date(2025, 1, 1))
    use_from(2026, units, by=people["chuyenvien"])
    with clock.set_to(DEMO_DAY):
        return make_disclosures(units, people, QUALITY, full=FULL, seed_number=2026, year=2026)


def figures(measure: Measure, year: int = 2026) -> dict[str, object]:
    with clock.set_to(DEMO_DAY):
        codes = dict(Unit.objects.values_list("pk", "code"))
        found = measure.answer(year_scope(year, list(codes)))
    return {codes[unit]: one.figure for unit, one in found.items()}


def test_every_record_is_counted_and_public_ones_have_their_steps(made: int) -> None:
    models = (Disclosure, Posting, NothingArose, Review, Sample)
    assert sum(model.objects.count() for model in models) == made
    public = Step.objects.filter(act=Act.PUBLISH).count()
    assert (Step.objects.filter(act=Act.CHECK).count(), Face.objects.count()) == (public, public)


def test_lists_of_people_that_ended_are_down(made: int) -> None:
    over = set(Face.objects.filter(version__ends_on__lt=DEMO_DAY).values_list("gone_why", flat=True))
    assert over == {"Hết thời gian niêm yết"}


def test_figures_follow_the_quality(made: int) -> None:
    for measure in (DEMOCRACY_ITEMS, CORRUPTION_ITEMS):
        shares = {code: one for code, one in figures(measure).items() if isinstance(one, Ratio)}
        assert sorted(shares) == sorted(QUALITY)
        assert shares[FULL].numerator > shares["10004"].numerator
    assert figures(COMMITMENT_PUBLISHED)[FULL] == Passed(True)


def test_year_before_has_no_figure_of_the_room(made: int) -> None:
    assert set(figures(DEMOCRACY_ITEMS, 2025).values()) == {ROOM_OFF.figure}


def test_good_units_told_of_every_item_of_a_quarter_and_weak_ones_did_not(made: int) -> None:
    with clock.set_to(DEMO_DAY):
        codes = dict(Unit.objects.values_list("pk", "code"))
        scope = year_scope(2026, list(codes))
        found = cells_of(scope, measure=DEMOCRACY, laws=("democracy", "corruption"), days=5).answer()
    whole = {
        codes[unit]: all(one.met for one in told.cells if one.due.key == "2026-Q3") for unit, told in found.items()
    }
    assert whole == {"10001": True, "10002": True, "10003": False, "10004": False}


def test_words_of_files_are_found_and_one_page_does_not_open(made: int) -> None:
    found = {}
    with clock.set_to(DEMO_DAY):
        units = list(Unit.objects.all())
        for words in ("chieu sang cong cong", "hom thu gop y"):
            faces = found_faces(units, *unit_in_words(units, words), unit="", item="").rows
            rows = with_excerpts(list(faces), words)
            found[words] = [(row.face.unit.code, row.excerpt.file) for row in rows if row.excerpt]
        dead = {one.record.title for unit in Unit.objects.all() for one in dead_links(unit) if unit.code == FULL}
        others = [one for unit in Unit.objects.exclude(code=FULL) for one in dead_links(unit)]
    assert found == {
        "chieu sang cong cong": [(FULL, "du-toan-ngan-sach.pdf")], "hom thu gop y": [(FULL, "quy-che-dan-chu.docx")],
    }  # fmt: skip
    assert (dead, others) == (
        {f"Tình hình thực hiện ngân sách quý {quarter} (2026)" for quarter in ("I", "III")}, [],
    )  # fmt: skip
