"""Rows of the appraisal grid as they are shown. A page has up to 150 of them, so what a cell says is made ready here
once, instead of look-up by look-up in the template; everything passes ``format_html``, which escapes it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thanthien.core import formats
from thanthien.core.components.basics import status_tag
from thanthien.core.formats import NOTHING
from thanthien.core.icons import icon
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.forms.values import ValueField, typed_value
from thanthien.evaluations.queries.figure_making import KNOWN_NOW, LATE_ONLY
from thanthien.evaluations.queries.figures import last_day_over

if TYPE_CHECKING:
    from thanthien.evaluations.forms.appraiser import GridRow
    from thanthien.evaluations.queries.grid import Row

_EMPTY = mark_safe("")
_NO_EVIDENCE = mark_safe('<span class="difference nowrap">chưa có</span>')
_NONE_EXPECTED = mark_safe('<span class="soft">–</span>')
_APART = mark_safe(
    '<b class="difference" title="Tự chấm khác số liệu hệ thống">khác<span class="visually-hidden"> số liệu hệ thống:'
    "</span></b> "
)
_points = lru_cache(maxsize=4096)(formats.points)  # the same few numbers in hundreds of rows
_signed = lru_cache(maxsize=4096)(formats.signed)


# A row, drawn in one go: cell by cell in the template it costs as much as all the queries. What is put in is markup, or
# was escaped.
_ROW = """<tr id="hang-{pk}"{swap} data-row="{pk}" data-panel="{url}"{saving}>
    <td class="pick">{pick}</td>
    <th scope="row"><a href="{url}" data-open-panel>{name}</a>{marks}</th>
    <td class="num" data-label="Số liệu hệ thống"><span>{system}{cut_off}</span></td>
    <td class="num" data-label="Tự chấm"><span>{apart}{own}{own_points}</span></td>
    <td class="appraised" data-label="Thẩm định">
      <div class="appraised-cell">{value}{points}{more}</div>{value_problems}</td>
    <td class="num{tone}" data-label="Chênh lệch">{difference}</td>
    <td data-label="Minh chứng">{evidence}</td>
    <td class="reason" data-label="Lý do">{reason}{problems}</td>
    <td class="num" data-label="Năm trước">{last_points}</td>
</tr>
"""
_SAVING = (
    ' data-hx-post="{}" data-hx-trigger="luu" data-hx-include="this" data-hx-vals=\'{{"tu": "hang"}}\' '
    'data-hx-target="this" data-hx-swap="outerHTML" data-hx-sync="this:queue last"'
)
_escaped = lru_cache(maxsize=8192)(escape)  # names of units, and the same few values


def item_address(pk: int) -> str:
    """Where one item is opened and saved."""
    return _item_addresses().replace("/0/", f"/{pk}/")


@lru_cache(maxsize=1)
def _item_addresses() -> str:
    return reverse("appraisal-item", args=[0])


def line(shown: GridRow, *, again: bool = False) -> SafeString:
    """A row as an element of the table. ``again``: it replaces the one that stands there."""
    row, item = shown.row, shown.row.item
    url, name = item_address(item.pk), _escaped(row.dossier.unit.name)
    return SafeString(
        _ROW.format(
            pk=item.pk,
            swap=' data-hx-swap-oob="true"' if again else "",
            saving=_SAVING.format(url) if row.writable else "",
            pick=_pick(shown, name) if row.writable else "",
            url=url,
            name=name,
            marks=_marks(shown),
            system=_escaped(shown.system_text),
            cut_off=_cut_off(row.figures.cut_off),
            apart=_APART if row.apart else "",
            own=_escaped(shown.self_text),
            own_points=_bold(row.answer.points, "cell-points"),
            value=_fields(shown, name) if shown.inline else f"<span>{_escaped(shown.own_text)}</span>",
            points=_bold(item.points, "num cell-points"),
            more=_more(shown, url, name) if row.writable else "",
            tone=" difference" if row.differs else "",
            difference=_difference(shown),
            evidence=_evidence(row, url, name),
            reason=_reason(shown, name),
            value_problems=_told(shown, _value_errors(shown), "so-loi") if shown.errors else "",
            problems=_problems(shown, url) if shown.errors or shown.stale else "",
            last_points=_points(row.last_points, NOTHING),
        )
    )


@lru_cache(maxsize=4096)
def _bold(points: Decimal | None, css: str) -> SafeString:
    return _EMPTY if points is None else format_html(' <b class="{}">{}</b>', css, formats.points(points))


def _pick(shown: GridRow, name: str) -> str:
    """The box to choose the row. The version goes with every row that may be written: also “Đồng ý” needs it."""
    seen = f'<input type="hidden" form="luoi" name="{shown.prefix}-version" value="{escape(shown.version)}">'
    if not shown.row.confirmable:
        return seen
    doubt = " data-doubt" if shown.row.doubts else ""  # not among those that are picked together
    box = f'<input type="checkbox" form="luoi" name="chon" value="{shown.row.item.pk}" aria-label="Chọn {name}"{doubt}>'
    return f"{seen}{box}"


def _marks(shown: GridRow) -> SafeString:
    row, item = shown.row, shown.row.item
    signs = (item.sheet.status, bool(row.open_requests), item.field_check)
    told = _signs(*signs)
    if at := row.answer.corrected_at:
        told = format_html("{}{}", told, _corrected(formats.date_vn(at)))
    if row.changed_on:
        told = format_html("{}{}", told, _changed_draft(formats.date_vn(row.changed_on)))
    doubts = _doubts(row)
    if doubts:
        told = format_html("{}{}", told, doubts)
    return format_html(" {}{}", status_tag("Không được thẩm định", "warn", "lock"), told) if row.conflict else told


@lru_cache(maxsize=256)
def _corrected(day: str) -> SafeString:
    """The commune corrected its value since it handed it in; what it was stands in the side panel."""
    return format_html(' <span class="row-marks">{}</span>', icon("pencil", f"Đơn vị đã sửa ngày {day}"))


@lru_cache(maxsize=256)
def _changed_draft(day: str) -> SafeString:
    """The commune changed its posted value; before and after stand in the side panel."""
    words = f"Sửa khi đang niêm yết ngày {day}, theo ý kiến hoặc biên bản họp"
    return format_html(' <span class="row-marks">{}</span>', icon("comment", words))


def _doubts(row: Row) -> SafeString:
    """What in the platform's records asks for a look: a claim against them, late ones, many made on one day."""
    figures, told = row.figures, _EMPTY
    if words := figures.against(row.answer):
        told = format_html(' <span class="row-marks row-doubt">{}</span>', icon("warning", words))
    if words := figures.late_words:
        doubt = " row-doubt" if figures.timeliness.is_mass else ""
        markup = '{} <a class="row-marks{}" href="{}">{}<span class="num" aria-hidden="true">{}</span></a>'
        count = formats.number(figures.timeliness.late or figures.timeliness.sent)
        sign = icon("clock", f"{words}, {_to_day(row)}")
        told = format_html(markup, told, doubt, _records_by_making(row), sign, count)
    if words := figures.said.words:
        told = format_html('{} <span class="row-marks" title="{}">{}</span>', told, words, _said(row))
    return told


