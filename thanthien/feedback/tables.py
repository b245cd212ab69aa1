"""The register of feedback: how each matter begins, for who reads it, on the page alone; in files not a word of what
was said, and nowhere who said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.http import QueryDict

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.addresses import addresses_of
from thanthien.core.components.basics import Tone, status_tag
from thanthien.core.formats import date_vn
from thanthien.core.tables.columns import Column, Control, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, MOMENT, TEXT, WHOLE
from thanthien.feedback.assigning import box
from thanthien.feedback.beginnings import Beginnings
from thanthien.feedback.channels.rules import why_no_proof
from thanthien.feedback.enums import Via
from thanthien.feedback.forms import FeedbackFilter
from thanthien.feedback.models import Feedback, FeedbackQuerySet
from thanthien.feedback.permissions import can_work, readers, reads_texts, typed_by_keeper
from thanthien.feedback.queries import Case
from thanthien.feedback.shown import answer_words, course_words, via_words
from thanthien.feedback.supervised import supervised
from thanthien.feedback.topics import topic_title
from thanthien.feedback.workflow import RESULTS, Kind

_WAITS = "cho"
# Of what is due on a day first what its sender had opened again: “solved” is false of that alone, and NULL comes last.
_BY_DUE = ("due_on", "solved", "pk")


def opened_with(user: User, address: QueryDict) -> QueryDict:
    """What the register is asked for: who works on feedback opens what waits, unless the address says otherwise."""
    asks_nothing = not address.keys() & FeedbackFilter.base_fields.keys()
    return QueryDict(f"{_WAITS}=on") if asks_nothing and can_work(user) else address


def feedback_table(user: User, form: FeedbackFilter) -> Table[Case]:
    """The feedback that the person sees, as the form narrows it, the latest first; of what waits what is due first."""
    by_due = any(form.read(name) for name in (_WAITS, "qua_han", "chua_giao"))
    address = addresses_of("feedback-one", int)
    seen, beginnings = Feedback.objects.filter(readers(user)).with_listed_names(), Beginnings(user)
    rows = seen.annotate(by_keeper=typed_by_keeper()).newest_first()
    return Table(
        name="danh-sach",
        file="phan-anh-gop-y",
        caption="Phản ánh, góp ý",
        noun="phản ánh",
        rows=_narrowed(rows.order_by(*_BY_DUE) if by_due else rows, form, user),
        prepare=beginnings.listed,
        columns=_columns(user, beginnings, several=form.several, waiting=by_due),
        link=lambda case: address(case.row.pk),
        filters=form,
        unfiltered=f"{_WAITS}=",
        order_label="Hạn gần nhất ở trên" if by_due else "Tiếp nhận gần nhất ở trên",
        empty=Empty("Chưa có phản ánh nào"),
    )


def _narrowed(rows: FeedbackQuerySet, form: FeedbackFilter, user: User) -> FeedbackQuerySet:
    for name, condition in (("tu", "received_on__gte"), ("den", "received_on__lte"), ("linh_vuc", "topic"),
                            ("trang_thai", "status"), ("cach", "via")):  # fmt: skip
        if value := form.read(name):
            rows = rows.filter(**{condition: value})
    rows = cast("FeedbackQuerySet", form.of_units(rows))
    if form.read(_WAITS):
        rows = rows.open()
    if form.read("qua_han"):
        rows = rows.overdue()
    if day := form.read("han_den"):
        rows = rows.filter(due_on__lte=day)
    if form.read("chua_giao"):
        rows = rows.open().filter(assigned=None)
    if form.read("chua_cong_khai"):
        rows = rows.unpublished()
    if form.read("giam_sat"):
        rows = rows.filter(topic__in=supervised())
    return rows.filter(assigned=user) if form.read("cua_toi") else rows


def _way(case: Case) -> str:
    """How it came; of an opinion of the weekly channel also that people of the unit wrote it down, which is no sign
    that the channel works."""
    row: Any = case.row
    if row.via != Via.GRASSROOTS:
        return via_words(row)
    why = why_no_proof(on_web=False, from_staff=row.from_staff, handed_on=True, by_keeper=row.by_keeper)
    return ", ".join(filter(None, [via_words(row), why]))


def state_words(case: Case) -> str:
    """The state; of what waits that it was opened again, is urgent, and that the answer is late."""
    row, standing = case.row, case.standing
    if row.stage.is_open:
        urgent = "khẩn" if row.kind == Kind.URGENT else ""
        return ", ".join(filter(None, [case.stage_words, urgent, case.overdue]))
    if row.stage in RESULTS:
        return f"{row.stage.label}, {'đúng hạn' if standing.on_time else 'quá hạn'}"
    return row.stage.label


def state_tone(case: Case) -> Tone:
    """The tone of its tag."""
    answered = case.row.stage in RESULTS
    if case.is_overdue or (answered and not case.standing.on_time):
        return "danger"
    if case.asks_again or (case.row.stage.is_open and case.row.kind == Kind.URGENT):
        return "warn"
    return "ok" if answered else "plain"


def _state_cell(case: Case) -> str:
    """What is late or urgent is seen at a glance."""
    tone = state_tone(case)
    seen = case.row.stage.is_open and tone != "plain"
    return status_tag(state_words(case), tone) if seen else state_words(case)


def _late_days(case: Case) -> int | None:
    return case.standing.late_days(clock.today()) or None


def _columns(
    user: User, beginnings: Beginnings, *, several: bool, waiting: bool
) -> Sequence[Column[Case] | Control[Case]]:
    """``several``: the reader has rows of several units, so each says its own on every screen. ``waiting``:
    nothing of it was answered, so columns that only an answer fills take no room from the others. Who may not read what
    was said learns of its coming, and of what its sender did, the day alone (as on its page)."""

    def made(case: Case) -> datetime | str:
        row = case.row
        return row.made_at if reads_texts(user, row) else date_vn(row.made_at)

    def course(case: Case) -> str:
        return course_words(case, reads=reads_texts(user, case.row))

    return (
        *([box(user)] if can_work(user) else []),
        Column("so", "Số", lambda case: case.row.label, phone=Phone.TITLE),
        Column("don-vi", "Đơn vị", lambda case: case.row.unit.name, order="unit__sort_key", wraps=True,
               roomy=not several, phone=Phone.SHORT if several else Phone.MORE),
        Column("noi-dung", "Nội dung", lambda case: beginnings.of(case.row), phone=Phone.WHOLE, clip=True,
               in_files=False),
        *(_of_waiting(one) if waiting else one for one in _COLUMNS),
        Column("ghi", "Ghi lên hệ thống lúc", made, MOMENT, phone=Phone.MORE, roomy=True),
        *_ENDS,
        Column("dien-bien", "Diễn biến", course, phone=Phone.MORE, clip=True, roomy=True, width=60),
    )  # fmt: skip


def _of_waiting(one: Column[Case]) -> Column[Case]:
    """Where nothing was answered there is room for names and states in one line."""
    return replace(one, roomy=one.roomy or one.key in _OF_ANSWERED, wraps=one.wraps and one.key not in _IN_A_LINE)


_OF_ANSWERED, _IN_A_LINE = ("tra-loi", "cong-khai"), ("noi", "nguoi", "trang-thai")
_COLUMNS: Sequence[Column[Case]] = (
    Column("linh-vuc", "Lĩnh vực", lambda case: topic_title(case.row.topic), clip=True, phone=Phone.WHOLE),
    Column("noi", "Thôn, tổ dân phố", lambda case: case.row.hamlet.name if case.row.hamlet else "", wraps=True),
    Column("cach", "Cách tiếp nhận", _way, roomy=True, wraps=True, phone=Phone.MORE),
    Column("ngay", "Ngày tiếp nhận", lambda case: case.row.received_on, DAY, order="received_on"),
    Column("loai", "Loại", lambda case: Kind(case.row.kind).label, roomy=True, phone=Phone.MORE),
    Column("nguoi", "Người xử lý", lambda case: case.row.assigned.full_name if case.row.assigned else "", wraps=True),
    Column("han", "Hạn trả lời", lambda case: case.due_on, DAY, order="due_on"),
    Column("tre", "Số ngày quá hạn", _late_days, WHOLE, phone=Phone.MORE, roomy=True),
    Column("trang-thai", "Trạng thái", state_words, cell=_state_cell, phone=Phone.BESIDE, wraps=True),
    Column("tra-loi", "Ngày trả lời", lambda case: case.row.answered_on, DAY, order="answered_on", phone=Phone.MORE),
    Column("cong-khai", "Công khai", answer_words, TEXT, wraps=True, phone=Phone.MORE),
    # What a figure is counted again from.
    Column("dung", "Ngày làm việc tạm dừng", lambda case: case.standing.stopped, WHOLE, phone=Phone.MORE, roomy=True),
    Column("lan", "Lần", lambda case: case.course.now.number, WHOLE, phone=Phone.MORE, roomy=True),
)
_ENDS: Sequence[Column[Case]] = (
    Column("ket-thuc", "Ngày kết thúc", lambda case: case.course.now.ended_on, DAY, phone=Phone.MORE, roomy=True),
    Column(
        "loai-dau",
        "Loại khi tiếp nhận",
        lambda case: Kind(case.row.first_kind).label,
        phone=Phone.MORE,
        roomy=True,
    ),
)
