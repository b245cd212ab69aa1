"""Loading the place, searching units, tiles and boundaries."""

import io
import json
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.core import clock
from thanthien.core.text import fold
from thanthien.units.actions import (
    Figures,
    import_boundaries,
    import_figures,
    load_units,
    remove_boundaries,
)
from thanthien.units.agency_changes import rename_agency
from thanthien.units.boundaries import Outline, code_of, read_geojson
from thanthien.units.enums import AgencyKind, UnitKind
from thanthien.units.models import Agency, Boundary, Unit, UnitFigure
from thanthien.units.queries import latest_figures, names_over_time, rank_units, search_units
from thanthien.units.tiles import by_centroid, place_tiles

SQUARE = [[[106.0, 20.0], [106.1, 20.0], [106.1, 20.1], [106.0, 20.0]]]


@pytest.fixture
def place(db: None) -> None:
    load_units(by=None)


@pytest.mark.usefixtures("place")
def test_load_units_gives_the_place_as_decided() -> None:
    kinds = {kind: Unit.objects.of_kind(kind).count() for kind in UnitKind.values}
    assert kinds == {"xa": 67, "phuong": 45, "dac_khu": 2}
    assert Agency.objects.filter(unit__isnull=False).count() == 228
    assert list(Agency.objects.of_city().in_list_order().values_list("code", flat=True)) == [
        "ubnd-tp",
        "hoi-dong",
        "vp-ubnd",
        "so-noi-vu",
        "so-tai-chinh",
        "so-vhttdl",
        "so-tu-phap",
        "so-y-te",
        "so-khcn",
        "so-nnmt",
        "thanh-tra",
        "so-xay-dung",
        "so-cong-thuong",
        "so-gddt",
        "mttq",
        "ban-tgdv",
    ]


@pytest.mark.usefixtures("place")
def test_load_units_names_the_agencies_of_a_unit() -> None:
    unit = Unit.objects.get(code="10507")
    assert [str(agency) for agency in unit.agencies.in_list_order()] == [
        "Ủy ban nhân dân phường Thành Đông",
        "Ủy ban Mặt trận Tổ quốc Việt Nam phường Thành Đông",
    ]


@pytest.mark.usefixtures("place")
def test_load_units_a_second_time_adds_nothing_and_corrects_middles() -> None:
    Unit.objects.filter(code="10507").update(latitude=0)
    before = (Unit.objects.count(), Agency.objects.count(), UnitFigure.objects.count())
    assert load_units(by=None) == 114
    assert (Unit.objects.count(), Agency.objects.count(), UnitFigure.objects.count()) == before
    assert Unit.objects.get(code="10507").latitude == 20.95957


@pytest.mark.usefixtures("place")
def test_every_unit_has_its_own_tile_and_figures_may_be_unknown() -> None:
    cells = set(Unit.objects.values_list("tile_col", "tile_row"))
    figure = UnitFigure.objects.get(unit__code="10507")
    assert len(cells) == 114
    assert (figure.population, figure.households, str(figure.area_km2)) == (None, None, "12.22")


@pytest.mark.usefixtures("place")
def test_folded_column_is_the_fold_of_the_name() -> None:
    assert all(unit.folded == fold(unit.name) for unit in Unit.objects.all())


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cam giang", ["Cẩm Giang", "Cẩm Giàng"]),
        ("Cẩm Giang", ["Cẩm Giang", "Cẩm Giàng"]),
        ("Cẩm Giàng", ["Cẩm Giàng", "Cẩm Giang"]),
        ("cẩm giàng", ["Cẩm Giàng", "Cẩm Giang"]),
        (unicodedata.normalize("NFD", "Cẩm Giàng"), ["Cẩm Giàng", "Cẩm Giang"]),
        ("Xã Cẩm Giàng", ["Cẩm Giàng", "Cẩm Giang"]),
        ("Kiến Thuỵ", ["Kiến Thụy"]),
        ("Kiến Thụy", ["Kiến Thụy"]),
        ("viet hoà", ["Việt Hòa"]),
        ("phuong hai an", ["Hải An", "An Hải"]),
        ("  HẢI   AN ", ["Hải An", "An Hải"]),
        ("10507", ["Thành Đông"]),
        ("dac khu", ["Bạch Long Vĩ", "Cát Hải"]),
        ("khong co", []),
        ("%_'", []),
    ],
)
def test_search_units(typed: str, found: list[str]) -> None:
    assert [unit.short_name for unit in search_units(typed)] == found


