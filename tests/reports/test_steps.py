"""The log of steps: filters, CSV, and who may read it."""

from datetime import date

import pytest
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.evaluations.scenario import fresh, on, open_year
from thanthien.evaluations.actions import intake
from thanthien.evaluations.templatetags.dossiers import role_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    year = open_year()
    year.submit("10001")
    year.register("10002")
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="=1+1 thiếu biên bản")
    return year


def log(client, year, query=""):
    client.force_login(fresh(year.people.auditor))
    return client.get(reverse("step-log", args=[year.cycle.pk]) + query)


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ("", ["return", "submit", "sign", "post", "start", "register", "register"]),
        ("?q=binh", ["register"]),
        ("?buoc=return", ["return"]),
        ("?co_ly_do=on", ["return"]),
        ("?tu=2026-01-21", ["return", "submit"]),
        ("?tu=2026-01-21&den=21/01/2026", ["submit"]),
        ("?tu=hom+qua&buoc=khong-co", ["return", "submit", "sign", "post", "start", "register", "register"]),
    ],
)
def test_log_is_filtered_and_newest_first(client, year, query, steps):
    assert [row.step for row in log(client, year, query).context["table"].rows] == steps


def test_csv_holds_the_filtered_log_and_no_formula(client, year):
    with on(date(2026, 1, 23)):
        answer = log(client, year, "?co_ly_do=on&tai=csv")
    assert csv_rows(answer) == [
        [
            "Thời điểm", "Đơn vị", "Mã đơn vị", "Bước", "Từ trạng thái", "Đến trạng thái", "Người thực hiện", "Vai trò",
            "Lý do",
        ],
        [
            "22/01/2026 08:00", "Xã An Hòa", "10001", "Trả lại để bổ sung", "Đã nộp", "Trả lại để bổ sung", "Office",
            "Chuyên viên cơ quan thường trực", "'=1+1 thiếu biên bản",
        ],
    ]  # fmt: skip
    assert answer["Content-Disposition"] == 'attachment; filename="nhat-ky-2026-official-2026-01-23.csv"'


def test_role_that_no_longer_exists_is_shown_as_written():
    assert (role_title("city_officer"), role_title("chu-tich-huyen")) == (
        "Chuyên viên cơ quan thường trực",
        "chu-tich-huyen",
    )
