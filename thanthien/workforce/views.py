"""Pages of the staff: the registers, and one page of a unit's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import OF_UNIT
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.pages import table_page
from thanthien.core.tables.table import Table
from thanthien.records.forms import CorrectionForm, RecordForm
from thanthien.records.models import Record
from thanthien.records.views import Doing, RecordPages
from thanthien.units.models import Unit
from thanthien.workforce.actions import correct_staff, enter_staff
from thanthien.workforce.commitment import commitment
from thanthien.workforce.enums import ROOM
from thanthien.workforce.forms import (
    PeopleCorrection,
    PeopleForm,
    StaffCorrection,
    StaffForm,
    StaffWithdrawal,
)
from thanthien.workforce.kinds import (
    COMMENDATIONS,
    COMMITMENTS,
    COUNTS,
    COURSES,
    RATINGS,
    SANCTIONS,
    STAFF,
    STATEMENTS,
)
from thanthien.workforce.overview import staff_of
from thanthien.workforce.permissions import can_read, reads_city
from thanthien.workforce.queries import NAME_GONE, names_of, with_person
from thanthien.workforce.tables import staff_table
from thanthien.workforce.workbook import NumbersImport, StaffImport

_NAME: Column[Any] = Column("ho-ten", "Họ và tên", lambda row: row.person, phone=Phone.WHOLE, wraps=True)


class StaffPages(RecordPages):
    """The roll: whoever may read it reads names beside it; they stand in no record."""

    import_class = StaffImport
    form_class = StaffForm
    correction_class = StaffCorrection
    withdrawal_class = StaffWithdrawal

    def __init__(self) -> None:
        super().__init__(STAFF)

    def table(self, request: PersonRequest) -> Table[Record]:
        """The list with names, in the same statement."""
        table = super().table(request)
        first, *rest = table.columns
        return replace(table, rows=with_person(table.rows), columns=[first, _NAME, *rest])  # type: ignore[arg-type]

    def facts_of(self, versions: Sequence[Record]) -> list[list[tuple[str, Any]]]:
        """The name first. One statement whatever their number."""
        names, of_record = names_of({one.origin for one in versions}), super().facts
        return [[("Họ và tên", names.get(one.origin, NAME_GONE)), *of_record(one)] for one in versions]

    def facts(self, record: Record) -> list[tuple[str, Any]]:
        """The same of one."""
        return self.facts_of([record])[0]

    def worded(self, user: User, doing: Doing, page: FormPage, record: Record | None = None) -> FormPage:
        """A person comes on the roll; what is corrected or taken back is the line, not the person."""
        if doing == "add":
            return replace(page, title="Thêm người vào danh sách", done="Đã thêm người vào danh sách.")
        doings = {"correct": "Đính chính dòng trong danh sách", "withdraw": "Hủy dòng ghi nhầm trong danh sách"}
        return replace(page, title=doings[doing])

    def store(self, request: PersonRequest, form: RecordForm) -> Record:
        """The record and its name together."""
        return enter_staff(form.entry(), name=form.cleaned_data["name"], by=request.user)

    def _correct(self, request: PersonRequest, form: CorrectionForm, pk: int) -> Record:
        typed = {name: form.cleaned_data[name] for name in ("name", "version", "reason")}
        return correct_staff(form.entry(), record_id=pk, by=request.user, **typed)


class PeoplePages(RecordPages):
    """Records that name people of the roll by their numbers; who enters ticks them by name."""

    import_class = NumbersImport
    form_class = PeopleForm
    correction_class = PeopleCorrection


class CommitmentPages(PeoplePages):
    """The list tells the words of the commitment and leads to its sheet."""

    list_template = "workforce/commitments.html"

    def _context(self, request: PersonRequest) -> dict[str, Any]:
        return super()._context(request) | {"groups": commitment()}


staff_pages = StaffPages()
count_pages = RecordPages(COUNTS)
course_pages = PeoplePages(COURSES)
commitment_pages = CommitmentPages(COMMITMENTS)
sanction_pages = RecordPages(SANCTIONS)
statement_pages = RecordPages(STATEMENTS)
commendation_pages = RecordPages(COMMENDATIONS)
rating_pages = RecordPages(RATINGS)

REGISTERS = (STAFF, COURSES, COMMITMENTS, SANCTIONS, STATEMENTS, COMMENDATIONS, RATINGS, COUNTS)


@require_safe
@requires(can_read)
def overview(request: PersonRequest) -> HttpResponseBase:
    """All units that the person may read, in numbers; who has but one is led to it."""
    units = _units(request.user)
    if len(units) == 1:
        return redirect("workforce-unit", units[0].code)
    return table_page(request, "workforce/units.html", dict, table=staff_table(list(staff_of(units).values())))


@require_safe
@requires(can_read)
def unit_page(request: PersonRequest, code: str) -> HttpResponse:
    """The staff of one unit in numbers, with doors to the registers that this person may open."""
    unit = next((one for one in _units(request.user) if one.code == code), None)
    if unit is None:
        raise Http404
    doors = [(kind.title, reverse(kind.route)) for kind in REGISTERS if kind.may_open(request.user)]
    return render(request, "workforce/unit.html", {"unit": unit, "staff": staff_of([unit])[unit.pk], "doors": doors})


def _units(user: User) -> list[Unit]:
    """Units in which the room is used, of the city for its bodies, else those in which the person has a role."""
    units = Unit.objects.current().in_vietnamese_order()
    found = units if reads_city(user) else units.filter(pk__in=user.unit_ids(*OF_UNIT))
    return [unit for unit in found if unit.uses(ROOM.key)]