def _said(row: Row) -> SafeString:
    """A short word for the eye, the whole one for who doesn't see its title."""
    said = row.figures.said
    markup = '<span aria-hidden="true">đã xét {} kỳ</span><span class="visually-hidden">{}</span>'
    return format_html(markup, formats.number(said.periods), said.words)


def _to_day(row: Row) -> str:
    """“đến 14/11/2026”: the records behind the clock go further than the figure that was posted."""
    return f"đến {formats.date_vn(last_day_over(row.dossier.cycle))}"


def _records_by_making(row: Row) -> str:
    """Where the days on which late records were made stand, as known now."""
    address = figure_address(row.dossier.cycle_id, row.dossier.unit.code, row.item.indicator.code)
    return f"{address}?luc={KNOWN_NOW}&theo={LATE_ONLY}#ban-ghi"


@lru_cache(maxsize=4096)
def figure_address(cycle_id: int, unit: str, indicator: str) -> str:
    """Where the records behind a figure of a dossier stand."""
    return reverse("figure-records", args=[cycle_id, unit, indicator])


def _cut_off(words: str) -> SafeString:
    """What the cut-off says, beside what was posted."""
    return format_html(' <b class="difference">chốt {}</b>', words) if words else _EMPTY


# What no longer is written in, and why.
_CLOSED = {SheetStatus.SENT.value: "Đã gửi", SheetStatus.SILENT.value: "Đã ghi không có ý kiến"}


@lru_cache(maxsize=8)
def _signs(sheet: str, asked: bool, to_check: bool) -> SafeString:
    closed = _CLOSED.get(sheet)
    signs = [
        icon("lock", closed) if closed else "",
        icon("comment", "Chờ đơn vị bổ sung") if asked else "",
        icon("eye", "Cần kiểm tra thực tế") if to_check else "",
    ]
    if not any(signs):
        return _EMPTY
    return format_html(' <span class="row-marks">{}{}{}</span>', *signs)


def _more(shown: GridRow, url: str, name: str) -> str:
    """What can be done beside typing: open the panel, keep the self-score."""
    row, made = shown.row, ""
    if not shown.inline:
        word = "Chấm" if row.unscored else "Sửa"
        made = f' <a href="{url}" data-open-panel>{word}<span class="visually-hidden"> {name}</span></a>'
    if row.confirmable and row.unscored and row.against_said:
        return f'{made} <a href="{url}" data-open-panel>Xem ý kiến<span class="visually-hidden">, {name}</span></a>'
    if row.to_look_at:
        return (
            f'{made} <a href="{url}?dung=tu-cham" data-open-panel="reason" data-agree>Đồng ý…<span '
            f'class="visually-hidden"> với tự chấm của {name}, cần ghi lý do</span></a>'
        )
    if row.confirmable and row.unscored:
        seen = f'<input type="hidden" form="luoi" name="{shown.prefix}-answer" value="{escape(shown.answer_version)}">'
        made = (
            f'{made}{seen} <button type="submit" class="button-text" form="luoi" name="giu" value="{row.item.pk}" '
            f'data-keep>Đồng ý<span class="visually-hidden"> lấy nguyên số tự chấm của {name}</span></button>'
        )
    return made


