"""Where each unit stands on the equal-size tile map: as drawn for the place, else by centroid. Pure rules."""

from collections.abc import Sequence
from math import ceil, sqrt

Row = dict[str, str]
Cell = tuple[int, int]


def place_tiles(units: Sequence[Row], drawn: Sequence[Row]) -> dict[str, Cell]:
    """Column and row of every unit's code; drawn places win, the others are laid out by centroid."""
    cells = {row["code"]: (int(row["tile_col"]), int(row["tile_row"])) for row in drawn}
    left = [row for row in units if row["code"] not in cells]
    below = max((row for _, row in cells.values()), default=-1) + 1
    return cells | {code: (col, row + below) for code, (col, row) in by_centroid(left).items()}


def by_centroid(units: Sequence[Row]) -> dict[str, Cell]:
    """North to south in rows of about equal length, west to east in each row."""
    if not units:
        return {}
    length = ceil(sqrt(len(units)))
    from_north = sorted(units, key=lambda row: (-float(row["latitude"]), row["code"]))
    lines = [from_north[start : start + length] for start in range(0, len(units), length)]
    return {
        row["code"]: (col, line_no)
        for line_no, line in enumerate(lines)
        for col, row in enumerate(sorted(line, key=lambda row: (float(row["longitude"]), row["code"])))
    }


def initials(short_name: str) -> str:
    """“Lê Thanh Nghị” → LTN, what a tile says; not unique, so the full name always stands beside it."""
    return "".join(word[0] for word in short_name.split())[:3].upper()
