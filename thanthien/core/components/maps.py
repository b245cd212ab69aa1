"""The tile map of units by level: equal hexagons from columns and rows, a table beside it.

Wide screens get links; phones get the same picture without links (search and the table lead on), with larger digits.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thanthien.core.components.basics import level_class, level_shade
from thanthien.core.formats import NOTHING
from thanthien.core.levels import LevelNames

RADIUS = 20.0
TILE_WIDTH = sqrt(3) * RADIUS
ROW_HEIGHT = 1.5 * RADIUS
# A column without tiles is open sea: it is drawn at a third of its width, so that the tiles can be larger.
EMPTY_COLUMN = 0.35
INSET_HALF_WIDTH = 42.0
# Drawn a little smaller than its place, so that a light seam stays between neighbours.
DRAWN = RADIUS - 0.9
HALF, SLOPE = sqrt(3) / 2 * DRAWN, DRAWN / 2
HEXAGON = f"m0 -{DRAWN}l{HALF:.1f} {SLOPE}v{DRAWN}l-{HALF:.1f} {SLOPE}l-{HALF:.1f} -{SLOPE}v-{DRAWN}z"


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
class _Placed:
    tile: Tile
    x: float
    y: float
    inset: bool


def tile_map(tiles: Iterable[Tile], names: LevelNames, title: str = "Bản đồ mức độ") -> SafeString:
    """Hexagons by level; odd rows stand half a tile to the right, lone tiles off the coast are framed and named."""
    placed = place_tiles(list(tiles))
    if not placed:
        return mark_safe("")
    summary = level_summary([one.tile.level for one in placed], names)
    box = _view_box(placed)
    wide = format_html_join("", "{}", ((_wide_tile(one, names),) for one in placed))
    narrow = format_html_join("", "{}", ((_narrow_tile(one, names),) for one in placed))
    return two_maps("tile-map", title, summary, box, wide, narrow)


def short_name(name: str) -> str:
    """The name without the kind of unit."""
    for kind in ("Đặc khu ", "Phường ", "Xã "):
        name = name.removeprefix(kind)
    return name


def level_summary(levels: Sequence[int | None], names: LevelNames) -> str:
    """“114 đơn vị: 14 Mức độ 4, 30 Mức độ 3, 5 Chưa đạt, 2 Chưa có kết quả.”"""
    count = Counter(levels)
    order = sorted(count, key=lambda level: (level is None, -(level or 0)))
    return f"{len(levels)} đơn vị: " + ", ".join(f"{count[one]} {names.name(one)}" for one in order) + "."


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


def _wide_tile(one: _Placed, names: LevelNames) -> SafeString:
    tile = one.tile
    digit = str(tile.level) if tile.level else NOTHING if tile.level == 0 else ""
    name_y, digit_y = (one.y - 2, one.y + 12) if digit else (one.y + 3.5, one.y)
    inner = format_html(
        '{}<text class="tile-name {}" x="{}" y="{}">{}</text>',
        _hexagon(one, names),
        ink_class(tile.level, names),
        coordinate(one.x),
        coordinate(name_y),
        tile.label,
    )
    if digit:
        inner += format_html(
            '<text class="tile-digit {}" x="{}" y="{}">{}</text>',
            ink_class(tile.level, names),
            coordinate(one.x),
            coordinate(digit_y),
            digit,
        )
    return linked(tile.url, f"{tile.name}: {names.name(tile.level)}", inner) + _frame(one)


def _narrow_tile(one: _Placed, names: LevelNames) -> SafeString:
    digit = str(one.tile.level) if one.tile.level else NOTHING if one.tile.level == 0 else ""
    text = format_html(
        '<text class="tile-digit-big {}" x="{}" y="{}">{}</text>',
        ink_class(one.tile.level, names),
        coordinate(one.x),
        coordinate(one.y + 7),
        digit,
    )
    return _hexagon(one, names) + (text if digit else mark_safe("")) + _frame(one)


def _hexagon(one: _Placed, names: LevelNames) -> SafeString:
    return format_html(
        '<path class="tile {}{}" d="M{} {}{}"{}/>',
        level_class(one.tile.level, names),
        " tile-outlined" if not one.tile.level else "",
        coordinate(one.x),
        coordinate(one.y),
        HEXAGON,
        hatch_fill(one.tile.level),
    )


def _frame(one: _Placed) -> SafeString:
    if not one.inset:
        return mark_safe("")
    return format_html(
        '<rect class="inset" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
        '<text class="inset-name" x="{}" y="{}">{}</text>',
        coordinate(one.x - INSET_HALF_WIDTH),
        coordinate(one.y - RADIUS - 5),
        coordinate(2 * INSET_HALF_WIDTH),
        coordinate(2 * RADIUS + 27),
        coordinate(one.x),
        coordinate(one.y + RADIUS + 15),
        short_name(one.tile.name),
    )


def linked(url: str, words: str, inner: SafeString) -> SafeString:
    if not url:
        return format_html("<g><title>{}</title>{}</g>", words, inner)
    return format_html('<a href="{}" aria-label="{}"><title>{}</title>{}</a>', url, words, words, inner)


def two_maps(kind: str, title: str, summary: str, box: str, wide: SafeString, narrow: SafeString) -> SafeString:
    return format_html(
        '<div class="{}"><svg class="map-wide" viewBox="{}" role="group" aria-label="{}">{}</svg>'
        '<svg class="map-narrow" viewBox="{}" role="img" aria-label="{}. {}"><g aria-hidden="true">{}</g></svg></div>',
        kind,
        box,
        title,
        wide,
        box,
        title,
        summary,
        narrow,
    )


def coordinate(value: float) -> str:
    """A coordinate as SVG text."""
    return f"{value:.1f}"


def hatch_fill(level: int | None) -> SafeString:
    return mark_safe(' fill="url(#gach-cheo)"' if level is None else "")


def ink_class(level: int | None, names: LevelNames) -> str:
    """The class of the letters on a tile of that level."""
    return f"tile-ink-{level_shade(level, names)}"
