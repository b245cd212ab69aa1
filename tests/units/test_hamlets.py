"""Lists of thôn and tổ dân phố: what they add, keep, end and correct."""

from datetime import date

import pytest

from tests.factories.units import HamletFactory, UnitFactory
from thanthien.core.acting.errors import Refused
from thanthien.units.actions import import_hamlets
from thanthien.units.enums import HamletKind
from thanthien.units.hamlets import HamletLine
from thanthien.units.models import Hamlet, Unit

pytestmark = pytest.mark.django_db


def given(unit: Unit, *names: str, households: int | None = None) -> list[HamletLine]:
    return [HamletLine(unit.pk, HamletKind.TO_DAN_PHO, name, households) for name in names]


def periods(unit: Unit) -> list[tuple[str, date, date | None]]:
    return list(unit.hamlets.in_vietnamese_order().values_list("name", "valid_from", "valid_to"))


def test_import_hamlets_ends_those_no_longer_named_and_keeps_history() -> None:
    unit, other, first, then = UnitFactory(), UnitFactory(), date(2025, 7, 1), date(2026, 1, 1)
    HamletFactory(unit=other)
    import_hamlets(lines=given(unit, "Tổ 1", "Tổ 2", households=90), from_day=first, by=None)
    assert import_hamlets(lines=given(unit, "TỔ 1", "Tổ 3"), from_day=then, by=None) == 1
    assert periods(unit) == [("TỔ 1", first, None), ("Tổ 2", first, date(2025, 12, 31)), ("Tổ 3", then, None)]
    assert Hamlet.objects.get(name="TỔ 1").households == 90
    assert [Hamlet.objects.current(day).filter(unit=unit).count() for day in (first, then)] == [2, 2]
    assert Hamlet.objects.current(then).filter(unit=other).count() == 1


def test_import_hamlets_again_for_the_same_day_corrects_it() -> None:
    unit, first, then = UnitFactory(), date(2025, 7, 1), date(2026, 1, 1)
    import_hamlets(lines=given(unit, "Tổ 1", "Tổ 2"), from_day=first, by=None)
    import_hamlets(lines=given(unit, "Tổ 1", "Tỏ 3"), from_day=then, by=None)
    import_hamlets(lines=given(unit, "Tổ 1", "Tổ 2", "Tổ 3"), from_day=then, by=None)
    assert periods(unit) == [("Tổ 1", first, None), ("Tổ 2", first, None), ("Tổ 3", then, None)]


def test_import_hamlets_refuses_a_day_before_the_stored_list() -> None:
    unit = UnitFactory()
    import_hamlets(lines=given(unit, "Tổ 1"), from_day=date(2026, 1, 1), by=None)
    with pytest.raises(Refused, match="từ 01/01/2026"):
        import_hamlets(lines=given(unit, "Tổ 2"), from_day=date(2025, 12, 31), by=None)
    assert periods(unit) == [("Tổ 1", date(2026, 1, 1), None)]
