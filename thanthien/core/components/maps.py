"""The map of units by level: equal hexagons from columns and rows, or imported boundaries. Tables stand beside both.

Wide screens get links; phones get the same picture without links (search and the table lead on), with larger digits.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thanthien.core.components.basics import TOP_LEVEL_COLOUR, level_class, level_name
from thanthien.core.formats import NOTHING

RADIUS = 20.0
TILE_WIDTH = sqrt(3) * RADIUS
ROW_HEIGHT = 1.5 * RADIUS
# A column without tiles is open sea: it is drawn at a third of its width, so that the tiles can be larger.
EMPTY_COLUMN = 0.35
INSET_HALF_WIDTH = 42.0
HEXAGON = f"m0 -{RADIUS}l{TILE_WIDTH / 2:.2f} 10v{RADIUS}l-{TILE_WIDTH / 2:.2f} 10l-{TILE_WIDTH / 2:.2f} -10v-{RADIUS}z"

BOUNDARY_WIDTH = 1000.0
FAR_DEGREES = 0.4
INSET_SIZE = 110.0
DIGIT_NEEDS = 22.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tile:
    """One unit on the tile map: its place, initials, level (0 chưa đạt, None no result), full name and address."""

    code: str
    col: int
    row: int
    label: str
    level: int | None
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """One unit with its boundary: a GeoJSON Polygon or MultiPolygon in longitude and latitude."""

    code: str
    name: str
    level: int | None
    geometry: Mapping[str, Any]
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    tile: Tile
    x: float
    y: float
    inset: bool


def tile_map(tiles: Iterable[Tile], title: str = "Bản đồ mức độ") -> SafeString:
    """Hexagons by level; odd rows stand half a tile to the right, lone tiles off the coast are framed and named."""
    placed = place_tiles(list(tiles))
    if not placed:
        return mark_safe("")
    summary = level_summary([one.tile.level for one in placed])
    box = _view_box(placed)
    wide = format_html_join("", "{}", ((_wide_tile(one),) for one in placed))
    narrow = format_html_join("", "{}", ((_narrow_tile(one),) for one in placed))
    return _two_maps("tile-map", title, summary, box, wide, narrow)


def boundary_map(features: Iterable[Feature], title: str = "Bản đồ mức độ") -> SafeString:
    """Imported boundaries by level; a unit far out at sea stands in a frame at the lower right."""
    known = list(features)
    if not known:
        return mark_safe("")
    shapes, box = _shapes(known)
    summary = level_summary([one.level for one in known])
    wide = format_html_join("", "{}", ((_boundary(one, rings),) for one, rings in shapes))
    narrow = format_html_join("", '<use href="#ranh-gioi-{}"/>', ((one.code,) for one, _ in shapes))
    return _two_maps("boundary-map", title, summary, box, wide, narrow)


def level_summary(levels: Sequence[int | None]) -> str:
    """“114 đơn vị: 14 Mức độ 4, 30 Mức độ 3, 5 Chưa đạt, 2 Chưa có kết quả.”"""
    count = Counter(levels)
    order = sorted(count, key=lambda level: (level is None, -(level or 0)))
    return f"{len(levels)} đơn vị: " + ", ".join(f"{count[one]} {level_name(one)}" for one in order) + "."


def place_tiles(tiles: Sequence[Tile]) -> list[_Placed]:
    """Centres of the tiles in reading order of the rows; lone tiles are marked as insets."""
    columns = _column_starts({one.col for one in tiles})
    taken = {(one.col, one.row) for one in tiles}
    ordered = sorted(tiles, key=lambda one: (one.row, one.col))
    return [_place(one, columns, inset=len(tiles) > 1 and _is_lone(one, taken)) for one in ordered]


def _place(tile: Tile, columns: Mapping[int, float], *, inset: bool) -> _Placed:
    shift = 0.5 if tile.row % 2 else 0.0
    return _Placed(tile, (columns[tile.col] + shift) * TILE_WIDTH, tile.row * ROW_HEIGHT, inset)


def _column_starts(used: set[int]) -> dict[int, float]:
    starts, at = {}, 0.0
    for column in range(min(used, default=0), max(used, default=-1) + 1):
        starts[column] = at
        at += 1.0 if column in used else EMPTY_COLUMN
    return starts


def _is_lone(tile: Tile, taken: set[tuple[int, int]]) -> bool:
    around = ((tile.col + right, tile.row + down) for right in (-1, 0, 1) for down in (-1, 0, 1) if right or down)
    return not any(place in taken for place in around)


def _view_box(placed: Sequence[_Placed]) -> str:
    half = [(INSET_HALF_WIDTH if one.inset else TILE_WIDTH / 2) + 3 for one in placed]
    left = min(one.x - side for one, side in zip(placed, half, strict=True))
    right = max(one.x + side for one, side in zip(placed, half, strict=True))
    top = min(one.y for one in placed) - RADIUS - 8
    bottom = max(one.y + (26 if one.inset else 0) for one in placed) + RADIUS + 4
    return f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"


def _wide_tile(one: _Placed) -> SafeString:
    tile = one.tile
    digit = str(tile.level) if tile.level else NOTHING if tile.level == 0 else ""
    name_y, digit_y = (one.y - 2, one.y + 12) if digit else (one.y + 3.5, one.y)
    inner = format_html(
        '{}<text class="tile-name {}" x="{}" y="{}">{}</text>',
        _hexagon(one),
        _ink(tile.level),
        _n(one.x),
        _n(name_y),
        tile.label,
    )
    if digit:
        inner += format_html(
            '<text class="tile-digit {}" x="{}" y="{}">{}</text>', _ink(tile.level), _n(one.x), _n(digit_y), digit
        )
    return _linked(tile.url, f"{tile.name}: {level_name(tile.level)}", inner) + _frame(one)


def _narrow_tile(one: _Placed) -> SafeString:
    digit = str(one.tile.level) if one.tile.level else NOTHING if one.tile.level == 0 else ""
    text = format_html(
        '<text class="tile-digit-big {}" x="{}" y="{}">{}</text>', _ink(one.tile.level), _n(one.x), _n(one.y + 7), digit
    )
    return _hexagon(one) + (text if digit else mark_safe("")) + _frame(one)


def _hexagon(one: _Placed) -> SafeString:
    return format_html(
        '<path class="tile {}{}" d="M{} {}{}"{}/>',
        level_class(one.tile.level),
        " tile-outlined" if not one.tile.level else "",
        _n(one.x),
        _n(one.y),
        HEXAGON,
        _hatch(one.tile.level),
    )


def _frame(one: _Placed) -> SafeString:
    if not one.inset:
        return mark_safe("")
    short = one.tile.name.removeprefix("Đặc khu ").removeprefix("Phường ").removeprefix("Xã ")
    return format_html(
        '<rect class="inset" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
        '<text class="inset-name" x="{}" y="{}">{}</text>',
        _n(one.x - INSET_HALF_WIDTH),
        _n(one.y - RADIUS - 5),
        _n(2 * INSET_HALF_WIDTH),
        _n(2 * RADIUS + 27),
        _n(one.x),
        _n(one.y + RADIUS + 15),
        short,
    )


def _linked(url: str, words: str, inner: SafeString) -> SafeString:
    if not url:
        return format_html("<g><title>{}</title>{}</g>", words, inner)
    return format_html('<a href="{}" aria-label="{}"><title>{}</title>{}</a>', url, words, words, inner)


def _two_maps(kind: str, title: str, summary: str, box: str, wide: SafeString, narrow: SafeString) -> SafeString:
    return format_html(
        '<div class="{}"><svg class="map-wide" viewBox="{}" role="group" aria-label="{}">{}</svg>'
        '<svg class="map-narrow" viewBox="{}" role="img" aria-label="{}. {}">{}</svg></div>',
        kind,
        box,
        title,
        wide,
        box,
        title,
        summary,
        narrow,
    )


def _n(value: float) -> str:
    """A coordinate as SVG text."""
    return f"{value:.1f}"


def _hatch(level: int | None) -> SafeString:
    return mark_safe(' fill="url(#gach-cheo)"' if level is None else "")


def _ink(level: int | None) -> str:
    return "tile-ink-none" if level is None else f"tile-ink-{min(level, TOP_LEVEL_COLOUR)}"


# --- Boundaries -----------------------------------------------------------------------------------------------------


def _shapes(features: Sequence[Feature]) -> tuple[list[tuple[Feature, list[list[Point]]]], str]:
    rings = {one.code: _rings(one.geometry) for one in features}
    far = _far_codes(rings)
    near_box = _extent([ring for code, found in rings.items() if code not in far for ring in found])
    scale = BOUNDARY_WIDTH / max((near_box[2] - near_box[0]) * _squeeze(near_box), 1e-9)
    height = (near_box[3] - near_box[1]) * scale
    shapes = []
    for one in features:
        if one.code in far:
            shapes.append((one, _inset_rings(rings[one.code], height)))
        else:
            shapes.append((one, [_project(ring, near_box, scale) for ring in rings[one.code]]))
    return shapes, f"-4 -4 {BOUNDARY_WIDTH + 8:.0f} {height + 8:.0f}"


def _rings(geometry: Mapping[str, Any]) -> list[list[Point]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(float(point[0]), float(point[1])) for point in ring] for polygon in polygons for ring in polygon]


def _far_codes(rings: Mapping[str, list[list[Point]]]) -> set[str]:
    """Units whose middle is further than FAR_DEGREES from every other unit's middle."""
    boxes = {code: _extent(found) for code, found in rings.items()}
    middles = {code: ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for code, box in boxes.items()}
    far = set()
    for code, (x, y) in middles.items():
        gaps = [
            max(abs(x - other_x), abs(y - other_y)) for other, (other_x, other_y) in middles.items() if other != code
        ]
        if gaps and min(gaps) > FAR_DEGREES:
            far.add(code)
    return far if len(far) < len(rings) else set()


