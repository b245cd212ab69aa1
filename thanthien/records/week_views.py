"""“Việc tuần này”: all duties of a unit's week on one page, with the numbers that are asked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import OF_UNIT
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.pages import CONFLICT, REFUSED, SHOWN, attempt, posted
from thanthien.core.components.basics import Tab
from thanthien.core.formats import date_vn
from thanthien.core.navigation import entries, entry_finder, has_entries
from thanthien.measures.duties import State
from thanthien.measures.periods import Period
from thanthien.records.week import (
    DutyOfUnit,
    DutyOfWeek,
    duties_now,
    is_there,
    own_units,
    own_week_of,
    week_of_unit,
    weeks_of,
    weeks_to_choose,
)
from thanthien.units.models import Unit
from thanthien.units.rooms import all_rooms, unused_since

_NO_UNIT = "Đơn vị đã kết thúc hoạt động và đã hết hạn ghi, không còn việc hằng tuần."


def can_open_week(user: User) -> bool:
    """Người của Ủy ban nhân dân, Trung tâm, Mặt trận Tổ quốc, Đảng ủy cấp xã."""
    return user.has_role(*OF_UNIT)


def has_a_week(user: User) -> bool:
    """Người có việc hằng tuần của đơn vị, hoặc của thôn, tổ dân phố, đoàn thể của mình."""
    return can_open_week(user) or own_week_of(user) is not None


@require_safe
@requires(has_a_week)
def this_week(request: PersonRequest) -> HttpResponse:
    """Leads to the running week of the person's unit, or the last one of a unit that ended; to the page of their own
    place's week; to the work page where nothing is left to be told."""
    own = own_week_of(request.user)
    if own and not can_open_week(request.user):
        return redirect(own)
    units = own_units(request.user)
    if not units:
        messages.info(request, _NO_UNIT)
        return redirect("notices:work")
    unit = next((one for one in units if is_there(one, weeks_to_choose(clock.now())[0])), units[0])
    return redirect("week-of", unit.code, weeks_of(unit, clock.now())[0].key)


def has_registers(user: User) -> bool:
    """Người đọc được sổ ghi nào đó của các phần việc."""
    return has_entries("registers")(user)


@require_safe
@requires(has_registers)
def registers(request: PersonRequest) -> HttpResponse:
    """The registers of the rooms that the person may open, each with what is due and was done of its duties in the
    person's units. The number of statements doesn't grow with units or registers."""
    weeks, register_of = duties_now(request.user), entry_finder(request, "registers")
    duties: dict[str, list[tuple[Unit, DutyOfUnit]]] = defaultdict(list)
    for unit, row in ((unit, row) for unit, rows in weeks for row in rows):
        duties[register_of(row.duty.door(unit))].append((unit, row))
    doors = [(door, duties[door.url]) for door in entries(request, "registers")]
    return render(request, "records/registers.html", {"doors": doors, "weeks": weeks, "several": len(weeks) > 1})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_open_week)
def week(request: PersonRequest, code: str, key: str) -> HttpResponse:
    """The duties of one week. Sent by the button, or field by field as they are typed; what was typed and is in order
    is stored, the rest is shown again."""
    unit = _unit(request, code)
    period = _period(unit, key)
    rows = week_of_unit(unit, period, request.user, posted(request))
    if request.method != "POST":
        return _page(request, unit, period, rows)
    as_typed, over = bool(request.headers.get("HX-Request")), _over(rows, request.POST)
    stored = _store([row for row in rows if not (as_typed and row.at_button)], request.user)
    fresh = week_of_unit(unit, period, request.user)
    if as_typed:
        context = {"rows": fresh, "saved": stored.titles, "unfinished": stored.refused, "over": over, "at": clock.now()}
        return render(request, "records/week_saved.html", context)
    if stored.words or not stored.refused:
        messages.success(request, _words_of(stored, fresh))
    if over:
        messages.error(request, over)
    elif not stored.refused:
        return redirect("week-of", code, key)
    return _page(request, unit, period, stored.beside(fresh), stored.status or REFUSED)


