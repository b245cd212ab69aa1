"""Items of the catalogue: what a commune has to make public, by which law, how often and where. Pure; no Django."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal, TypeAlias, get_args

Law: TypeAlias = Literal["democracy", "corruption", "access", "scheme", "duty"]
Cadence: TypeAlias = Literal["event", "quarter", "year", "permanent"]
Spot: TypeAlias = Literal["office", "culture", "community"]

LAWS: dict[Law, str] = {
    "democracy": "Luật Thực hiện dân chủ ở cơ sở, Điều 11",
    "corruption": "Luật Phòng, chống tham nhũng, Điều 10",
    "access": "Luật Tiếp cận thông tin, Điều 17",
    "scheme": "Đề án Chính quyền thân thiện",
    "duty": "Luật Thực hiện dân chủ ở cơ sở, Điều 13 và Điều 14",
}
CADENCES: dict[Cadence, str] = {
    "event": "khi phát sinh",
    "quarter": "hằng quý",
    "year": "hằng năm",
    "permanent": "thường xuyên",
}
SPOTS: dict[Spot, str] = {
    "office": "trụ sở",
    "culture": "nhà văn hóa",
    "community": "điểm sinh hoạt cộng đồng",
}
COMMITMENT = "CK"  # the item under which the city's own scheme asks for the commitment


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``web``: compulsory on the unit's web page; ``places``: where it is posted, for ``posting_days`` on end
    (0: as long as it holds); ``broadcast_days`` on end on the loudspeakers (0: not asked); ``hamlets``: told by heads
    of thôn, tổ dân phố; ``also``: items that the same document satisfies; ``personal``: it may name people;
    ``rule``: which of R5, R8, R9 its documents have to keep; ``supervised``: the content of supervision (1.2.1) that it
    serves, by the code of the criteria set."""

    code: str
    title: str
    law: Law
    basis: str
    period: Cadence
    web: bool
    valid_from: date
    places: tuple[Spot, ...] = ()
    posting_days: int = 0
    broadcast_days: int = 0
    hamlets: bool = False
    also: tuple[str, ...] = ()
    personal: bool = False
    valid_to: date | None = None
    rule: str = ""
    supervised: str = ""

    @property
    def label(self) -> str:
        """“DC11.02.b Dự toán ngân sách …”."""
        return f"{self.code} {self.title}"

    @property
    def may_be_nothing(self) -> bool:
        """Whether a unit can say of a period that nothing of it arose."""
        return self.period in ("event", "year")

    def may_be_nothing_in(self, *, whole_year: bool) -> bool:
        """The same of a whole year, or of a quarter: each item of its own kind of period."""
        return self.period == ("year" if whole_year else "event")

    def holds_for(self, first: date, last: date) -> bool:
        """Whether it is asked for on all days from first to last."""
        return self.valid_from <= first and (self.valid_to is None or last <= self.valid_to)


def item_of(**told: Any) -> Item:
    """An item of the row of a file. Raises ValueError for what can't be, TypeError for a field that is missing."""
    known = {one.name for one in fields(Item)}
    unknown = sorted(set(told) - known)
    if unknown:
        raise ValueError(f"unknown field {unknown[0]}")
    item = Item(**told | {name: tuple(told.get(name) or ()) for name in ("places", "also")})
    _refuse(item.law not in get_args(Law), item, "law")
    _refuse(item.period not in get_args(Cadence), item, "period")
    _refuse(not set(item.places) <= set(get_args(Spot)), item, "places")
    _refuse(item.rule not in ("", "R5", "R8", "R9"), item, "rule")
    _refuse(not isinstance(item.valid_from, date), item, "valid_from")
    return item


def _refuse(wrong: bool, item: Item, name: str) -> None:
    if wrong:
        raise ValueError(f"{item.code}: {name}")


def covered(codes: Iterable[str], catalogue: Mapping[str, Item]) -> frozenset[str]:
    """All items that a document satisfies: those it is published under and those they bring along. Unknown codes stay
    by themselves."""
    told = set(codes)
    return frozenset(told | {other for code in told if code in catalogue for other in catalogue[code].also})


def in_order(codes: Iterable[str], catalogue: Mapping[str, Item]) -> list[str]:
    """All items that a document satisfies, in the order of the catalogue; unknown codes at the end."""
    every = covered(codes, catalogue)
    return [*(code for code in catalogue if code in every), *sorted(every - catalogue.keys())]


def bringing(code: str, catalogue: Mapping[str, Item]) -> list[str]:
    """The items under any of which a document is published that satisfies this one."""
    return [code, *(one.code for one in catalogue.values() if code in one.also and one.code != code)]


def of_laws(catalogue: Mapping[str, Item], *laws: Law) -> list[Item]:
    """The items of these laws, in the order of the catalogue."""
    return [item for item in catalogue.values() if item.law in laws]


def is_personal(codes: Collection[str], catalogue: Mapping[str, Item]) -> bool:
    """Whether any of these items may name people."""
    return any(catalogue[code].personal for code in codes if code in catalogue)