@pytest.mark.usefixtures("place")
def test_search_units_of_a_kind_takes_two_queries(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        found = search_units("an hai", kind=UnitKind.PHUONG)
    assert [unit.name for unit in found] == ["Phường An Hải", "Phường Hải An"]


@pytest.mark.usefixtures("place")
def test_search_units_for_nothing_lists_all_in_vietnamese_order() -> None:
    names = [unit.short_name for unit in search_units("")]
    assert len(names) == 114
    assert names[:4] == ["Ái Quốc", "An Biên", "An Dương", "An Hải"]
    assert names.index("Dương Kinh") < names.index("Đại Sơn")


def test_rank_units_keeps_the_given_order_among_equals() -> None:
    units = [UnitFactory.build(code=f"{n}", short_name=f"Hòa {n}", name=f"Xã Hòa {n}") for n in (3, 1, 2)]
    assert rank_units(units, "hoa", ()) == units


@pytest.mark.django_db
def test_current_units_hold_on_the_day() -> None:
    old = UnitFactory(valid_from=date(2020, 1, 1), valid_to=date(2025, 6, 30))
    new = UnitFactory(valid_from=date(2025, 7, 1))
    with clock.set_to(date(2026, 1, 1)):
        assert list(Unit.objects.current()) == [new]
    assert list(Unit.objects.current(date(2025, 6, 30))) == [old]
    assert list(Unit.objects.current(date(2025, 7, 1))) == [new]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": AgencyKind.COMMUNE_COMMITTEE}, "agency_unit_goes_with_kind"),
        ({"kind": "khac"}, "agency_kind_known"),
        ({"valid_to": date(2020, 1, 1)}, "agency_dates_in_order"),
    ],
)
def test_agency_constraints(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        AgencyFactory(**fields)


def test_by_centroid_lays_units_out_north_to_south_and_west_to_east() -> None:
    units = [
        {"code": "c", "latitude": "20.1", "longitude": "106.1"},
        {"code": "d", "latitude": "20.0", "longitude": "106.9"},
        {"code": "a", "latitude": "20.9", "longitude": "106.0"},
        {"code": "b", "latitude": "20.8", "longitude": "106.5"},
    ]
    assert by_centroid(units) == {"a": (0, 0), "b": (1, 0), "c": (0, 1), "d": (1, 1)}


def test_place_tiles_puts_undrawn_units_below_the_drawn_ones() -> None:
    units = [{"code": code, "latitude": "20", "longitude": "106"} for code in ("a", "b")]
    drawn = [{"code": "a", "tile_col": "4", "tile_row": "7"}]
    assert place_tiles(units, drawn) == {"a": (4, 7), "b": (0, 8)}


def _geojson(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def _feature(code: Any, coordinates: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": coordinates}}


HERE = {"10507": (20.05, 106.05), "10525": (None, None)}


def test_read_geojson_gives_outlines_and_names_what_is_missing() -> None:
    reading = read_geojson(_geojson(_feature("10507")), HERE)
    assert [outline.code for outline in reading.outlines] == ["10507"]
    assert (reading.errors, reading.missing) == ((), ("10525",))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "Tệp không đọc được: cần tệp GeoJSON mã hóa UTF-8."),
        (b"\xff\xfe", "Tệp không đọc được: cần tệp GeoJSON mã hóa UTF-8."),
        (b"[" * 100_000, "Tệp không đọc được: cần tệp GeoJSON mã hóa UTF-8."),
        (b"[]", "Tệp không phải là danh sách địa giới (FeatureCollection) của GeoJSON."),
        (_geojson(), "Tệp không phải là danh sách địa giới (FeatureCollection) của GeoJSON."),
        (_geojson("x"), "Đối tượng 1: không có mã đơn vị."),
        (_geojson({"properties": {}}), "Đối tượng 1: không có mã đơn vị."),
        (_geojson(_feature("99999")), "Đối tượng 1: mã 99999 không thuộc danh sách đơn vị."),
        (_geojson(_feature("10507"), _feature("10507")), "Đối tượng 2: mã 10507 xuất hiện nhiều lần."),
        (
            _geojson(_feature("10507", kind="Point", coordinates=[106, 20])),
            "Đối tượng 1 (10507): hình phải là Polygon hoặc MultiPolygon theo kinh độ, vĩ độ.",
        ),
        (
            _geojson(_feature("10507", [[[2310000, 600000], [1, 1], [2, 2], [2310000, 600000]]])),
            "Đối tượng 1 (10507): hình phải là Polygon hoặc MultiPolygon theo kinh độ, vĩ độ.",
        ),
        (
            _geojson(_feature("10507", [[[106, 20], [106, 21], [107, 21], [107, 20]]])),
            "Đối tượng 1 (10507): hình phải là Polygon hoặc MultiPolygon theo kinh độ, vĩ độ.",
        ),
        (
            _geojson(_feature("10507", [])),
            "Đối tượng 1 (10507): hình phải là Polygon hoặc MultiPolygon theo kinh độ, vĩ độ.",
        ),
    ],
)
def test_read_geojson_says_what_is_wrong(content: bytes, error: str) -> None:
    reading = read_geojson(content, {"10507": (20.05, 106.05)})
    assert (reading.errors, reading.outlines) == ((error,), ())


