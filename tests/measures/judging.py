"""Every body judges every figure: for tests of rooms that know no yearly evaluation."""

from datetime import date

import pytest

from thanthien.measures import acceptances
from thanthien.measures.acceptances import Judge
from thanthien.measures.scope import Span
from thanthien.units.models import Agency, Unit


def every_body(unit: Unit, measure: str) -> list[Judge]:
    """All agencies, for all days."""
    always = Span(date(2000, 1, 1), date(2100, 1, 1))
    return [Judge(pk, always) for pk in Agency.objects.order_by("pk").values_list("pk", flat=True)]


def let_every_body_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test."""
    monkeypatch.setattr(acceptances, "_judging", [every_body])
