"""The code of an item, as lists of the law show it, is typed into the search like words."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.disclosure.scene import a_scene, drafted, made_public
from thanthien.core.clock import ZONE

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("DC11.02.b", ["Dự toán"]), (" dc11.02.B ", ["Dự toán"]), ("dc11.02", []), ("du toan", ["Dự toán"])],
)
def test_item_is_found_by_its_code_however_it_is_written(typed: str, found: list[str], time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 10, 9, tzinfo=ZONE), tick=False)
    scene = a_scene()
    for code, title in (("DC11.02.b", "Dự toán"), ("DC11.01.a", "Kế hoạch")):
        made_public(scene, drafted(scene, DAY, code, title=title), DAY)
    table = Client().get(reverse("disclosure-search"), {"tu_khoa": typed}).context["table"].table
    assert [row.version.title for row in table.members()] == found
