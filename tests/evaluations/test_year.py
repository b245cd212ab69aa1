"""One dossier from open to published, through the actions."""

import json
from decimal import Decimal

import pytest

from tests.evaluations.scenario import Year, open_year
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Seal, StepLog, Total

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    made = open_year()
    made.publish()
    return made


def test_year_goes_from_open_to_published(year: Year) -> None:
    dossier = year.dossier()
    assert dossier.status == "published"
    assert (dossier.proposed_level, dossier.decided_level) == (2, 2)
    steps = list(StepLog.objects.filter(dossier=dossier).values_list("step", flat=True))
    assert steps == [
        "register", "start", "post", "sign", "submit", "accept", "conclude", "announce", "decide", "publish",
    ]  # fmt: skip


def test_three_columns_stand_side_by_side(year: Year) -> None:
    points = dict(Total.objects.filter(dossier=year.dossier()).values_list("column", "points"))
    assert points == dict.fromkeys((Column.SELF, Column.APPRAISED, Column.COUNCIL), Decimal("8.25"))


def test_decision_is_sealed_with_public_content_only(year: Year) -> None:
    submission, decision = Seal.objects.filter(dossier=year.dossier())
    document = json.loads(decision.body)
    assert document["level"]["decided"] == 2
    assert document["indicators"][0]["concluded"]["points"] == "2.75"
    assert "commune_text" in submission.body
    assert "commune_text" not in decision.body
