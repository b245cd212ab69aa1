"""Requests as lists: without a name, a phone number or an address, on the page and in files alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.components.basics import Tone
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, MOMENT, TEXT, WHOLE
from thanthien.service.at_home.forms import RequestFilter
from thanthien.service.at_home.models import HomeRequest, HomeRequestQuerySet, HomeStep
from thanthien.service.at_home.numbers import MonthLine
from thanthien.service.at_home.permissions import readers
from thanthien.service.at_home.queries import Case, cases_of, procedure_title
from thanthien.service.at_home.shown import code_words, via_words
from thanthien.service.at_home.workflow import Status


def request_table(user: User, form: RequestFilter) -> Table[Case]:
    """The requests that the person reads, as the form narrows them, the latest first."""
    rows = HomeRequest.objects.filter(readers(user)).with_names().newest_first()
    return Table(
        name="danh-sach",
        file="de-nghi-phuc-vu-tai-nha",
        caption="Đề nghị phục vụ tại nhà",
        noun="đề nghị",
        rows=_narrowed(rows, form),
        prepare=cases_of,
        columns=_columns(several=form.several),
        link=lambda case: reverse("home-request", args=[case.request.pk]),
        filters=form,
        order_label="Đề nghị gần nhất ở trên",
        empty=Empty("Chưa có đề nghị nào"),
    )


def _narrowed(rows: HomeRequestQuerySet, form: RequestFilter) -> HomeRequestQuerySet:
    if first := form.read("tu"):
        rows = rows.filter(asked_on__gte=first)
    if last := form.read("den"):
        rows = rows.filter(asked_on__lte=last)
    rows = cast("HomeRequestQuerySet", form.of_units(rows))
    if state := form.read("trang_thai"):
        rows = rows.filter(status=state)
    if form.read("qua_han"):  # which are late is said by the rules of the figure, of each request
        rows = rows.filter(pk__in=[case.request.pk for case in cases_of(list(rows)) if is_missed(case)])
    return rows


def is_missed(case: Case) -> bool:
    """Something of it should have been done by now, or was not done in time."""
    return case.is_late or (case.request.stage is Status.DONE and not case.standing.on_time)


def state_words(case: Case) -> str:
    """The state, and that something is late."""
    if case.is_late:
        return f"{case.request.stage.label}, {case.overdue}"
    if case.request.stage is Status.DONE:
        return "đã trả kết quả, đúng hạn" if case.standing.on_time else "đã trả kết quả, quá hạn"
    return case.request.stage.label


def state_tone(case: Case) -> Tone:
    """The tone of its tag."""
    if is_missed(case):
        return "danger"
    return "ok" if case.request.stage is Status.DONE else "plain"


def _last(case: Case, *names: str) -> HomeStep | None:
    return next((step for step in reversed(case.steps) if step.step in names), None)


def _told_at(case: Case, what: str) -> Any:
    done = getattr(case.course, what)
    return done.told_at if done else None


def _columns(*, several: bool) -> Sequence[Column[Case]]:
    """``several``: the reader has rows of several units, so each says its own on every screen."""
    return (
        Column("so", "Số", lambda case: case.request.label, phone=Phone.TITLE),
        Column(
            "don-vi", "Đơn vị", lambda case: case.request.unit.name, order="unit__sort_key", wraps=True,
            roomy=not several,
        ),
        *_COLUMNS,
    )  # fmt: skip


_COLUMNS: Sequence[Column[Case]] = (
    Column("noi", "Thôn, tổ dân phố", lambda case: case.request.hamlet.name if case.request.hamlet else "", wraps=True),
    Column("thu-tuc", "Thủ tục", lambda case: procedure_title(case.request.procedure), wraps=True),
    Column("cach", "Cách đề nghị", lambda case: via_words(case.request), roomy=True, wraps=True),
    Column("ngay", "Ngày đề nghị", lambda case: case.request.asked_on, DAY, order="asked_on"),
    Column("mong", "Ngày mong muốn", lambda case: case.request.wished_on, DAY, phone=Phone.MORE, roomy=True),
    Column("han-den", "Hạn đến nhà", lambda case: case.standing.visit_by, DAY),
    Column("hen", "Hẹn đến", lambda case: case.request.planned_on, DAY, order="planned_on", phone=Phone.MORE),
    Column("den", "Đã đến", lambda case: case.course.visit.day if case.course.visit else None, DAY, phone=Phone.MORE),
    Column("han-tra", "Hạn trả kết quả", lambda case: case.standing.result_by, DAY),
    Column("tra", "Đã trả", lambda case: case.course.result.day if case.course.result else None, DAY, phone=Phone.MORE),
    Column("trang-thai", "Trạng thái", state_words, phone=Phone.BESIDE, wraps=True),
    # What a figure is counted again from: told when, moved to which day, ended when.
    Column("ghi-den", "Ghi đã đến lúc", lambda case: _told_at(case, "visit"), MOMENT, phone=Phone.MORE, roomy=True),
    Column("ghi-tra", "Ghi đã trả lúc", lambda case: _told_at(case, "result"), MOMENT, phone=Phone.MORE, roomy=True),
    Column("doi-den", "Dời ngày đến", lambda case: case.course.visit_to, DAY, phone=Phone.MORE, roomy=True),
    Column("doi-tra", "Dời ngày trả", lambda case: case.course.result_to, DAY, phone=Phone.MORE, roomy=True),
    Column("bang-ma", "Ghi bằng mã theo dõi", code_words, phone=Phone.MORE, roomy=True, wraps=True),
    Column("ket-thuc", "Kết thúc không phục vụ", lambda case: case.course.ended_on, DAY, phone=Phone.MORE, roomy=True),
)


def month_table(rows: Sequence[MonthLine]) -> Table[MonthLine]:
    """Numbers of units by month."""
    return Table(
        name="so-lieu",
        file="so-lieu-phuc-vu-tai-nha",
        caption="Số liệu phục vụ tại nhà",
        noun="dòng",
        rows=rows,
        columns=_MONTHS,
        order_label="Theo đơn vị và tháng",
        empty=Empty("Năm nay chưa có đề nghị nào"),
    )


_MONTHS: Sequence[Column[MonthLine]] = (
    Column("don-vi", "Đơn vị", lambda one: one.unit.name, TEXT, phone=Phone.TITLE, wraps=True),
    Column("thang", "Tháng đề nghị", lambda one: one.month, TEXT),
    Column("de-nghi", "Đề nghị", lambda one: one.asked, WHOLE),
    Column("dung-han", "Đúng hạn", lambda one: one.on_time, WHOLE),
    Column("qua-han", "Quá hạn", lambda one: one.missed, WHOLE),
    Column("dang", "Chưa đến hạn", lambda one: one.waiting, WHOLE),
    Column("rut", "Không phục vụ", lambda one: one.gone, WHOLE),
)
