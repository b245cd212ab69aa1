"""Rows of the appraisal grid as they are shown. A page has up to 150 of them, so what a cell says is made ready here
once, instead of look-up by look-up in the template; everything passes ``format_html``, which escapes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thanthien.core import formats
from thanthien.core.components.basics import status_tag
from thanthien.core.formats import NOTHING
from thanthien.core.icons import icon
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.forms.values import ValueField, typed_value

if TYPE_CHECKING:
    from thanthien.evaluations.forms.appraiser import GridRow

_EMPTY = mark_safe("")
_NO_EVIDENCE = mark_safe('<span class="difference nowrap">chưa có</span>')
_points = lru_cache(maxsize=4096)(formats.points)  # the same few numbers in hundreds of rows
_signed = lru_cache(maxsize=4096)(formats.signed)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the content of its cells, and what it says when it could not be saved."""

    pk: int
    url: str
    attributes: SafeString
    pick: SafeString
    unit: SafeString
    system: str
    own: SafeString
    appraised: SafeString
    difference: str
    differs: bool
    evidence: SafeString
    reason: str
    last_points: str
    problems: bool
    prefix: str
    sentences: tuple[str, ...] = ()
    stale: bool = False
    saved_by: str = ""
    saved_text: str = ""
    saved_points: str = ""


def item_address(pk: int) -> str:
    """Where one item is opened and saved."""
    return _item_addresses().replace("/0/", f"/{pk}/")


@lru_cache(maxsize=1)
def _item_addresses() -> str:
    return reverse("appraisal-item", args=[0])


def line(shown: GridRow) -> Line:
    """A row as the template draws it."""
    row, item = shown.row, shown.row.item
    url, name = item_address(item.pk), row.dossier.unit.name
    troubled = bool(shown.errors) or shown.stale
    return Line(
        pk=item.pk,
        url=url,
        attributes=_attributes(item.pk, url, writable=row.writable),
        pick=_pick(shown, name),
        unit=_unit(shown, url, name),
        system=shown.system_text,
        own=_own(shown),
        appraised=_appraised(shown, url, name),
        difference=_difference(shown),
        differs=row.differs,
        evidence=format_html('<span class="num">{} tài liệu</span>', row.evidence) if row.evidence else _NO_EVIDENCE,
        reason=_reason(shown, name),
        last_points=_points(row.last_points, NOTHING),
        problems=troubled,
        prefix=shown.prefix,
        sentences=tuple(shown.errors.values()),
        stale=shown.stale,
        saved_by=str(item.updated_by) if shown.stale else "",
        saved_text=shown.own_text if shown.stale else "",
        saved_points="" if item.points is None else _points(item.points),
    )


def _attributes(pk: int, url: str, *, writable: bool) -> SafeString:
    saving = (
        ' hx-post="{1}" hx-trigger="luu" hx-include="this" hx-vals=\'{{"tu": "hang"}}\' hx-target="this" '
        'hx-swap="outerHTML" hx-sync="this:queue last"'
    )
    return format_html(' data-row="{0}" data-panel="{1}"' + (saving if writable else ""), pk, url)


def _pick(shown: GridRow, name: str) -> SafeString:
    """The box to choose the row. The version goes with every row that may be written: also “Giữ” needs it."""
    row, pk = shown.row, shown.row.item.pk
    if not row.writable:
        return _EMPTY
    seen = format_html('<input type="hidden" form="luoi" name="{}v" value="{}">', shown.prefix, shown.version)
    if not row.confirmable:
        return seen
    markup = '{}<input type="checkbox" form="luoi" name="chon" value="{}" aria-label="Chọn {}">'
    return format_html(markup, seen, pk, name)