def test_read_geojson_refuses_an_outline_far_from_its_unit() -> None:
    reading = read_geojson(_geojson(_feature("10507")), {"10507": (10.8, 106.7)})
    assert reading.errors == ("Đối tượng 1 (10507): hình nằm cách xa vị trí đã biết của đơn vị.",)


def test_read_geojson_keeps_shape_and_coordinates_only() -> None:
    tall = [[[106.0, 20.0, 5.5], [106.1234567, 20.0, "x"], [106.1, 20.1], [106.0, 20.0, 5.5]]]
    feature = _feature("10507", tall)
    feature["geometry"]["crs"] = "\x00"
    [outline] = read_geojson(_geojson(feature), HERE).outlines
    assert outline.geometry == {
        "type": "Polygon",
        "coordinates": [[[106.0, 20.0], [106.123457, 20.0], [106.1, 20.1], [106.0, 20.0]]],
    }


@pytest.mark.parametrize(
    "feature",
    [
        {"id": "\ud800", "geometry": None},
        {"id": {"a": 1}, "properties": ["code"]},
        {"id": "1" * 10_000, "properties": {}},
        "10507",
        None,
        [],
        {"properties": {"code": True}},
        {"id": "10507", "geometry": {"type": "Polygon", "coordinates": [[[float("nan"), 20]] * 4]}},
        {"id": "10507", "geometry": {"type": "Polygon", "coordinates": [[[10**400, 20]] * 4]}},
        {"id": "10507", "geometry": {"type": "MultiPolygon", "coordinates": [[[[]]]]}},
        {"id": "10507", "geometry": {"type": ["Polygon"], "coordinates": {}}},
        {"id": "10507", "geometry": {"type": "GeometryCollection", "geometries": []}},
    ],
)
def test_read_geojson_of_hostile_features_gives_sentences(feature: Any) -> None:
    reading = read_geojson(json.dumps({"features": [feature]}).encode(), HERE)
    [error] = reading.errors
    assert len(error.encode()) < 200


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"features":' * 50_000, b"\xff\xfe", b"", b"1" * 6000, b"null"])
def test_read_geojson_of_a_hostile_file_gives_one_sentence(content: bytes) -> None:
    assert len(read_geojson(content, HERE).errors) == 1


def test_code_of_finds_an_id_and_fills_up_numbers() -> None:
    assert code_of({"id": 4017, "properties": None}) == "04017"


@pytest.mark.django_db
def test_import_boundaries_replaces_the_outline_of_a_unit() -> None:
    unit = UnitFactory(code="10507")
    outline = Outline("10507", {"type": "Polygon", "coordinates": SQUARE})
    import_boundaries(outlines=[outline], source="lần 1", by=None)
    import_boundaries(outlines=[outline], source="lần 2", by=None)
    assert list(Boundary.objects.values_list("unit", "source")) == [(unit.pk, "lần 2")]


