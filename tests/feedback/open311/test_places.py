"""To which unit a report goes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.units import UnitFactory
from thanthien.core.acting.errors import Invalid
from thanthien.feedback.open311.places import Place, holds, named_in, unit_of
from thanthien.units.models import Boundary, Unit, UnitName

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]


def units(*names: str) -> list[Unit]:
    return [Unit(code=f"{number:05}", name=name) for number, name in enumerate(names)]


NAMES = ("Phường Hải An", "Phường An Biên", "Phường An", "Xã Cẩm Giang", "Xã Cẩm Giàng", "Đặc khu Cát Hải")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("12 ngõ 5, phường Hải An, thành phố Hải Phòng", ["Phường Hải An"]),
        ("12 NGO 5, PHUONG HAI AN", ["Phường Hải An"]),
        ("12 ngõ 5, P.Hải An", []),
        ("số 4 đường Hải An", []),  # a street bears the name, too
        ("số 4, phường An Biên", ["Phường An Biên"]),  # and no “Phường An”
        ("số 4, phường An", ["Phường An"]),
        ("thôn 2, xã Cẩm Giàng", ["Xã Cẩm Giàng"]),
        ("thon 2, xa cam giang", ["Xã Cẩm Giang", "Xã Cẩm Giàng"]),
        ("giữa phường Hải An và đặc khu Cát Hải", ["Phường Hải An", "Đặc khu Cát Hải"]),
        ("phường Hải Anh", []),
        ("", []),
    ],
)
def test_unit_is_known_by_its_whole_name_in_the_address(address: str, found: list[str]) -> None:
    assert [unit.name for unit in named_in(address, units(*NAMES), [])] == found


def test_unit_is_known_by_another_name_where_no_name_of_today_stands() -> None:
    known = units("Phường Hải An", "Phường An Biên")
    others = [("00000", "Phường Đông Hải"), ("00001", "Đằng"), ("00001", "Xã Đằng Hải")]
    assert [
        [unit.name for unit in named_in(address, known, others)]
        for address in ("phường Đông Hải", "Đằng", "xã Đằng Hải", "xã Đằng Hải, phường Hải An")
    ] == [["Phường Hải An"], [], ["Phường An Biên"], ["Phường Hải An"]]


@pytest.mark.parametrize(
    ("point", "inside"),
    [((0.5, 0.5), True), ((1.5, 1.5), False), ((3, 3), True), ((5, 2), False), ((-1, 0), False), ((11, 11), True)],
)
def test_outline_holds_what_is_within_its_rings_and_in_no_hole(point: tuple[float, float], inside: bool) -> None:
    far = [[[10, 10], [12, 10], [12, 12], [10, 12], [10, 10]]]
    assert holds({"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], far]}, point) is inside


def test_outline_of_one_polygon_holds_its_points() -> None:
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    assert [holds(shape, (2, 2)), holds(shape, (2, 9))] == [True, False]


# --- With units ------------------------------------------------------------------------------------------------------


def drawn(left: float) -> Unit:
    unit = UnitFactory()
    ring = [[left, 20.0], [left + 1, 20.0], [left + 1, 21.0], [left, 21.0], [left, 20.0]]
    Boundary.objects.create(unit=unit, geometry={"type": "Polygon", "coordinates": [ring]}, source="Tệp thử")
    return unit


@pytest.mark.django_db
def test_code_decides_before_address_and_coordinates() -> None:
    unit, other = UnitFactory(), drawn(106)
    assert unit_of(Place(unit.code, other.name, (106.5, 20.5))) == unit


@pytest.mark.django_db
def test_name_in_the_address_decides_before_coordinates() -> None:
    unit = UnitFactory(short_name="Kín Đáo")
    drawn(106)
    assert unit_of(Place(address="ngõ 4, phường Kín Đáo", point=(106.5, 20.5))) == unit


@pytest.mark.django_db
def test_old_name_of_a_unit_leads_to_it() -> None:
    unit = UnitFactory()
    UnitName.objects.create(unit=unit, name="Phường Cũ Kỹ")
    assert unit_of(Place(address="số 1, phường Cũ Kỹ")) == unit


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "số 4 đường Lạch Tray"])
def test_coordinates_decide_where_no_unit_is_named(address: str) -> None:
    found = [drawn(106), drawn(107)]
    assert [unit_of(Place(address=address, point=(left + 0.5, 20.5))) for left in (106, 107)] == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"point": (50.0, 50.0)}, "lat"),
        ({"address": "số 4 đường Lạch Tray"}, "address_string"),
        ({"unit_code": "99999"}, "address_id"),
        ({}, "address_id"),
    ],
)
def test_nothing_is_guessed(place: dict[str, Any], field: str) -> None:
    drawn(106)
    with pytest.raises(Invalid) as refused:
        unit_of(Place(**place))
    assert list(refused.value.errors) == [field]