def _extent(rings: Iterable[Iterable[Point]]) -> tuple[float, float, float, float]:
    points = [point for ring in rings for point in ring]
    return (
        min(x for x, _ in points),
        min(y for _, y in points),
        max(x for x, _ in points),
        max(y for _, y in points),
    )


def _squeeze(box: tuple[float, float, float, float]) -> float:
    """How much narrower a degree of longitude is than one of latitude in the middle of the box."""
    return cos(radians((box[1] + box[3]) / 2))


def _project(ring: Iterable[Point], box: tuple[float, float, float, float], scale: float) -> list[Point]:
    narrow = scale * _squeeze(box)
    return _thin(((x - box[0]) * narrow, (box[3] - y) * scale) for x, y in ring)


def _inset_rings(rings: list[list[Point]], height: float) -> list[list[Point]]:
    box = _extent(rings)
    scale = INSET_SIZE / max(box[2] - box[0], box[3] - box[1], 1e-9)
    left, top = BOUNDARY_WIDTH - INSET_SIZE - 8, height - INSET_SIZE - 8
    return [[(x + left, y + top) for x, y in _project(ring, box, scale)] for ring in rings]


def _thin(points: Iterable[Point]) -> list[Point]:
    """Whole numbers, without points that fall on the one before; shared borders stay shared."""
    kept: list[Point] = []
    for x, y in points:
        point = (float(round(x)), float(round(y)))
        if not kept or kept[-1] != point:
            kept.append(point)
    return kept


def _boundary(one: Feature, rings: list[list[Point]]) -> SafeString:
    path = "".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring) + "z" for ring in rings if len(ring) > 2)
    inner = format_html(
        '<path id="ranh-gioi-{}" class="{}" fill-rule="evenodd" d="{}"{}/>{}',
        one.code,
        level_class(one.level),
        path,
        _hatch(one.level),
        _boundary_digit(one, rings),
    )
    return _linked(one.url, f"{one.name}: {level_name(one.level)}", inner)


def _boundary_digit(one: Feature, rings: list[list[Point]]) -> SafeString:
    box = _extent([max(rings, key=len)])
    if one.level is None or min(box[2] - box[0], box[3] - box[1]) < DIGIT_NEEDS:
        return mark_safe("")
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2 + 5
    return format_html(
        '<text class="tile-digit {}" x="{}" y="{}">{}</text>', _ink(one.level), _n(x), _n(y), one.level or NOTHING
    )
