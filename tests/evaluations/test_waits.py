"""What must not happen at the same instant waits for the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from tests.evaluations.scenario import fresh, on, open_year
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Sheet
from thanthien.measures.actions import hold_words
from thanthien.units.actions import import_units
from thanthien.units.naming import hold_names

pytestmark = pytest.mark.django_db(transaction=True)
APPRAISAL_DAY = date(2026, 2, 10)


def waits_for(hold: Callable[[], None], act: Callable[[], object]) -> bool:
    """Whether an act of somebody else waits until the transaction that holds something is over; it is done then."""

    def do() -> None:
        try:
            act()
        finally:
            connection.close()

    other = threading.Thread(target=do)
    with transaction.atomic():
        hold()
        other.start()
        other.join(timeout=1)
        waited = other.is_alive()
    other.join()
    return waited


def test_sheet_is_sent_after_the_word_on_late_records_that_is_being_said() -> None:
    year = open_year(units=1)
    year.accept("10001")
    year.fill("10001", year.people.mttq, {})
    sheet, unit = Sheet.objects.get(body__code="mttq"), year.dossier("10001").unit_id
    body = fresh(year.people.mttq)

    def send() -> None:
        with on(APPRAISAL_DAY):
            sheets.send_sheets(by=body, cycle=year.cycle, sheet_ids=[sheet.pk])

    assert waits_for(lambda: hold_words([unit]), send)
    sheet.refresh_from_db()
    assert sheet.status == SheetStatus.SENT


def test_import_of_units_waits_for_whoever_gives_a_name() -> None:
    assert waits_for(hold_names, lambda: import_units(lines=[], by=None))