@dataclass(slots=True)
class _Stored:
    """What came of the forms in which something was typed. ``words``: by duty what was stored, ``refused``: the rows
    whose forms weren't, as they were sent, ``titles``: of what was stored."""

    words: dict[str, str] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    refused: dict[str, DutyOfWeek] = field(default_factory=dict)
    status: int = 0

    def beside(self, rows: list[DutyOfWeek]) -> list[DutyOfWeek]:
        """The week as it stands now, with what was refused as it was typed: nothing else is told to be wrong. What was
        typed for a duty that is owed no more comes last."""
        left = dict(self.refused)
        shown = [replace(row, form=left.pop(row.duty.key, row).form) for row in rows]
        return [*shown, *left.values()]


def _over(rows: list[DutyOfWeek], sent: QueryDict) -> str:
    """That the time of a duty ran out while its numbers were typed; empty where none was sent for such a one."""
    for row in rows:
        if row.closed and any(name.startswith(f"{row.duty.prefix}-") for name in sent):
            day = date_vn(row.state.last_day)
            return f"Đã quá hạn ghi ngày {day}: “{row.duty.title}” chưa được lưu. Vui lòng ghi vào sổ ghi chi tiết."
    return ""


def _words_of(stored: _Stored, rows: list[DutyOfWeek]) -> str:
    """What was stored, and how each of these duties stands with it."""
    if not stored.words:
        return "Không có số nào thay đổi."
    saved = [row for row in rows if row.duty.key in stored.words]
    told = ["; ".join(part for part in (stored.words[row.duty.key], row.state.words) if part) for row in saved]
    stands = [f"{row.duty.title}: {words}." for row, words in zip(saved, told, strict=True)]
    return " ".join(["Đã lưu.", *stands])


def _store(rows: list[DutyOfWeek], by: User) -> _Stored:
    """Store each form in which something was typed."""
    stored = _Stored()
    for row in rows:
        form, numbers = row.form, row.duty.numbers
        if form is None or numbers is None or not form.has_changed():
            continue
        done = attempt(form, partial(numbers.save, form, by))
        if done:
            stored.words[row.duty.key] = done.value
            stored.titles.append(row.duty.title)
        else:
            stored.refused[row.duty.key] = row
            stored.status = CONFLICT if done.stale else REFUSED
    return stored


def _page(
    request: PersonRequest, unit: Unit, period: Period, rows: list[DutyOfWeek], status: int = SHOWN
) -> HttpResponse:
    weeks, running = weeks_of(unit, clock.now()), weeks_to_choose(clock.now())[0]
    heading = "Việc tuần này" if period == running else "Việc tuần trước"
    context: dict[str, Any] = {
        "unit": unit,
        "heading": heading,
        "period": period,
        "rows": rows,
        "unused": [
            (room.title, since) for room in all_rooms() if (since := unused_since(unit.rooms, room.key, period.last))
        ],
        "forms": [row.form for row in rows if row.form],
        "owed": sum(row.state.state is not State.FREE for row in rows),
        "done": sum(row.state.counts_as in (State.DONE, State.ENOUGH) for row in rows),
        "tabs": [
            Tab(_name_of(one, running), reverse("week-of", args=[unit.code, one.key]), one == period) for one in weeks
        ],
    }
    return render(request, "records/week.html", context, status=status)


def _unit(request: PersonRequest, code: str) -> Unit:
    unit = next((one for one in own_units(request.user) if one.code == code), None)
    if unit is None:
        raise Http404
    return unit


def _name_of(week: Period, running: Period) -> str:
    return "Tuần này" if week == running else "Tuần trước"


def _period(unit: Unit, key: str) -> Period:
    period = next((one for one in weeks_of(unit, clock.now()) if one.key == key), None)
    if period is None:
        raise Http404
    return period