def _fields(shown: GridRow, name: str) -> str:
    stored = typed_value(shown.row.item.value)
    cells = [_field(shown, one, place, stored.get(one.name, ""), name) for place, one in enumerate(shown.fields)]
    return f'<span class="value-fields">{"".join(cells)}</span>'


def _field(shown: GridRow, one: ValueField, place: int, stored: str, unit: str) -> str:
    typed, full = shown.typed_or(one.name, stored), f"{shown.prefix}-{_escaped(one.name)}"
    fault, label = _fault(shown, one.name), _escaped(one.label)
    if one.options:
        return (
            f'<select form="luoi" name="{full}" id="{full}" aria-label="{label}, {unit}" data-value{fault}>'
            f'<option value=""></option>{_options(one, typed)}</select>'
        )
    slash, sign = '<span aria-hidden="true">/</span>' if place else "", "%" if one.unit == "%" else ""
    return (
        f'{slash}<input form="luoi" name="{full}" id="{full}" value="{escape(typed)}" inputmode="decimal" '
        f'autocomplete="off" aria-label="{label}, {unit}" data-value{fault}>{sign}'
    )


@lru_cache(maxsize=1024)
def _options(one: ValueField, typed: str) -> SafeString:
    chosen = mark_safe(" selected")
    parts = ((option.value, chosen if option.value == typed else "", option.label) for option in one.options)
    return format_html_join("", '<option value="{}"{}>{}</option>', parts)


def _fault(shown: GridRow, name: str) -> SafeString:
    if name not in shown.errors:
        return _EMPTY
    place = "loi" if name == "reason" else "so-loi"
    return format_html(' aria-invalid="true" aria-describedby="{}-{}"', shown.prefix, place)


def _value_errors(shown: GridRow) -> list[str]:
    """The sentences about the number: they stand under it."""
    names = {one.name for one in shown.fields} if shown.inline else set()
    return [sentence for name, sentence in shown.errors.items() if name in names]


def _told(shown: GridRow, sentences: Sequence[str], place: str, more: str = "") -> SafeString:
    if not sentences and not more:
        return _EMPTY
    markup = '<p class="field-error">{}<span>{}</span></p>'
    told = format_html_join("", markup, ((icon("error"), one) for one in sentences))
    return format_html('<div class="row-problem" id="{}-{}">{}{}</div>', shown.prefix, place, told, more)


def _difference(shown: GridRow) -> str:
    """The gap in points; where there is none though the words differ, that they do."""
    if shown.row.difference is not None:
        return _signed(shown.row.difference)
    return "khác" if shown.row.differs else ""


def _evidence(row: Row, url: str, name: str) -> str:
    """The proof of the row, which opens at the side."""
    if row.evidence:
        words = f"{formats.number(row.evidence)} tài liệu"
    elif row.rests_on_records:
        words = f"{formats.number(row.figures.records)} bản ghi"
    else:
        return _NO_EVIDENCE if row.unproven else _NONE_EXPECTED
    return (
        f'<a class="num" href="{url}#p-minh-chung" data-open-panel="evidence">{words}'
        f'<span class="visually-hidden"> của {name}</span></a>'
    )


def _reason(shown: GridRow, name: str) -> str:
    typed = escape(shown.typed_or("reason", shown.row.item.reason))
    if not shown.inline:
        return typed
    return (
        f'<input form="luoi" name="{shown.prefix}-reason" id="{shown.prefix}-reason" value="{typed}" maxlength="4000" '
        f'autocomplete="off" aria-label="Lý do, {name}"{_fault(shown, "reason")}>'
    )


def _problems(shown: GridRow, url: str) -> SafeString:
    """Why the row was not saved; after a conflict also what stands now."""
    under_value = _value_errors(shown)
    others = [sentence for sentence in shown.errors.values() if sentence not in under_value]
    return _told(shown, others, "loi", _conflict(shown, url) if shown.stale else "")


def _conflict(shown: GridRow, url: str) -> SafeString:
    if shown.corrected:
        told = "Đơn vị vừa sửa số liệu thành “{}”, chưa ghi gì. Xem lại rồi bấm “Đồng ý” lần nữa nếu vẫn đồng ý."
        return format_html('<p class="field-error">{}<span>' + told + "</span></p>", icon("warning"), shown.self_text)
    item = shown.row.item
    markup = (
        '<p class="field-error">{}<span>{} vừa lưu “{}”{}. Số anh/chị nhập còn trong ô: lưu lại để thay, hoặc '
        '<a href="{url}?hang=1" data-hx-get="{url}?hang=1" data-hx-target="#hang-{pk}" data-hx-swap="outerHTML">'
        "lấy bản vừa lưu</a>."
        "</span></p>"
    )
    points = "" if item.points is None else f" ({_points(item.points)} điểm)"
    return format_html(markup, icon("warning"), item.updated_by, shown.own_text, points, url=url, pk=item.pk)
