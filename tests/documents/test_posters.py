"""The poster of a unit: only what is set stands on it, on one sheet, with a code that leads to its page."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import on
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.service.scene import a_scene, decide
from thanthien.accounts.roles import Role
from thanthien.core.codes import SEPARATOR
from thanthien.core.qr import qr_of
from thanthien.documents.models import UnitPrint
from thanthien.documents.posters import poster_of
from thanthien.service.procedures import catalogue

pytestmark = pytest.mark.django_db
HEADINGS = {"fast": "Ngày giải quyết nhanh", "reception": "Chủ tịch tiếp công dân", "hotline": "Đường dây nóng"}


def page_of(unit, user) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("unit-poster", args=[unit.code]))
    assert answer.status_code == 200
    return answer.content.decode()


def article(page: str) -> str:
    (found,) = re.findall(r'<article class="poster".*?</article>', page, re.DOTALL)
    return found


def headings(page: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", article(page))


def test_poster_of_a_unit_that_set_nothing_has_its_name_and_its_code_alone():
    unit = UnitFactory(short_name="Hải An")
    page = page_of(unit, person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit)))
    assert headings(page) == []
    assert "Ủy ban nhân dân phường Hải An" in article(page)
    assert f"http://testserver/don-vi-hanh-chinh/{unit.code}/" in article(page)


def test_poster_says_what_is_set():
    scene = a_scene()
    UnitPrint.objects.create(
        unit=scene.unit, hotline="0225 3 123 456", hotline_hours="7:30–17:00", reception="Thứ Năm, 8:00–11:00 & hẹn"
    )
    with on(date(2026, 3, 4)):
        decide(scene, date(2026, 3, 2), procedures="2.000635; 1.000894")
        page = page_of(scene.unit, scene.officer)
    assert headings(page) == list(HEADINGS.values())
    words = ("Thứ Tư hằng tuần", "Cấp bản sao trích lục hộ tịch", "0225 3 123 456", "Thứ Năm, 8:00–11:00 &amp; hẹn")
    assert [word in article(page) for word in words] == [True] * 4


def test_decision_that_is_not_public_yet_stands_on_no_poster():
    scene = a_scene()
    with on(date(2026, 3, 4)):
        decide(scene, date(2026, 3, 2), published_on=None)
        assert headings(page_of(scene.unit, scene.officer)) == []


def test_long_list_of_procedures_says_how_many_more_there_are():
    scene = a_scene()
    with on(date(2026, 3, 4)):
        decide(scene, date(2026, 3, 2), procedures=SEPARATOR.join(catalogue()))
        poster = poster_of(scene.unit)
    assert (len(poster.procedures) + poster.more, poster.more > 0) == (len(catalogue()), len(catalogue()) > 10)


def test_code_is_a_black_drawing_without_script_or_style():
    drawn = qr_of("https://thanthien.example.vn/don-vi-hanh-chinh/10001/")
    assert re.fullmatch(
        r'<svg viewBox="0 0 \d+ \d+" class="qr"><title>Mã QR</title><path stroke="#000" d="[^"]+"/></svg>', drawn
    )
