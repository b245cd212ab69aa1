"""Moving dossiers: what a step sets is checked, stored and logged with it, for all of them or for none."""

from datetime import date

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction

from tests.evaluations.scenario import Year, on, open_year
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions.moves import lock, move
from thanthien.evaluations.models import StepLog

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 6)


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def register(year: Year, **values: object) -> None:
    """Take the step with these values."""
    focal = year.who("10001", "focal")
    with on(DAY), transaction.atomic():
        move(lock(focal, [year.dossier().pk]), "register", by=focal, set=values)


def test_step_stores_what_it_sets_with_status_and_log(year: Year) -> None:
    register(year, target_level=2, creative_model=lambda dossier: f"Mô hình của {dossier.unit.name}")
    dossier = year.dossier()
    assert (dossier.status, dossier.target_level) == ("registered", 2)
    assert dossier.creative_model == f"Mô hình của {dossier.unit.name}"
    assert list(StepLog.objects.values_list("step", "from_status", "to_status")) == [
        ("register", "unregistered", "registered")
    ]


def test_what_a_step_sets_counts_as_a_fact_of_its_check(year: Year) -> None:
    with pytest.raises(Refused, match="mức độ"):
        register(year)
    register(year, target_level=1)
    assert year.dossier().status == "registered"


def test_refused_step_stores_nothing(year: Year) -> None:
    with pytest.raises(Refused):
        register(year, creative_model="Chưa chọn mức")
    dossier = year.dossier()
    assert (dossier.status, dossier.creative_model, dossier.version, StepLog.objects.count()) == (
        "unregistered", "", 0, 0,
    )  # fmt: skip


def test_step_refuses_a_field_that_no_dossier_has(year: Year) -> None:
    with pytest.raises(FieldDoesNotExist):
        register(year, target_level=2, creative_modell="Viết sai")
    assert (year.dossier().status, StepLog.objects.count()) == ("unregistered", 0)
