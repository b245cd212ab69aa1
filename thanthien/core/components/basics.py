"""Small components: tags, badges, buttons, tasks, steps. Each returns ready markup or the context of its template."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thanthien.core import formats
from thanthien.core.icons import icon
from thanthien.core.levels import LevelNames

Tone = Literal["plain", "ok", "warn", "danger", "info"]
StepState = Literal["done", "current", "late", "todo"]

TONE_ICONS: dict[str, str] = {"ok": "check", "warn": "warning", "danger": "error", "info": "clock", "plain": "circle"}
MESSAGE_TONES = {"success": "ok", "warning": "warn", "error": "danger"}
MESSAGE_ICONS = {"success": "check-circle", "warning": "warning", "error": "error"}
SAVE_TEXTS = {
    "saving": "Đang lưu…",
    "saved": "Đã lưu",
    "failed": "Chưa lưu được",
    "conflict": "Có người khác vừa sửa",
}
SAVE_ICONS = {"saving": "clock", "saved": "check", "failed": "error", "conflict": "warning"}
SHADES = 9  # colours of levels (tokens.css); no set has more levels


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab that is a link; `count` stands beside the label."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a timeline."""

    title: str
    state: StepState = "todo"
    note: str = ""


def status_tag(text: str, tone: Tone = "plain", icon_name: str = "") -> SafeString:
    """A status as icon and words; the colour only repeats what they say."""
    shape = icon(icon_name or TONE_ICONS[tone])
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, shape, text)


def level_name(level: int | None, names: LevelNames) -> str:
    """How the set whose ``names`` these are calls a level."""
    return names.name(level)


def level_class(level: int | None, names: LevelNames) -> str:
    """The colour class of a level. However many levels a set has, the scale runs from the lowest to the top."""
    return f"level-{level_shade(level, names)}"


def level_shade(level: int | None, names: LevelNames) -> str:
    """The place of a level on the scale of colours: none, 0, or 1 to ``SHADES``."""
    if not level:
        return "none" if level is None else "0"
    steps = names.highest - 1
    return str(1 + round((level - 1) * (SHADES - 1) / steps) if steps else SHADES)


def level_digit(level: int | None, names: LevelNames) -> SafeString:
    """The small square with the level's digit."""
    shown = level if level else formats.NOTHING if level == 0 else mark_safe("&nbsp;")
    return format_html('<span class="level-digit {}" aria-hidden="true">{}</span>', level_class(level, names), shown)


# A handful of badges, drawn on each of a hundred rows.
@lru_cache(maxsize=256)
def level_badge(level: int | None, names: LevelNames, *, words: str = "", large: bool = False) -> SafeString:
    """A level as coloured square with its digit, and its name. ``words`` stand in place of the name."""
    extra = " level-badge-large" if large else ""
    digit = level_digit(level, names)
    return format_html(
        '<span class="level-badge{}">{} <span>{}</span></span>', extra, digit, words or names.name(level)
    )


@lru_cache(maxsize=16)
def level_legend(names: LevelNames) -> SafeString:
    """The key of level colours, from the highest down."""
    levels: list[int | None] = [*range(names.highest, -1, -1), None]
    rows = format_html_join("", "<li>{} {}</li>", ((level_digit(one, names), names.name(one)) for one in levels))
    return format_html('<ul class="legend">{}</ul>', rows)


def button(text: str, kind: str = "", name: str = "", value: str = "", icon_name: str = "") -> SafeString:
    """A submit button; kind is "", quiet, danger or link."""
    sent = format_html(' name="{}" value="{}"', name, value) if name else ""
    shape = icon(icon_name) if icon_name else ""
    return format_html('<button type="submit" class="{}"{}>{}{}</button>', _button_class(kind), sent, shape, text)


def link_button(text: str, url: str, kind: str = "quiet", icon_name: str = "") -> SafeString:
    """A link that looks like a button; kind as in `button`."""
    shape = icon(icon_name) if icon_name else ""
    return format_html('<a class="{}" href="{}">{}{}</a>', _button_class(kind), url, shape, text)


