"""`{% load thanthien %}`: formats as filters, components as tags. The components themselves are in core/components."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.forms import CharField
from django.template import Context, Library
from django.utils.safestring import SafeString

from thanthien.core import formats
from thanthien.core.components import bar_chart, basics, boundaries, charts, forms, maps, menus
from thanthien.core.icons import icon
from thanthien.core.markup import escaped, put
from thanthien.core.text import fold

register = Library()

FILTERS: dict[str, Callable[..., str]] = {
    "points": formats.points,
    "number": formats.number,
    "percent": formats.percent,
    "date_vn": formats.date_vn,
    "datetime_vn": formats.datetime_vn,
    "time_vn": formats.time_vn,
    "week_vn": formats.week_vn,
    "file_size": formats.file_size,
    "level_name": basics.level_name,
}
for name, function in FILTERS.items():
    register.filter(name, function)

for tag in (
    icon,
    basics.status_tag,
    basics.level_badge,
    basics.level_legend,
    basics.button,
    basics.link_button,
    basics.save_state,
    forms.field,
    maps.tile_map,
    boundaries.boundary_map,
    bar_chart.four_bars,
    charts.cadence_strip,
    menus.site_nav,
    menus.foot_nav,
):
    register.simple_tag(tag)

for block in (basics.alert, basics.empty_state, basics.disclosure, forms.file_pick):
    register.simple_block_tag(block)

for component in (
    basics.breadcrumb,
    basics.progress,
    basics.task,
    basics.stat,
    basics.steps,
    basics.facts,
    basics.tabs,
    basics.search_box,
    forms.error_summary,
    charts.target_bar,
    charts.funnel,
):
    register.inclusion_tag(f"components/{component.__name__}.html")(component)
register.inclusion_tag("components/pagination.html", takes_context=True)(basics.pagination)


@register.inclusion_tag("tables/table.html", takes_context=True)
def data_table(context: Context, table: object) -> dict[str, object]:
    """A list of the page: count, files, rows, pages (core/tables)."""
    return {"table": table, "request": context["request"]}


@register.inclusion_tag("tables/filters.html")
def table_filters(table: Any) -> dict[str, object]:
    """The form that narrows a list, and on a phone sorts it. Each part is made once: the form looks at them often."""
    fields = table.fields
    first = next(iter(fields), None)
    return {
        "table": table,
        "verb": "Tìm" if first and isinstance(first.field, CharField) else "Lọc",
        "form": table.table.filters,
        "first": first,
        "others": fields[1:],
        "is_refined": table.is_refined,
        "orders": table.order_options,
    }


@register.filter
def message_tone(level_tag: str) -> str:
    """The tone of a message of Django's level."""
    return basics.MESSAGE_TONES.get(level_tag, "info")


@register.filter
def message_icon(level_tag: str) -> str:
    """The icon of a message of Django's level."""
    return basics.MESSAGE_ICONS.get(level_tag, "info")


@register.filter
def highlight(text: str, query: str) -> SafeString:
    """Mark where words of the text begin with the query, diacritics forgiven: with the whole of it, else with each of
    its words."""
    composed = unicodedata.normalize("NFC", text)
    pieces, done = [], 0
    for start, end in found_spans(composed, query):
        pieces += [escaped(composed[done:start]), put("<mark>{}</mark>", composed[start:end])]
        done = end
    return SafeString("".join([*pieces, escaped(composed[done:])]))


def found_spans(text: str, query: str) -> list[tuple[int, int]]:
    """Start and end of each place in an NFC text where the query is found after folding both, never inside a word."""
    wanted = fold(query)
    if not wanted:
        return []
    folded = "".join(_fold_letter(letter) for letter in text)
    words = sorted(wanted.split(" "), key=len, reverse=True)
    whole, each = (rf"(?<!\w)(?:{'|'.join(map(re.escape, parts))})" for parts in ([wanted], words))
    return [match.span() for match in re.finditer(whole if re.search(whole, folded) else each, folded)]


@lru_cache(maxsize=4096)  # the letters of a language, asked for one by one in each title of a list
def _fold_letter(letter: str) -> str:
    folded = fold(letter)
    return folded if len(folded) == 1 else letter
