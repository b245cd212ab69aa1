"""The Excel of a year: one line for each unit, told from the seals alone."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.core.tables.reading import excel_sheets
from tests.evaluations.scenario import open_year
from tests.portal.published import COMMUNE_TEXT, lower, published_year
from thanthien.evaluations.models import Seal

pytestmark = pytest.mark.django_db
FILE = "/ket-qua/2026/du-lieu.xlsx"


def lines(client) -> list[dict[str, object]]:
    """The rows of the first sheet, by heading."""
    answer = client.get(FILE)
    heads, *rows = excel_sheets(answer.streaming_content)["Danh sách"]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_each_unit_has_one_line_with_its_level_sums_and_decision(client):
    published_year()
    told = [
        (line["Đơn vị"], line["Loại đơn vị"], line["Mức độ hiện nay"], line["Mức độ đề nghị"], line["Quyết định số"])
        for line in lines(client)
    ]
    assert told == [
        ("Xã An Hòa", "Xã", "Mức độ 1", "Mức độ 2", "30/QĐ-UBND"),
        ("Phường Bình Minh", "Phường", "Mức độ 2", "Mức độ 1", "12/QĐ-UBND"),
        ("Đặc khu Cát Vàng", "Đặc khu", "Chưa đạt", "Chưa đạt", "12/QĐ-UBND"),
    ]
    assert [line["Ngày ký"] for line in lines(client)] == [date(2026, 5, 4), date(2026, 3, 24), date(2026, 3, 24)]


def test_points_are_those_of_the_last_seal(client):
    published_year()
    for line in lines(client):
        seal = Seal.objects.get(number=line["Số niêm phong"])
        document = json.loads(seal.body)
        sealed = {one["code"]: one["concluded"]["points"] for one in document["indicators"]}
        told = {heading.split(" ")[0]: points for heading, points in line.items() if heading[:2] in ("1.", "2.")}
        assert {code: _number(points) for code, points in told.items()} == {
            code: _number(sealed.get(code)) for code in ("1.1", "1.2", "2.1", "2.2")
        }
        total = document["total"] or {}
        assert (_number(line["Tổng điểm"]), line["SHA-256"]) == (_number(total.get("points")), seal.sha256)


def _number(told: object) -> Decimal | None:
    return None if told in (None, "") else Decimal(str(told)).quantize(Decimal("0.01"))


def test_file_tells_no_text_of_a_commune(client):
    published_year()
    assert [line for line in lines(client) if COMMUNE_TEXT in map(str, line.values())] == []


def test_file_is_hidden_until_published_and_page_leads_to_it(client):
    year = open_year(units=1)
    year.decide()
    hidden = client.get(FILE).status_code
    year.decide = lambda *_: None  # it is decided
    year.publish()
    assert (hidden, f'href="{FILE}"' in client.get("/ket-qua/2026/").text) == (404, True)
    assert f'href="{FILE}"' in client.get("/du-lieu-mo/").text


def reads_seals(client) -> bool:
    """Whether asking for the file reads the sealed texts."""
    with CaptureQueriesContext(connection) as asked:
        b"".join(client.get(FILE))
    return any('"evaluations_seal"."body"' in one["sql"] for one in asked)


def test_file_is_made_once_for_each_state_of_the_year(client):
    year = published_year()
    before = [reads_seals(client) for _ in range(2)]
    lower(year, "10001", level=0, number="31/QĐ-UBND")
    assert (before, [reads_seals(client) for _ in range(2)]) == ([True, False], [True, False])
    assert [line["Mức độ hiện nay"] for line in lines(client)] == ["Chưa đạt", "Mức độ 2", "Chưa đạt"]