def save_state(state: str = "", text: str = "") -> SafeString:
    """Where a form tells that it was saved: state saving, saved, failed, conflict or empty."""
    words = text or SAVE_TEXTS.get(state, "")
    shape = icon(SAVE_ICONS[state]) if state else ""
    markup = '<span class="save-state" data-save-state data-state="{}" role="status">{}<span>{}</span></span>'
    return format_html(markup, state, shape, words)


def alert(content: str, tone: Tone = "info", title: str = "") -> SafeString:
    """A notice inside the page."""
    shape = icon({"ok": "check-circle", "warn": "warning", "danger": "error"}.get(tone, "info"))
    head = format_html("<p><strong>{}</strong></p>", title) if title else ""
    return format_html('<div class="alert alert-{}">{}<div>{}{}</div></div>', tone, shape, head, content)


def disclosure(content: str, summary: str, *, is_open: bool = False) -> SafeString:
    """Something that opens on demand."""
    state = mark_safe(" open") if is_open else ""
    markup = '<details class="disclosure"{}><summary>{}{}</summary>{}</details>'
    return format_html(markup, state, icon("right"), summary, content)


def breadcrumb(*parts: str) -> dict[str, Any]:
    """Pairs of label and address, then the label of this page."""
    pairs = zip(parts[:-1:2], parts[1::2], strict=True)
    return {"crumbs": [{"label": label, "url": url} for label, url in pairs], "here": parts[-1]}


def progress(value: int, total: int, label: str, unit: str = "") -> dict[str, Any]:
    """A bar with its numbers in words: “28 / 33 tiêu chí”."""
    width = f"{100 * min(value, total) / total:.1f}" if total else "0"
    return {"value": value, "total": total, "label": label, "unit": unit, "width": width}


def task(title: str, url: str = "", status: str = "", tone: Tone = "plain", hint: str = "") -> dict[str, Any]:
    """A row of a task list."""
    return {"title": title, "url": url, "status": status, "tone": tone, "hint": hint}


def stat(label: str, value: str, unit: str = "", note: str = "", url: str = "") -> dict[str, Any]:
    """A number with what it counts; the address opens its records."""
    return {"label": label, "value": value, "unit": unit, "note": note, "url": url}


def empty_state(content: str, title: str, url: str = "", action: str = "", icon_name: str = "file") -> SafeString:
    """What an empty list says: why, and the next step."""
    context = {"title": title, "text": content.strip(), "url": url, "action": action, "icon_name": icon_name}
    return render_to_string("components/empty_state.html", context)


def steps(items: Sequence[Step]) -> dict[str, Any]:
    """A timeline."""
    words = {"done": "Đã xong", "current": "Đang làm", "late": "Quá hạn", "todo": "Chưa tới"}
    return {"rows": [{"step": one, "words": words[one.state]} for one in items]}


def facts(rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Terms and values."""
    return {"rows": list(rows)}


def tabs(items: Sequence[Tab], label: str = "Mục") -> dict[str, Any]:
    """Tabs that are links."""
    return {"items": items, "label": label}


def search_box(
    action: str, label: str, value: str = "", hint: str = "", name: str = "q", button_text: str = "Tìm"
) -> dict[str, Any]:
    """A search form that sends by GET."""
    return {"action": action, "label": label, "value": value, "hint": hint, "name": name, "button_text": button_text}


def pagination(context: dict[str, Any], page: "Page[Any]", name: str = "trang", label: str = "Trang") -> dict[str, Any]:
    """Links to the pages of a list; the other parameters of the address stay."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[name] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [{"number": one, "url": address(one) if isinstance(one, int) else ""} for one in numbers]
    before = address(page.number - 1) if page.has_previous() else ""
    after = address(page.number + 1) if page.has_next() else ""
    return {"page": page, "links": links, "before": before, "after": after, "label": label}


def _button_class(kind: str) -> str:
    return f"button button-{kind}" if kind else "button"