def _unit(shown: GridRow, url: str, name: str) -> SafeString:
    row, item = shown.row, shown.row.item
    marks = [
        icon("lock", "Đã gửi") if item.sheet.status == SheetStatus.SENT else "",
        icon("comment", "Chờ đơn vị bổ sung") if row.open_requests else "",
        icon("eye", "Cần kiểm tra thực tế") if item.field_check else "",
    ]
    told = [one for one in marks if one]
    return format_html(
        '<a href="{}" data-open-panel>{}</a>{}{}',
        url,
        name,
        format_html(" {}", status_tag("Không được thẩm định", "warn", "lock")) if row.conflict else "",
        format_html(' <span class="row-marks">{}</span>', format_html_join("", "{}", zip(told))) if told else "",
    )


def _own(shown: GridRow) -> SafeString:
    answer = shown.row.answer
    if answer.points is None:
        return format_html("{}", shown.self_text)
    return format_html('{} <b class="cell-points">{}</b>', shown.self_text, _points(answer.points))


def _appraised(shown: GridRow, url: str, name: str) -> SafeString:
    row, item = shown.row, shown.row.item
    value = _fields(shown, name) if shown.inline else format_html("<span>{}</span>", shown.own_text)
    if item.points is not None:
        value = format_html('{} <b class="num cell-points">{}</b>', value, _points(item.points))
    if row.writable and not shown.inline:
        word = "Chấm" if row.unscored else "Sửa"
        markup = '{} <a href="{}" data-open-panel>{}<span class="visually-hidden"> {}</span></a>'
        value = format_html(markup, value, url, word, name)
    if row.writable and row.confirmable and row.unscored:
        markup = (
            '{} <button type="submit" class="button-text" form="luoi" name="giu" value="{}" data-keep>Giữ'
            '<span class="visually-hidden"> tự chấm của {}</span></button>'
        )
        value = format_html(markup, value, item.pk, name)
    return value


def _fields(shown: GridRow, name: str) -> SafeString:
    stored = typed_value(shown.row.item.value)
    cells = [(_field(shown, one, place, stored.get(one.name, ""), name),) for place, one in enumerate(shown.fields)]
    return format_html('<span class="value-fields">{}</span>', format_html_join("", "{}", cells))


def _field(shown: GridRow, one: ValueField, place: int, stored: str, unit: str) -> SafeString:
    typed, full = shown.typed_or(one.name, stored), shown.prefix + one.name
    fault = _fault(shown, one.name)
    if one.options:
        markup = (
            '<select form="luoi" name="{0}" id="{0}" aria-label="{1}, {2}" data-value{3}>'
            '<option value=""></option>{4}</select>'
        )
        return format_html(markup, full, one.label, unit, fault, _options(one, typed))
    markup = (
        '{0}<input form="luoi" name="{1}" id="{1}" value="{2}" inputmode="decimal" autocomplete="off" '
        'aria-label="{3}, {4}" data-value{5}>{6}'
    )
    slash = mark_safe('<span aria-hidden="true">/</span>') if place else ""
    return format_html(markup, slash, full, typed, one.label, unit, fault, "%" if one.unit == "%" else "")


def _options(one: ValueField, typed: str) -> SafeString:
    chosen = mark_safe(" selected")
    parts = ((option.value, chosen if option.value == typed else "", option.label) for option in one.options)
    return format_html_join("", '<option value="{}"{}>{}</option>', parts)


def _fault(shown: GridRow, name: str) -> SafeString:
    if name not in shown.errors:
        return _EMPTY
    return format_html(' aria-invalid="true" aria-describedby="{}loi"', shown.prefix)


def _difference(shown: GridRow) -> str:
    """The gap in points; where there is none though the words differ, that they do."""
    if shown.row.difference is not None:
        return _signed(shown.row.difference)
    return "khác" if shown.row.differs else ""


def _reason(shown: GridRow, name: str) -> str:
    typed = shown.typed_or("reason", shown.row.item.reason)
    if not shown.inline:
        return typed
    markup = (
        '<input form="luoi" name="{}reason" value="{}" maxlength="4000" autocomplete="off" aria-label="Lý do, {}"{}>'
    )
    return format_html(markup, shown.prefix, typed, name, _fault(shown, "reason"))
