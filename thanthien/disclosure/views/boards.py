"""The officer's board."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.accounts.positions import OF_UNIT, READS_RECORDS
from thanthien.core.access import requires
from thanthien.core.tables.pages import table_page
from thanthien.disclosure.board import board_of
from thanthien.disclosure.forms import BoardFilter
from thanthien.disclosure.kinds import SAMPLES
from thanthien.disclosure.permissions import can_read, can_sample, can_write
from thanthien.disclosure.public import units_that_publish
from thanthien.disclosure.tables import board_table, document_table
from thanthien.disclosure.taking import behind
from thanthien.disclosure.web_links import dead_links
from thanthien.units.models import Unit


def _units_read(user: User) -> list[Unit]:
    """The units whose board a person opens: the own ones first, for people of the city all. One statement."""
    units = units_that_publish()
    own = user.unit_ids(*OF_UNIT)
    mine = [unit for unit in units if unit.pk in own]
    others = [unit for unit in units if unit.pk not in own] if user.has_role(*READS_RECORDS) else []
    return [*mine, *others]


@require_safe
@requires(can_read)
def board(request: PersonRequest) -> HttpResponseBase:
    """What is due, late, ending and not there yet, of one unit."""
    units = _units_read(request.user)
    form = BoardFilter(units, request.GET)
    unit = form.unit(units)
    shown = board_of(unit, form.asked_quarter) if unit is not None else None
    if shown is not None:
        form.shows(shown.quarter)
    context = {
        "unit": unit, "board": shown, "may_write": can_write(request.user), "may_sample": can_sample(request.user),
        "samples": SAMPLES, "behind": behind([unit.pk]) if unit is not None else [],
        "dead_links": dead_links(unit) if unit is not None else [],
    }  # fmt: skip
    rows, documents = (shown.rows, shown.documents) if shown is not None else ((), ())
    waiting = document_table(documents)
    return table_page(request, "disclosure/board.html", context, table=board_table(rows, form), documents=waiting)
