"""Whatever became of a result, the level that a unit's page names for the year is the one that was sealed last."""

from datetime import date

import pgtrigger
import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year, pdf
from tests.evaluations.test_after_result import adjust, settle
from tests.evaluations.test_commune_ends import withdraw
from tests.portal.published import lower
from thanthien.evaluations.actions import decision_corrections, decisions
from thanthien.evaluations.actions.decision_corrections import Right
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import SealKind
from thanthien.evaluations.models import Decision, Seal
from thanthien.evaluations.queries.decision_texts import texts_of
from thanthien.evaluations.queries.public import outcomes_of, sealed_decisions_of
from thanthien.portal.sheets import sheet_of
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["local"].clear()


def published(year: Year, *codes: str) -> None:
    """One decision for each unit, at level 2 unless it withdrew; then all are published."""
    for code in codes:
        if year.dossier(code).status != "withdrawn":
            year.announce(code)
        level = 0 if year.dossier(code).status == "withdrawn" else 2
        with on(date(2026, 3, 24)):
            decisions.record_decision(
                by=fresh(year.people.office), cycle=year.cycle,
                paper=Printed(f"{code}/QĐ-UBND", date(2026, 3, 24), "Người ký", pdf()),
                verdicts={year.dossier(code).pk: decisions.Verdict(level, "")},
            )  # fmt: skip
    with on(date(2026, 3, 25)):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())


def corrected(year: Year, number: str) -> None:
    found = Decision.objects.get(number=number)
    with on(date(2026, 5, 4)):
        decision_corrections.correct_decision(
            by=fresh(year.people.office), decision_id=found.pk, seen=texts_of(found).values,
            paper=Printed("45/TB-UBND", date(2026, 5, 4), "Người ký", pdf()), right=Right(number="21/QĐ-UBND"),
        )  # fmt: skip


def told(code: str) -> tuple[tuple[int, str], tuple[int, str]]:
    """What the list of years says, and what the last seal says."""
    unit = Unit.objects.get(code=code)
    (outcome,) = outcomes_of(unit).answer()
    sheet = sheet_of(sealed_decisions_of(unit, outcome.cycle))
    return (outcome.level, outcome.level_name), (sheet.level, sheet.level_name)


def test_level_of_a_year_is_the_sealed_one_whatever_became_of_it() -> None:
    year = open_year(units=6)
    year.score()
    withdraw(year)
    codes = [str(10001 + number) for number in range(6)]
    published(year, *codes)
    lower(year, "10003", number="30/QĐ-UBND")
    lower(year, "10004", level=0, number="31/QĐ-UBND")
    corrected(year, "10005/QĐ-UBND")
    lower(year, "10006", number="32/QĐ-UBND")
    two, one = (2, "Mức độ 2"), (1, "Mức độ 1")
    levels = [(0, "Chưa đạt"), two, one, (0, "Đã thu hồi"), two, one]
    assert [told(code) for code in codes] == [(level, level) for level in levels]


def test_level_of_an_adjusted_result_is_the_sealed_one() -> None:
    year = open_year(units=1)
    published(year, "10001")
    adjust(year, settle(year), 1, day=None)
    assert told("10001") == ((1, "Mức độ 1"), (1, "Mức độ 1"))


def test_year_of_which_nothing_is_sealed_is_left_out(client: Client) -> None:
    year = open_year(units=1)
    published(year, "10001")
    with pgtrigger.ignore("evaluations.Seal:seal_append_only"):  # as data of before seals has it
        Seal.objects.filter(kind=SealKind.DECISION).delete()
    page, card = (client.get(reverse(name, args=["10001"])) for name in ("unit-page", "unit-card"))
    assert (page.status_code, page.context["years"], page.context["sheet"]) == (200, [], None)
    assert card.context["outcome"] is None
