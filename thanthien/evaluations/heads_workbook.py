"""The workbook of heads of all units: one row for each term of office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from thanthien.core.formats import date_vn, number
from thanthien.core.workbooks.checking import Check, Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Choice, Day, Option, Text
from thanthien.core.workbooks.packing import Given
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.evaluations.actions.heads import TERM_FIELDS, HeadTermText, concluded_by, import_heads, planned
from thanthien.evaluations.models import GateFact
from thanthien.evaluations.queries.heads import stated_otherwise
from thanthien.evaluations.states import COMPUTED
from thanthien.units.enums import HeadPost
from thanthien.units.head_terms import HeadTerm
from thanthien.units.heads import EARLIEST, heads_of, overlap_with, overlaps, problems_of_term
from thanthien.units.models import Unit
from thanthien.units.queries import search_units
from thanthien.units.unit_columns import compare_names, unit_columns

MOST_ROWS = 15_000  # several terms of two posts in each unit of the whole country
_FIELDS = {"full_name": "họ tên", "to_on": "đến hết ngày", "vacant_by": "khuyết chức vụ theo"}
_HOLDING = "đang giữ chức vụ"


def heads_workbook(units: Iterable[Unit]) -> Workbook:
    """The columns; a row without post, name and days is left out."""
    posts = Choice([Option(post, str(post.label)) for post in HeadPost])
    return Workbook(
        title="Người đứng đầu",
        file_name="nguoi-dung-dau",
        most_rows=MOST_ROWS,
        columns=(
            *unit_columns(units),
            Column("post", "Chức vụ", posts, 36, required=True),
            Column("full_name", "Họ tên", Text(120), 28, note="Khuyết chức vụ thì để trống."),
            Column("from_on", "Giữ chức vụ từ ngày", Day(EARLIEST), 20, required=True),
            Column("to_on", "Đến hết ngày", Day(EARLIEST), 18, note="Đang giữ chức vụ thì để trống."),
            Column(
                "vacant_by", "Khuyết chức vụ theo văn bản", Text(120), 30,
                note="Chỉ khi không ai giữ chức vụ trong thời gian này: số, ngày văn bản.",
            ),
        ),
    )  # fmt: skip


class HeadsImport(WorkbookImport):
    """Terms of office; what the file doesn't name stays."""

    purpose = "evaluations.heads"
    route = "heads-import"
    title = "Nhập người đứng đầu"
    crumb = ("Người đứng đầu các đơn vị", "heads")
    template_hint = ": có sẵn mọi đơn vị và người đứng đầu đã ghi. Mỗi dòng một thời gian giữ chức vụ."
    hints = (
        "Dòng cùng đơn vị, chức vụ và ngày bắt đầu với dòng đã ghi thì sửa dòng đó.",
        "Ô “Đến hết ngày” để trống là đang giữ chức vụ.",
        "Thời gian giữ chức vụ không có trong tệp được giữ nguyên. Ngày bắt đầu ghi nhầm thì sửa ở trang của đơn vị.",
    )
    prefilled = True

    def workbook(self) -> Workbook:
        """One statement."""
        return heads_workbook(search_units(""))

    def check(self, check: Check, given: Given, by: Any) -> None:
        """Three statements, and one less where a cell is wrong."""
        compare_names(check.rows)
        check.doubles("from_on", lambda row: _key(row) if _is_whole(row) else None)
        lines = _lines(check.rows)
        stored = {(term.unit_id, *_identity(term)): term for own in heads_of([*_ids(lines)]).values() for term in own}
        for row in check.rows:
            row.told = _told(row, stored.get(_key(row))) if _is_whole(row) else ""
        terms = planned(lines)
        _find_faults(check.rows, terms)
        if not check.wrong:
            _tell_statements(check, lines, terms)
        check.told.append(f"{number(len(check.rows))} thời gian giữ chức vụ của {number(len(lines))} đơn vị.")

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Enters and corrects."""
        return f"Đã nhập {number(import_heads(by=by, lines=_lines(check.rows)))} thời gian giữ chức vụ mới hoặc sửa."

    def stored(self) -> Iterator[Record]:
        """Every unit with its heads; one without any has a row to go on from. Two statements."""
        units = search_units("")
        known = heads_of([unit.pk for unit in units])
        for unit in units:
            named = {"unit": unit, "unit_name": unit.name}
            own = known.get(unit.pk, ())
            yield from (named | {name: value for name in TERM_FIELDS if (value := _stored(term, name))} for term in own)
            if not own:
                yield named


def _stored(term: HeadTerm, name: str) -> Any:
    return HeadPost(term.post) if name == "post" else getattr(term, name)


def _is_whole(row: Row) -> bool:
    return all(row.get(name) for name in ("unit", "post", "from_on"))


def _key(row: Row) -> tuple[Any, ...]:
    return row.values["unit"].pk, row.values["post"], row.values["from_on"]


def _identity(term: HeadTerm) -> tuple[Any, ...]:
    return term.post, term.from_on


def _ids(lines: Mapping[Unit, object]) -> Iterator[int]:
    return (unit.pk for unit in lines)


def _lines(rows: Iterable[Row]) -> dict[Unit, list[HeadTermText]]:
    """Terms as typed, by unit; rows that can't be one yet are left out."""
    found: dict[Unit, list[HeadTermText]] = {}
    for row in filter(_is_whole, rows):
        typed = HeadTermText(
            row.values["post"], row.get("full_name") or "", row.values["from_on"], row.get("to_on"),
            row.get("vacant_by") or "",
        )  # fmt: skip
        found.setdefault(row.values["unit"], []).append(typed)
    return found


