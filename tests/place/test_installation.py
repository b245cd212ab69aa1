"""The administrator reads for which city and programme the installation runs, and where that is set."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.project_files import ROOT
from thanthien.place.installation import stated

pytestmark = pytest.mark.django_db


def test_administrator_lands_on_whose_installation_it_is(admin: Client, settings: Any) -> None:
    settings.CITY_NAME, settings.PRODUCT_NAME = "Tỉnh Thử", "Chính quyền gần dân"
    home = admin.get(reverse("work-home"), follow=True)
    text = " ".join(home.content.decode().split())
    assert "Hệ thống của Tỉnh Thử, chương trình “Chính quyền gần dân”; nơi sửa" in text
    assert f'href="{reverse("place-installation")}?' in text


def test_page_tells_each_value_with_the_setting_that_holds_it(admin: Client, settings: Any) -> None:
    settings.CITY_NAME, settings.HOTLINE_PHONE = "Tỉnh Thử", ""
    page = admin.get(reverse("place-installation"))
    told = {row.name: row.value for _, rows in page.context["groups"] for row in rows}
    assert (told["CITY_NAME"], told["HOTLINE_PHONE"]) == ("Tỉnh Thử", "")
    text = " ".join(page.content.decode().split())
    assert "phục vụ Tỉnh Thử, chương trình “" in text
    assert "<code>CITY_NAME</code>" in text
    assert "chưa đặt" in text


def test_every_setting_that_is_shown_is_described_for_who_runs_the_server() -> None:
    described = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    names = [row.name for _, rows in stated() for row in rows]
    assert [name for name in names if f"| `{name}` |" not in described] == []
