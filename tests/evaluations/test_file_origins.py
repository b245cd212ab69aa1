"""Whoever judges by a file of evidence reads beside it whose it is: body, council, commune."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year
from tests.factories.evidence import upload
from thanthien.core.own_files import marked
from thanthien.core.workbooks.columns import Column, Workbook
from thanthien.core.workbooks.kinds import Text
from thanthien.core.workbooks.writing import workbook_file
from thanthien.evaluations.actions import answers
from thanthien.evaluations.models import SheetItem
from thanthien.evidence.actions import add_files

pytestmark = pytest.mark.django_db

SYSTEM, OWN = "Tệp do hệ thống xuất, đã kiểm tra", "Tệp của đơn vị"


@pytest.fixture
def year() -> Year:
    """One indicator of a dossier under appraisal rests on an export of the platform and on the commune's own file."""
    made = open_year(units=1)
    made.score()
    own = workbook_file(Workbook("Danh sách", "danh-sach", (Column("a", "A", Text(9), 9),)), [{"a": "Một"}])
    sent = [upload("He-thong.xlsx", marked(own, "Báo cáo hằng tuần")), upload("Tu-lap.xlsx", own)]
    with on(date(2026, 1, 13)):
        by = made.who("10001", "focal")
        kept = add_files(by=by, unit=made.dossier().unit, files=sent)
        answers.attach(
            by=by,
            answer_id=made.answer("10001", "1.1").pk,
            document_ids=[one.document.pk for one in kept if one.document],
        )
    made.score = lambda *_: None  # type: ignore[method-assign] - it was scored
    made.accept()
    return made


def shown(by: Any, address: str, day: date = date(2026, 2, 10)) -> list[int]:
    """How often a page says that a file is the platform's, and how often that it is the commune's own."""
    client = Client()
    client.force_login(fresh(by))
    with on(day):
        page = client.get(address)
    assert page.status_code == 200
    return [page.content.decode().count(words) for words in (SYSTEM, OWN)]


def test_body_reads_beside_each_file_whose_it_is(year: Year) -> None:
    item = SheetItem.objects.filter(indicator__code="1.1", sheet__dossier=year.dossier()).first()
    assert item is not None
    body = next(
        one for one in (year.people.mttq, year.people.noi_vu)
        if item.sheet.body_id in {hat.agency_id for hat in one.hats}
    )  # fmt: skip
    assert shown(body, reverse("appraisal-item", args=[item.pk])) == [1, 1]


def test_council_reads_it_too(year: Year) -> None:
    for body in (year.people.mttq, year.people.noi_vu):
        year.fill("10001", body, {})
        year.send("10001", body)
    address = reverse("council-item", args=[year.cycle.pk, "10001", "1.1"])
    assert shown(year.people.secretary, address, date(2026, 3, 1)) == [1, 1]


def test_commune_reads_it_where_it_scores(year: Year) -> None:
    address = reverse("self-scoring-item", args=[year.cycle.pk, "10001", "1.1"])
    assert shown(year.who("10001", "officer"), address) == [1, 1]
