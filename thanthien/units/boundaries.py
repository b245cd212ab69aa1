"""Reading a GeoJSON file of outlines, checked against the unit codes: pure rules with sentences for people."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CODE_KEYS = ("code", "ma", "ma_xa", "maxa", "ward_code", "wardCode", "c")
_SHAPES = ("Polygon", "MultiPolygon")
# About 11 cm: finer than any map drawn here.
_PLACES = 6
_LONGEST_CODE = 20
# Further (in degrees) from the middle of its unit than any island of it: another place, or another system of maps.
_FARTHEST = 1.5

Centre = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Outline:
    """A unit's code and its GeoJSON geometry (Polygon or MultiPolygon, WGS 84)."""

    code: str
    geometry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GeojsonReading:
    """What a file gave: outlines that can be imported, and sentences about what is wrong."""

    outlines: tuple[Outline, ...] = ()
    errors: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def read_geojson(content: bytes, units: Mapping[str, Centre]) -> GeojsonReading:
    """Read and check a file against the units (code → latitude, longitude of its middle, or None).

    Any error means that nothing is imported. Missing units are listed, not refused.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return GeojsonReading(errors=("Tệp không đọc được: cần tệp GeoJSON mã hóa UTF-8.",))
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        return GeojsonReading(errors=("Tệp không phải là danh sách địa giới (FeatureCollection) của GeoJSON.",))
    errors = tuple(_errors(features, units))
    if errors:
        return GeojsonReading(errors=errors)
    outlines = tuple(Outline(code_of(feature), _plain(feature["geometry"])) for feature in features)
    found = {outline.code for outline in outlines}
    return GeojsonReading(outlines, missing=tuple(sorted(set(units) - found)))


def code_of(feature: Any) -> str:
    """The unit code of a feature: its id or a property that usually holds it; empty when there is none."""
    if not isinstance(feature, dict):
        return ""
    properties = feature.get("properties")
    known = properties if isinstance(properties, dict) else {}
    candidates = [feature.get("id"), *(known.get(key) for key in CODE_KEYS)]
    return next((_code(value) for value in candidates if isinstance(value, int | str) and value != ""), "")


def _code(value: int | str) -> str:
    text = str(value).encode("utf-8", "replace").decode().replace("\0", "")
    return text.strip()[:_LONGEST_CODE].zfill(5)


def _plain(geometry: dict[str, Any]) -> dict[str, Any]:
    """Shape and coordinates only: heights and whatever else stands in the file stay out of the database."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    plain = [
        [[[round(x, _PLACES), round(y, _PLACES)] for x, y, *_ in ring] for ring in polygon] for polygon in polygons
    ]
    return {"type": geometry["type"], "coordinates": plain if geometry["type"] == "MultiPolygon" else plain[0]}


def _errors(features: list[Any], units: Mapping[str, Centre]) -> Iterator[str]:
    seen: set[str] = set()
    for place, feature in enumerate(features, start=1):
        code = code_of(feature)
        if not code:
            yield f"Đối tượng {place}: không có mã đơn vị."
        elif code not in units:
            yield f"Đối tượng {place}: mã {code} không thuộc danh sách đơn vị."
        elif code in seen:
            yield f"Đối tượng {place}: mã {code} xuất hiện nhiều lần."
        elif not _is_outline(feature.get("geometry")):
            yield f"Đối tượng {place} ({code}): hình phải là Polygon hoặc MultiPolygon theo kinh độ, vĩ độ."
        elif _is_far(feature["geometry"], units[code]):
            yield f"Đối tượng {place} ({code}): hình nằm cách xa vị trí đã biết của đơn vị."
        seen.add(code)


def _is_far(geometry: dict[str, Any], centre: Centre) -> bool:
    latitude, longitude = centre
    if latitude is None or longitude is None:
        return False
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    points = (point for polygon in polygons for ring in polygon for point in ring)
    return any(abs(x - longitude) > _FARTHEST or abs(y - latitude) > _FARTHEST for x, y, *_ in points)


def _is_outline(geometry: Any) -> bool:
    if not isinstance(geometry, dict) or geometry.get("type") not in _SHAPES:
        return False
    coordinates: Any = geometry.get("coordinates")
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return _filled(polygons) and all(
        _filled(polygon) and all(_is_ring(ring) for ring in polygon) for polygon in polygons
    )


def _filled(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _is_ring(ring: Any) -> bool:
    return isinstance(ring, list) and len(ring) >= 4 and ring[0] == ring[-1] and all(_is_point(p) for p in ring)


def _is_point(point: Any) -> bool:
    if not isinstance(point, list) or len(point) < 2:
        return False
    longitude, latitude = point[:2]
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in (longitude, latitude)):
        return False
    return bool(abs(longitude) <= 180 and abs(latitude) <= 90)
