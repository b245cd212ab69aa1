"""Levels that ask what was held before follow the earlier year, until they are decided."""

from datetime import date
from pathlib import Path

import pytest

from tests.evaluations.scenario import GOOD, PHASES, Year, fresh, on, open_year, pdf
from thanthien.evaluations.actions import answers, decisions, registration
from thanthien.evaluations.actions.cycles import Plan, open_cycle
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Total

pytestmark = pytest.mark.django_db


@pytest.fixture
def years() -> tuple[Year, Year]:
    """A year that is decided, not published, and the next one, self-scored; level 2 needs level 1 held before."""
    small = (Path(__file__).parent / "small-set.yaml").read_text(encoding="utf-8")
    asking = small.replace(
        "number: 2, title: Mức độ 2,", "number: 2, title: Mức độ 2, requires: [{level: 1, how: held_before}],"
    )
    first = open_year(text=asking, units=1)
    with on(date(2026, 1, 2)):
        phases = {key: (start.replace(year=2027), end.replace(year=2027)) for key, (start, end) in PHASES.items()}
        plan = Plan(first.cycle.criteria_set, 2027, "Kỳ đánh giá năm 2027", phases)
        second = Year(open_cycle(by=fresh(first.people.office), plan=plan), first.people)
    first.decide()
    with on(date(2027, 1, 6)):
        focal, dossier = second.who("10001", "focal"), second.dossier()
        registration.register(by=focal, dossier_id=dossier.pk, target_level=2)
        drafts = {key: answers.Draft(entry) for key, entry in GOOD.items()}
        answers.save_answers(by=focal, dossier_id=dossier.pk, drafts=drafts)
    return first, second


def highest(year: Year) -> int:
    """The best end of the year, as its total says."""
    return Total.objects.get(dossier=year.dossier(), column=Column.SELF).level_high


def test_later_year_follows_publication_and_revocation_of_the_earlier(years):
    first, second = years
    assert highest(second) == 1
    with on(date(2027, 1, 7)):
        decisions.publish(by=fresh(first.people.office), cycle=first.cycle, seen=first.decided())
    assert highest(second) == 2
    with on(date(2027, 1, 8)):
        paper = Printed("30/QĐ-UBND", date(2027, 1, 8), "Người ký", pdf())
        decisions.change_recognition(
            by=fresh(first.people.office),
            dossier_id=first.dossier().pk,
            level=0,
            reason="Sau kiểm tra",
            paper=paper,
            version=first.dossier().version,
        )
    assert highest(second) == 1


def test_level_held_by_decision_stays_what_it_was(years):
    first, _ = years
    assert first.dossier().decided_level == 1
    with on(date(2027, 1, 7)):
        decisions.publish(by=fresh(first.people.office), cycle=first.cycle, seen=first.decided())
    assert (first.dossier().decided_level, highest(first)) == (1, 1)
