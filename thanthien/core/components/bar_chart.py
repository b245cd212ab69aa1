"""The bar chart as markup. Drawn here: it stands on the page of every unit, and took as long in a template as the
points of all its criteria (ADR 9). Where things stand is told by :mod:`thanthien.core.components.charts`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

from thanthien.core.components.charts import Bar, LevelLine, placed_bars
from thanthien.core.markup import put

_TITLE = "\n    <figcaption>{}</figcaption>\n  "
_RECT = '\n      <rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="2"/>\n    '
_LINE = '\n      <path class="level-line" d="M4 {}H{}"/>\n    '
_LINE_TITLE = '\n      <text class="chart-soft" x="{}" y="{}" font-size="10.5">{}</text>\n    '
_BAR_WORDS = (
    '\n      <text class="chart-text chart-strong" x="{0}" y="{1}" text-anchor="middle"'
    '\n          font-size="12" paint-order="stroke">\n        {2}\n      </text>'
    '\n      <text class="chart-soft" x="{0}" y="190" text-anchor="middle" font-size="11">{3}</text>\n    '
)
_WORD = '\n            <tspan x="{}" dy="{}"\n                font-size="10">{}</tspan>\n          '
_ROW = (
    '\n          <tr>\n            <th scope="row">{}</th>\n            <td class="num">{}</td>'
    "\n            <td>{}</td>\n          </tr>\n        "
)
_ASKED = '\n      <p class="small soft">\n        {}\n      </p>\n    '
_CHART = """<figure class="chart">
  {}
  <svg class="bars" viewBox="0 0 {} 200" role="img" aria-label="{}">
    {}
    {}
    {}
    {}
    <path class="axis" d="M4 174H{}"/>
  </svg>
  <details class="chart-table">
    <summary>Xem dạng bảng</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">{}</th>
          <th scope="col" class="num">Đạt</th>
          <th scope="col">Ghi chú</th>
        </tr>
      </thead>
      <tbody>
        {}
      </tbody>
    </table>
    {}
  </details>
</figure>
"""


def four_bars(groups: Sequence[Bar], lines: Sequence[LevelLine], title: str = "", heading: str = "Nhóm") -> SafeString:
    """Bars per group against the lines of the levels, with a table twin. ``heading``: what a bar is, in the table."""
    placed = placed_bars(groups, lines)
    bars, end = placed["bars"], str(placed["end"])
    return put(
        _CHART,
        put(_TITLE, title) if title else "",
        str(placed["width"]),
        placed["summary"],
        _joined(put(_RECT, one["x"], one["y"], one["width"], one["height"]) for one in bars),
        _joined(put(_LINE, f"{one['y']:.1f}", end) for one in placed["lines"]),
        _joined(put(_LINE_TITLE, str(placed["titles_at"]), one["y"], one["text"]) for one in placed["titles"]),
        _joined(put(_BAR_WORDS, one["middle"], one["above"], _above(one), one["label"]) for one in bars),
        end,
        heading,
        _joined(put(_ROW, one["label"], one["share"], one["note"]) for one in bars),
        put(_ASKED, "; ".join(f"{one['label']}: từ {one['share']}" for one in placed["lines"])) if lines else "",
    )


def _above(bar: Mapping[str, Any]) -> SafeString:
    """What stands above a bar: its share, or word by word that none is known."""
    if not bar["lines"]:
        return put("\n          {}\n        ", bar["share"])
    words = (put(_WORD, bar["middle"], "11" if place else "-11", word) for place, word in enumerate(bar["lines"]))
    return put("\n          {}\n        ", _joined(words))


def _joined(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(parts))