def _told(row: Row, known: HeadTerm | None) -> str:
    """What becomes of what is stored, so that a change made after the dry run is seen."""
    if known is None:
        return "ghi mới"
    changes = [
        f"{word}: {_in_words(name, getattr(known, name))} → {_in_words(name, row.get(name))}"
        for name, word in _FIELDS.items()
        if (row.get(name) or None) != (getattr(known, name) or None)
    ]
    return "; ".join(changes) or "giữ nguyên"


def _in_words(name: str, value: Any) -> str:
    if name == "to_on":
        return date_vn(value) if value else _HOLDING
    return str(value or "để trống")


def _find_faults(rows: Iterable[Row], terms: Iterable[HeadTerm]) -> None:
    """What is wrong with a term by itself, and where two of one post share a day."""
    by_key = {_key(row): row for row in rows if _is_whole(row)}
    ordered = list(terms)
    for term in ordered:
        if row := by_key.get((term.unit_id, *_identity(term))):
            for name, sentence in problems_of_term(term).items():
                row.fault(name, sentence)
    for pair in overlaps(ordered):
        for term, other in (pair, pair[::-1]):
            if row := by_key.get((term.unit_id, *_identity(term))):
                row.fault("from_on", overlap_with(other))


def _tell_statements(check: Check, lines: Mapping[Unit, object], terms: Iterable[HeadTerm]) -> None:
    """Which statements on heads would be open again, and which stand against the file."""
    wanted: dict[int, list[HeadTerm]] = {}
    for term in terms:
        wanted.setdefault(term.unit_id, []).append(term)
    stated = GateFact.objects.filter(
        dossier__unit__in=list(_ids(lines)), dossier__status__in=COMPUTED, heads__isnull=False
    ).select_related("dossier__unit", "dossier__cycle__criteria_set__scheme")
    changed = stated_otherwise(stated.order_by("pk"), wanted)
    check.refused += concluded_by(changed)
    again = sorted({fact.dossier.unit.name for fact in changed})
    if again:
        check.told.append(f"Phải xác nhận lại về người đứng đầu của: {', '.join(again)}.")


heads_import = HeadsImport()