@pytest.mark.django_db
def test_import_boundaries_command_writes_nothing_when_a_feature_is_wrong(tmp_path: Path) -> None:
    UnitFactory(code="10507")
    file = tmp_path / "dia-gioi.geojson"
    file.write_bytes(_geojson(_feature("10507"), _feature("99999")))
    with pytest.raises(CommandError, match="mã 99999 không thuộc danh sách đơn vị"):
        call_command("import_boundaries", str(file))
    assert Boundary.objects.count() == 0


@pytest.mark.django_db
def test_import_boundaries_command_tells_how_many(tmp_path: Path) -> None:
    UnitFactory(code="10507")
    UnitFactory(code="10525")
    file = tmp_path / "dia-gioi.geojson"
    file.write_bytes(_geojson(_feature("10507")))
    said = io.StringIO()
    call_command("import_boundaries", str(file), stdout=said)
    assert said.getvalue().splitlines() == [
        "Đã nhập địa giới của 1 đơn vị.",
        "Chưa có địa giới của 1 đơn vị: 10525.",
    ]


@pytest.mark.django_db
def test_load_place_command_loads_units_and_calendar() -> None:
    said = io.StringIO()
    call_command("load_place", stdout=said)
    assert said.getvalue() == "Đã nạp 114 đơn vị, thêm 106 ngày trong lịch.\n"


# --- Figures, names -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_import_figures_replaces_what_it_says_of_the_same_day_and_keeps_the_rest() -> None:
    unit = UnitFactory()
    early, late = date(2026, 1, 1), date(2026, 7, 1)
    rows = [Figures(unit.pk, Decimal("10.50"), 9000, None)]
    import_figures(rows=rows, as_of=early, source="Niên giám", by=None)
    import_figures(rows=rows, as_of=late, source="Niên giám", by=None)
    import_figures(rows=[Figures(unit.pk, None, 9100, 2500)], as_of=late, source="Báo cáo", by=None)
    stored = UnitFigure.objects.order_by("as_of").values_list("as_of", "area_km2", "population", "households", "source")
    assert list(stored) == [
        (early, Decimal("10.50"), 9000, None, "Niên giám"),
        (late, Decimal("10.50"), 9100, 2500, "Báo cáo"),
    ]
    assert {key: one.as_of for key, one in latest_figures(date(2026, 6, 30)).items()} == {unit.pk: early}


@pytest.mark.usefixtures("place")
def test_renamed_agency_keeps_its_names_and_stays_renamed() -> None:
    agency = Agency.objects.get(code="so-tu-phap")
    rename_agency(
        agency_id=agency.pk, name="Sở Tư pháp và Nội chính", label="Sở TP", on=date(2026, 1, 1),
        document_number="5/QĐ-UBND", by=None, seen=None,
    )  # fmt: skip
    load_units(by=None)
    agency.refresh_from_db()
    assert agency.name == "Sở Tư pháp và Nội chính"
    assert [one.name for one in names_over_time(agency)] == ["Sở Tư pháp và Nội chính", "Sở Tư pháp"]


@pytest.mark.django_db
def test_remove_boundaries_says_how_many_there_were() -> None:
    unit = UnitFactory()
    outline = Outline(unit.code, {"type": "Polygon", "coordinates": SQUARE})
    import_boundaries(outlines=[outline], source="tệp", by=None)
    assert (remove_boundaries(by=None), remove_boundaries(by=None)) == (1, 0)


@pytest.mark.django_db
def test_name_among_other_words_is_found():
    UnitFactory(code="19001", name="Phường Bến Thử", short_name="Bến Thử")
    assert [one.code for one in search_units("ngan sach phuong ben thu 2026")] == ["19001"]


@pytest.mark.django_db
def test_kind_of_a_unit_can_not_be_changed():
    unit = UnitFactory(kind="xa")
    with pytest.raises(DatabaseError, match="Loại của đơn vị không thay đổi"), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(kind="phuong")
