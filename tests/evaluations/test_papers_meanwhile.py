"""Two officers record one document for two units at the same moment: the second one waits, and joins it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from tests.evaluations.locks import until_somebody_waits
from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.waivers import waive
from thanthien.evaluations.models import Paper, PaperDossier

pytestmark = pytest.mark.django_db(transaction=True)


def without(year: Year, dossier_id: int) -> None:
    waive(
        by=fresh(year.people.office), dossier_id=dossier_id, codes=["1.2"], reason="Đảo xa",
        printed=Printed("45/UBND-NV", date(2026, 1, 5), "Nguyễn Văn A"),
    )  # fmt: skip


def test_one_document_for_two_units_is_one_paper() -> None:
    year = open_year(units=2)
    first, second = (year.dossier(code).pk for code in ("10001", "10002"))

    def other() -> None:
        try:
            with on(date(2026, 1, 6)):
                without(year, second)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), on(date(2026, 1, 6)):
            without(year, first)
            waiting = pool.submit(other)
            until_somebody_waits()
        waiting.result(timeout=120)
    assert (Paper.objects.count(), PaperDossier.objects.count()) == (1, 2)
