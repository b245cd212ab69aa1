"""The importers of receptions and dialogues."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.engagement.scene import GOVERNMENT, PARTY, officer_of, plan_entry, promise_entry, reception_entry
from tests.factories.units import UnitFactory
from tests.importer_case import ImporterCase
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.engagement.kinds import PLANS, PROMISES, RECEPTIONS
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception
from thanthien.engagement.views import plan_pages, promise_pages, reception_pages
from thanthien.records.actions import enter_all

CODE = "29991"
MEETINGS = ("tiếp công dân", "đối thoại")
HEADS = ("người đứng đầu cấp ủy", "người đứng đầu chính quyền")


def an_officer() -> User:
    return officer_of(UnitFactory(code=CODE))


def some_plans(count: int) -> None:
    unit, today = UnitFactory(code=CODE), clock.today()
    enter_all(PLANS, [plan_entry(unit, today + timedelta(days=n)) for n in range(count)], by=an_officer())


def new_plans(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    today = clock.today()
    return [
        [CODE, "", "", date_vn(today), HEADS[n % 2], MEETINGS[n // 2 % 2],
         date_vn(today + timedelta(days=n // 4)), "8 giờ", "Phòng tiếp công dân", ""]
        for n in range(count)
    ]  # fmt: skip


def some_receptions(count: int) -> None:
    unit, today = UnitFactory(code=CODE), clock.today()
    entries = [
        reception_entry(
            unit, today - timedelta(days=n), kinds="dat-dai; moi-truong" if n % 2 else "", matters=n % 2,
            instead_of=today - timedelta(days=n + 3) if n == 1 else None, subject="Nước sạch" if n else "",
        )
        for n in range(count)
    ]  # fmt: skip
    enter_all(RECEPTIONS, entries, by=an_officer())


def new_receptions(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    today = clock.today()
    return [
        [CODE, "", "", date_vn(today - timedelta(days=n // 4)), HEADS[n % 2], MEETINGS[n // 2 % 2],
         "", "người đứng đầu trực tiếp", "", "", 4, 1, "dat-dai", "KN-2026/15", "Nước sạch", ""]
        for n in range(count)
    ]  # fmt: skip


def some_promises(count: int) -> None:
    unit, today = UnitFactory(code=CODE), clock.today()
    held(unit, count)
    entries = [promise_entry(unit, today - timedelta(days=n), subject=f"Sửa cống {n}") for n in range(count)]
    enter_all(PROMISES, entries, by=an_officer())


def held(unit: Any, count: int) -> None:
    """Sessions of both heads on the days of so many promises."""
    days = {clock.today() - timedelta(days=n % 300) for n in range(count)}
    entries = [reception_entry(unit, day, head) for day in sorted(days) for head in (GOVERNMENT, PARTY)]
    known = Reception.objects.filter(unit=unit).values_list("day", "head")
    enter_all(RECEPTIONS, [one for one in entries if (one.day, one.values["head"]) not in set(known)], by=an_officer())


def new_promises(count: int) -> Sequence[Sequence[Any]]:
    held(UnitFactory(code=CODE), count)
    today = clock.today()
    return [
        [CODE, "", "", date_vn(today - timedelta(days=n % 300)), HEADS[n % 2], f"Sửa cống {n}",
         date_vn(today - timedelta(days=n % 300 - 5)), "có", "", "", ""]
        for n in range(count)
    ]  # fmt: skip


def _case(pages: Any, stock: Any, fresh: Any, model: Any) -> ImporterCase:
    return ImporterCase(
        pages.importer, stock=stock, fresh=fresh, state=lambda: list(model.objects.order_by("pk").values_list()),
        sender=an_officer,
    )  # fmt: skip


CASES = [
    _case(plan_pages, some_plans, new_plans, PlannedReception),
    _case(reception_pages, some_receptions, new_receptions, Reception),
    _case(promise_pages, some_promises, new_promises, Promise),
]
