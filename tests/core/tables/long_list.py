"""A list of days at an address of its own, which can be longer than a file that is made at once."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe

from tests.core.tables.test_table import day_table
from thanthien.config import urls as project_urls
from thanthien.core.access import public, requires
from thanthien.core.models import CalendarDay
from thanthien.core.tables.filters import FilterForm
from thanthien.core.tables.pages import table_page

HERE, OPEN = "/thu/ngay/", "/thu/ngay-cong-khai/"


class DayFilter(FilterForm):
    """By the beginning of the name."""

    q = forms.CharField(label="Tên", required=False)


def is_no_outsider(user: Any) -> bool:
    """Whoever belongs to the office."""
    return bool(user.full_name != "Người ngoài")


def many_days(count: int) -> None:
    """Days named n0000, n0001 …"""
    CalendarDay.objects.bulk_create(
        CalendarDay(date=date.fromordinal(800_000 + place), kind="off", name=f"n{place:04}", source="thử")
        for place in range(count)
    )


def _days(request: HttpRequest) -> HttpResponseBase:
    conditions = DayFilter(request.GET)
    rows = day_table().rows.filter(name__startswith=conditions.read("q"))  # type: ignore[union-attr]
    return table_page(request, "jobs/mine.html", {}, table=day_table(rows=rows, filters=conditions))


urlpatterns = [
    path(HERE[1:], requires(is_no_outsider)(require_safe(_days))),
    path(OPEN[1:], public(require_safe(_days))),
    *project_urls.urlpatterns,
]
