"""The map of units by level with imported boundaries; drawn like the tile map, with the same colours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thanthien.core.components.basics import level_class
from thanthien.core.components.maps import (
    coordinate,
    hatch_fill,
    ink_class,
    level_summary,
    linked,
    short_name,
    two_maps,
)
from thanthien.core.formats import NOTHING
from thanthien.core.levels import LevelNames

WIDTH = 1000.0
# A unit whose middle is further than this (degrees) from every other one stands in a frame of its own.
FAR_DEGREES = 0.4
INSET_SIZE = 90.0
INSET_FRAME = 150.0
DIGIT_NEEDS = 30.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Feature:
    """One unit with its boundary: a GeoJSON Polygon or MultiPolygon in longitude and latitude."""

    code: str
    name: str
    level: int | None
    geometry: Mapping[str, Any]
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Shape:
    feature: Feature
    rings: list[list[Point]]
    frame: Point | None


def boundary_map(features: Iterable[Feature], names: LevelNames, title: str = "Bản đồ mức độ") -> SafeString:
    """Imported boundaries by level; a unit far out at sea stands in a frame where the map is empty."""
    known = list(features)
    if not known:
        return mark_safe("")
    shapes, box = _shapes(known)
    summary = level_summary([one.level for one in known], names)
    digits = format_html_join("", "{}", ((_words(shape, names),) for shape in shapes))
    areas = format_html_join("", "{}", ((_area(shape, names),) for shape in shapes))
    wide = format_html('{}<g id="ranh-gioi-chu">{}</g>', areas, digits)
    parts = [*(shape.feature.code for shape in shapes), "chu"]
    narrow = format_html_join("", '<use href="#ranh-gioi-{}"/>', ((part,) for part in parts))
    return two_maps("boundary-map", title, summary, box, wide, narrow)


def _shapes(features: Sequence[Feature]) -> tuple[list[_Shape], str]:
    rings = {one.code: _rings(one.geometry) for one in features}
    far = _far_codes(rings)
    land = _extent([ring for code, found in rings.items() if code not in far for ring in found])
    scale = WIDTH / max((land[2] - land[0]) * _squeeze(land), 1e-9)
    height = max((land[3] - land[1]) * scale, INSET_FRAME)
    near = {code: [_project(ring, land, scale) for ring in found] for code, found in rings.items() if code not in far}
    taken = [point for found in near.values() for ring in found for point in ring]
    shapes = []
    for one in features:
        if one.code in far:
            corner = _free_corner(taken, height)
            taken.append((corner[0] + INSET_FRAME / 2, corner[1] + INSET_FRAME / 2))
            shapes.append(_Shape(one, _inset_rings(rings[one.code], corner), corner))
        else:
            shapes.append(_Shape(one, near[one.code], None))
    return shapes, f"-4 -4 {WIDTH + 8:.0f} {height + 8:.0f}"


def _rings(geometry: Mapping[str, Any]) -> list[list[Point]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(float(point[0]), float(point[1])) for point in ring] for polygon in polygons for ring in polygon]


def _far_codes(rings: Mapping[str, list[list[Point]]]) -> set[str]:
    middles = {code: _middle(_extent(found)) for code, found in rings.items()}
    far = set()
    for code, (x, y) in middles.items():
        gaps = [max(abs(x - right), abs(y - up)) for other, (right, up) in middles.items() if other != code]
        if gaps and min(gaps) > FAR_DEGREES:
            far.add(code)
    return far if len(far) < len(rings) else set()


def _free_corner(taken: Sequence[Point], height: float) -> Point:
    """Upper left corner of a frame without any boundary in it: along the foot from right to left, then higher."""
    top = height - INSET_FRAME
    while top >= 0:
        for left in range(int(WIDTH - INSET_FRAME), -1, -25):
            inside = (left <= x <= left + INSET_FRAME and top <= y <= top + INSET_FRAME for x, y in taken)
            if not any(inside):
                return float(left), top
        top -= INSET_FRAME / 2
    return WIDTH - INSET_FRAME, height - INSET_FRAME


def _extent(rings: Iterable[Iterable[Point]]) -> Box:
    points = [point for ring in rings for point in ring]
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _squeeze(box: Box) -> float:
    """How much narrower a degree of longitude is than one of latitude in the middle of the box."""
    return cos(radians(_middle(box)[1]))


def _project(ring: Iterable[Point], box: Box, scale: float) -> list[Point]:
    narrow = scale * _squeeze(box)
    return _thin(((x - box[0]) * narrow, (box[3] - y) * scale) for x, y in ring)


def _inset_rings(rings: list[list[Point]], corner: Point) -> list[list[Point]]:
    box = _extent(rings)
    scale = INSET_SIZE / max(box[2] - box[0], box[3] - box[1], 1e-9)
    margin = (INSET_FRAME - INSET_SIZE) / 2
    left, top = corner[0] + margin, corner[1] + 12
    return [[(x + left, y + top) for x, y in _project(ring, box, scale)] for ring in rings]


def _thin(points: Iterable[Point]) -> list[Point]:
    """Whole numbers, without points that fall on the one before; shared borders stay shared."""
    kept: list[Point] = []
    for x, y in points:
        point = (float(round(x)), float(round(y)))
        if not kept or kept[-1] != point:
            kept.append(point)
    return kept


def _area(shape: _Shape, names: LevelNames) -> SafeString:
    one = shape.feature
    rings = (ring for ring in shape.rings if len(ring) > 2)
    inner = format_html(
        '<path id="ranh-gioi-{}" class="{}" fill-rule="evenodd" d="{}"{}/>',
        one.code,
        level_class(one.level, names),
        "".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring) + "z" for ring in rings),
        hatch_fill(one.level),
    )
    return linked(one.url, f"{one.name}: {names.name(one.level)}", inner)


def _words(shape: _Shape, names: LevelNames) -> SafeString:
    """The digit where there is room for it; the frame and name of a unit far out at sea."""
    level = shape.feature.level
    ring = max(shape.rings, key=len)
    left, top, right, bottom = _extent([ring])
    words = mark_safe("")
    if level is not None and min(right - left, bottom - top) >= DIGIT_NEEDS:
        x, y = _centre(ring)
        markup = '<text class="boundary-digit {}" x="{}" y="{}">{}</text>'
        words += format_html(markup, ink_class(level, names), coordinate(x), coordinate(y + 9), level or NOTHING)
    if shape.frame:
        words += _frame(shape.frame, short_name(shape.feature.name))
    return words


def _frame(corner: Point, name: str) -> SafeString:
    markup = (
        '<rect class="inset" x="{}" y="{}" width="{}" height="{}" rx="6"/>'
        '<text class="boundary-name" x="{}" y="{}">{}</text>'
    )
    left, top = corner
    side = coordinate(INSET_FRAME)
    middle, foot = coordinate(left + INSET_FRAME / 2), coordinate(top + INSET_FRAME - 12)
    return format_html(markup, coordinate(left), coordinate(top), side, side, middle, foot, name)


def _centre(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a ring; the middle of its box when it encloses nothing."""
    crosses = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise([*ring, ring[0]])]
    area = sum(cross for _, _, cross in crosses)
    if abs(area) < 1:
        return _middle(_extent([ring]))
    x = sum((a[0] + b[0]) * cross for a, b, cross in crosses) / (3 * area)
    y = sum((a[1] + b[1]) * cross for a, b, cross in crosses) / (3 * area)
    return x, y
