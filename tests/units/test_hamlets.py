"""Lists of thôn and tổ dân phố: what they add, keep, end and correct."""

from datetime import date, datetime

import pytest

from tests.factories.accounts import MembershipFactory
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.clock import ZONE
from thanthien.units.actions import import_hamlets
from thanthien.units.enums import HamletKind
from thanthien.units.hamlets import HamletLine
from thanthien.units.models import Hamlet, Unit
from thanthien.units.queries import hamlets_known

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


def known(unit: Unit, day: date) -> list[tuple[str, date, date | None]]:
    rows = hamlets_known([unit.pk], datetime.combine(day, datetime.max.time(), ZONE))
    return sorted(rows.values_list("name", "valid_from", "valid_to"))


def test_hamlets_are_known_as_each_list_told_them() -> None:
    unit, first, then = UnitFactory(), date(2025, 7, 1), date(2026, 1, 1)
    told = [date(2025, 8, 1), date(2026, 2, 1), date(2026, 3, 1)]
    lists = [(first, ("Tổ 1", "Tổ 2")), (then, ("Tổ 1", "Tỏ 3")), (then, ("Tổ 1", "Tổ 2", "Tổ 3"))]
    for moment, (day, names) in zip(told, lists, strict=True):
        with clock.set_to(moment):
            import_hamlets(lines=given(unit, *names), from_day=day, by=None)
    both = [("Tổ 1", first, None), ("Tổ 2", first, None)]
    assert known(unit, date(2025, 7, 31)) == []
    assert known(unit, told[0]) == both
    assert known(unit, told[1]) == [("Tỏ 3", then, None), both[0], ("Tổ 2", first, date(2025, 12, 31))]
    assert known(unit, told[2]) == [*both, ("Tổ 3", then, None)]


def test_other_number_of_households_is_no_other_day_of_knowing() -> None:
    unit, first = UnitFactory(), date(2025, 7, 1)
    for moment, households in ((date(2025, 8, 1), 90), (date(2026, 2, 1), 95)):
        with clock.set_to(moment):
            import_hamlets(lines=given(unit, "Tổ 1", households=households), from_day=first, by=None)
    assert Hamlet.objects.get().told_at.date() == date(2025, 8, 1)
    assert known(unit, date(2025, 8, 1)) == [("Tổ 1", first, None)]


def test_import_hamlets_refuses_to_take_back_one_that_somebody_speaks_for() -> None:
    unit, first = UnitFactory(), date(2025, 7, 1)
    import_hamlets(lines=given(unit, "Tổ 1", "Tổ 2"), from_day=first, by=None)
    committee = AgencyFactory(committee=True, unit=unit)
    MembershipFactory(role=Role.VILLAGE_HEAD, agency=committee, hamlet=Hamlet.objects.get(name="Tổ 2"))
    with pytest.raises(Refused, match="đã có người phụ trách"):
        import_hamlets(lines=given(unit, "Tổ 1"), from_day=first, by=None)
    assert periods(unit) == [("Tổ 1", first, None), ("Tổ 2", first, None)]
