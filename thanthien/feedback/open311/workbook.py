"""The workbook of what came through the city's hotline or app: an official takes a file of that system over.

Nothing is answered by it: an answer is drafted, approved and made public as any other. What is taken along from here
names the matters, without a word of what was said or who said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.formats import date_vn, number
from thanthien.core.matters.forms import PhoneText
from thanthien.core.workbooks.checking import Check, Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Choice, Day, Option, Text
from thanthien.core.workbooks.packing import Given
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.feedback.enums import Via
from thanthien.feedback.models import MAX_TEXT, Feedback
from thanthien.feedback.open311.sources import (
    LONGEST_NUMBER,
    NUMBER_FORM,
    code_of_system,
    imported_source,
    source_of,
    told_of,
)
from thanthien.feedback.permissions import readers
from thanthien.feedback.receiving import Sent, receive
from thanthien.feedback.topics import topics
from thanthien.feedback.waiting import worked_units
from thanthien.units.models import Unit
from thanthien.units.unit_columns import compare_names, unit_columns

_SYSTEM = "Cần ghi tên hệ thống, ví dụ: 1022."
_NUMBER = "Chỉ nhận chữ không dấu, chữ số và các dấu . _ / -"
_NOT_YOURS = "Anh/chị không ghi được phản ánh cho đơn vị này."
_NO_TEXT = "Cần ghi nội dung phản ánh."
_NOT_OFFERED = "Lĩnh vực này không dùng vào ngày tiếp nhận."
_MEANWHILE = "Có phản ánh vừa được nhận từ nguồn khác nên chưa nhập dòng nào. Vui lòng kiểm tra lại tệp."
_KEPT, _NEW = "đã có, giữ nguyên", "ghi mới"
_LEGAL = "ghi mới, chuyển ngay kênh khiếu nại, tố cáo"


class FeedbackImport(WorkbookImport):
    """Matters of a system, each once by its number there."""

    purpose = "feedback.feedback"
    route = "feedback-import"
    title = "Nhập phản ánh từ tổng đài, ứng dụng của thành phố"
    crumb = ("Phản ánh, góp ý", "feedback-list")
    template_hint = ", điền mỗi dòng một phản ánh. Tệp mẫu có danh mục đơn vị, lĩnh vực."
    hints = (
        "Mỗi phản ánh nhập một lần theo số ở hệ thống nguồn; dòng đã có thì giữ nguyên.",
        "Trả lời không nhập bằng tệp: soạn, duyệt và công khai trên trang của từng phản ánh.",
        "Tệp xuất ra không có nội dung và liên hệ của người gửi.",
    )
    exports = True

    def workbook(self) -> Workbook:
        """One statement."""
        today = clock.today()
        offered = [
            Option(one.code, one.title, also=(one.code,), listed=one.offered_on(today)) for one in topics().values()
        ]
        return Workbook(
            title="Phản ánh",
            file_name="phan-anh-tu-he-thong-khac",
            columns=(
                *unit_columns(Unit.objects.in_vietnamese_order()),
                Column("system", "Hệ thống nguồn", Text(40), 20, required=True, example="1022"),
                Column("number", "Số ở hệ thống nguồn", Text(LONGEST_NUMBER), 22, required=True, example="PA-00123"),
                Column("day", "Ngày tiếp nhận", Day(), 14, required=True,
                       note="Ngày hệ thống nguồn nhận; thời hạn trả lời tính từ ngày này."),
                Column("topic", "Lĩnh vực", Choice(offered), 34, required=True),
                Column("text", "Nội dung", Text(MAX_TEXT), 60, note="Không cần với dòng đã có."),
                Column("place", "Chỗ cụ thể", Text(160), 30),
                Column("name", "Họ và tên người gửi", Text(80), 26),
                Column("phone", "Điện thoại người gửi", Text(20), 18),
            ),
        )  # fmt: skip

    def check(self, check: Check, given: Given, by: Any) -> None:
        """Two statements beside those of the person's roles."""
        compare_names(check.rows)
        for row in check.rows:
            _name_source(row)
        sources = [one for row in check.rows if row.get("source") for one in (row.values["source"], row.values["twin"])]
        # Of what the person doesn't read nothing is told: such a row is answered as a new one, whatever there is.
        read = Feedback.objects.filter(readers(by), source__in=sources)
        known = set(read.order_by().values_list("source", flat=True))
        mine = set(worked_units(by))
        for row in check.rows:
            if (unit := row.get("unit")) and unit.pk not in mine:
                row.fault("unit", _NOT_YOURS)
            row.values["known"] = not known.isdisjoint({row.get("source"), row.get("twin")})
            if not row.values["known"]:
                _refuse(row)
            row.told = _told(row)
        check.doubles("number", lambda row: row.get("source"))
        new = sum(not row.values["known"] for row in check.rows)
        check.told.append(f"{number(new)} phản ánh mới; {number(len(check.rows) - new)} dòng đã có.")

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Receives what is new."""
        new = [_sent(row) for row in check.rows if not row.values["known"]]
        try:
            with transaction.atomic():
                receive(new, by=by)
        except IntegrityError:
            raise Refused(_MEANWHILE) from None
        return f"Đã nhập {number(len(new))} phản ánh; {number(len(check.rows) - len(new))} dòng đã có từ trước."

    def stored_for(self, by: User) -> Iterator[Record]:
        """What came of systems to the person's units and is seen there, each number once, the latest first. Two
        statements."""
        rows = Feedback.objects.seen().filter(unit__in=worked_units(by), via=Via.IMPORT).exclude(source="")
        told = set()
        for one in rows.select_related("unit").newest_first().iterator():
            system, number_there = told_of(one.source)
            if not number_there or (one.unit_id, system, number_there) in told:
                continue
            told.add((one.unit_id, system, number_there))
            yield {
                "unit": one.unit, "unit_name": one.unit.name, "system": system, "number": number_there,
                "day": one.received_on, "topic": one.topic,
            }  # fmt: skip


def _name_source(row: Row) -> None:
    system, number_there = row.get("system"), row.get("number")
    code = code_of_system(system) if system else ""
    if system and not code:
        row.fault("system", _SYSTEM)
    if number_there and not re.match(NUMBER_FORM, number_there):
        row.fault("number", _NUMBER)
    elif code and number_there and (unit := row.get("unit")):
        row.values["source"] = imported_source(unit.code, code, number_there)
        row.values["twin"] = source_of(code, number_there)


def _refuse(row: Row) -> None:
    """What a new matter needs."""
    topic, day, unit = topics().get(row.get("topic") or ""), row.get("day"), row.get("unit")
    if not row.get("text") and "text" not in row.faults:
        row.fault("text", _NO_TEXT)
    if day and topic and not topic.offered_on(day):
        row.fault("topic", _NOT_OFFERED)
    if day and unit and not unit.valid_from <= day <= clock.today():
        row.fault("day", f"Ngày phải từ {date_vn(unit.valid_from)} đến hôm nay.")
    try:
        row.values["dialled"] = PhoneText(required=False).clean(row.get("phone") or "")
    except ValidationError as problem:
        row.fault("phone", problem.messages[0])


def _told(row: Row) -> str:
    if row.values["known"]:
        return _KEPT
    topic = topics().get(row.get("topic") or "")
    return _LEGAL if topic and topic.legal else _NEW


def _sent(row: Row) -> Sent:
    return Sent(
        unit=row.values["unit"], topic=row.values["topic"], text=row.values["text"], via=Via.IMPORT,
        received_on=row.values["day"], place=row.get("place") or "",
        contact={"name": row.get("name") or "", "phone": row.values["dialled"]}, source=row.values["source"],
    )  # fmt: skip


feedback_import = FeedbackImport()
