"""To which unit a report goes: by the unit's code, by its name in the address, by coordinates within its outline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from thanthien.core.acting.errors import Invalid
from thanthien.core.text import exact, fold
from thanthien.units.models import Boundary, Unit, UnitName

Ring = Sequence[Sequence[float]]
_NO_SUCH = "Không có đơn vị mang mã này; mã là 5 chữ số của xã, phường, đặc khu."
_ENDED = "Đơn vị mang mã này đã kết thúc; cần gửi mã của đơn vị hiện nay."
_NOWHERE = "Chưa nhận ra xã, phường, đặc khu nào; cần gửi address_id là mã 5 chữ số của đơn vị."
_SEVERAL = "Địa chỉ có tên nhiều đơn vị; cần gửi address_id là mã 5 chữ số của đơn vị."
_OUTSIDE = "Tọa độ không nằm trong địa giới đã có của đơn vị nào; cần gửi address_id hoặc address_string."
_MISSING = "Cần một trong: address_id, address_string, lat và long."


@dataclass(frozen=True, slots=True)
class Place:
    """What a report says of its place; ``point`` is longitude and latitude."""

    unit_code: str = ""
    address: str = ""
    point: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """The place as whoever handles the matter reads it."""
        if self.point is None:
            return self.address
        longitude, latitude = self.point
        return ", ".join(filter(None, [self.address, f"tọa độ {latitude:.6f}; {longitude:.6f}"]))


def unit_of(place: Place) -> Unit:
    """The one unit that is meant: the code decides, then the name in the address, then the coordinates. Nothing is
    guessed: what names none or several is refused. Three statements at most. Raises Invalid."""
    if place.unit_code:
        return _by_code(place.unit_code)
    if not place.address and place.point is None:
        raise Invalid({"address_id": _MISSING})
    named = _by_address(place.address) if place.address else []
    if len(named) == 1:
        return named[0]
    if place.point is None:
        raise Invalid({"address_string": _SEVERAL if named else _NOWHERE})
    return _by_point(place.point)


def _by_code(code: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None or unit.has_ended:
        raise Invalid({"address_id": _NO_SUCH if unit is None else _ENDED})
    return unit


def _by_address(address: str) -> list[Unit]:
    units = list(Unit.objects.current())
    others = UnitName.objects.filter(unit__in=units).order_by().values_list("unit__code", "name")
    return named_in(address, units, others)


def _by_point(point: tuple[float, float]) -> Unit:
    rows = Boundary.objects.filter(unit__in=Unit.objects.current()).select_related("unit").order_by("unit__code")
    found = [one.unit for one in rows if holds(one.geometry, point)]
    if len(found) != 1:  # on a border both may hold it
        raise Invalid({"lat": _OUTSIDE})
    return found[0]


def named_in(address: str, units: Iterable[Unit], others: Iterable[tuple[str, str]]) -> list[Unit]:
    """The units whose name stands in an address with the word for their kind (“phường Hải An”; “Hải An” alone is a
    street as well), or by another name with more than one word. Diacritics are forgiven, and decide where two names
    differ in nothing else."""
    units = list(units)
    found = _whole(address, [(unit, unit.name) for unit in units])
    if found:
        return found
    by_code = {unit.code: unit for unit in units}
    return _whole(address, [(by_code[code], name) for code, name in others if " " in name and code in by_code])


def _whole(address: str, names: Iterable[tuple[Unit, str]]) -> list[Unit]:
    folded, typed = _words(fold(address)), _words(exact(address))
    found = [(unit, name) for unit, name in names if _words(fold(name)) in folded]
    exactly = [(unit, name) for unit, name in found if _words(exact(name)) in typed]
    alike = {fold(name) for _, name in exactly}
    kept = [*exactly, *((unit, name) for unit, name in found if fold(name) not in alike)]
    longest = [one for one in kept if not any(_is_part(one[1], other) for _, other in kept)]
    return list({unit.code: unit for unit, _ in longest}.values())


def _words(text: str) -> str:
    """The text as words between single spaces."""
    return f" {' '.join(''.join(one if one.isalnum() else ' ' for one in text).split())} "


def _is_part(name: str, other: str) -> bool:
    """Whether a name is only the beginning of a longer one: “Phường An” of “Phường An Biên”."""
    return fold(name) != fold(other) and _words(fold(name)) in _words(fold(other))


def holds(geometry: Any, point: tuple[float, float]) -> bool:
    """Whether an outline (Polygon or MultiPolygon of GeoJSON) holds a point: within an outer ring, in no hole of it."""
    coordinates = geometry["coordinates"]
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    return any(_within(rings[0], point) and not any(_within(hole, point) for hole in rings[1:]) for rings in polygons)


def _within(ring: Ring, point: tuple[float, float]) -> bool:
    """By how many edges a line to the east meets: an odd number within."""
    x, y = point
    inside = False
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
