"""The poster as the browser prints it."""

from datetime import date

import pytest

from tests.browser.sessions import enter_as
from tests.portal.test_print import sheets
from tests.service.scene import a_scene, decide
from thanthien.core import clock
from thanthien.core.codes import SEPARATOR
from thanthien.documents.models import UnitPrint
from thanthien.service.procedures import catalogue

pytestmark = pytest.mark.django_db(transaction=True)


def test_fullest_poster_takes_one_sheet_and_nothing_is_cut(new_page):
    scene = a_scene(short_name="Nguyễn Bỉnh Khiêm Vĩnh Bảo")
    UnitPrint.objects.create(
        unit=scene.unit,
        hotline="0225 3 123 456 – 0912 345 678",
        hotline_hours="7:30–17:00, thứ Hai đến thứ Sáu, kể cả giờ nghỉ trưa; ngoài giờ để lại lời nhắn",
        reception="thứ Năm hằng tuần, 8:00–11:00, tại Trụ sở tiếp công dân, " + "số 1 đường Hải Phòng, " * 6,
    )
    first = clock.today().replace(day=1)
    decide(scene, date(first.year, 1, 5), procedures=SEPARATOR.join(catalogue()))
    page = enter_as(new_page(), scene.officer)
    page.goto(f"/mau-van-ban/ap-phich/{scene.unit.code}/")
    assert sheets(page) == 1
    page.emulate_media(media="print")
    overflow = page.locator(".poster").evaluate("one => one.scrollHeight - one.clientHeight")
    assert overflow <= 0
