"""Days off that an office announces: a bulk act to try the pages with, at addresses of its own."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path

from thanthien.config import urls as project_urls
from thanthien.core.access import signed_in
from thanthien.core.acting.bulk import Bulk, BulkRow, BulkWords, Column, Progress, in_parts
from thanthien.core.acting.bulk_jobs import long_act
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.errors import Invalid
from thanthien.core.models import CalendarDay


class SourceForm(forms.Form):
    source = forms.CharField(label="Nguồn", error_messages={"required": "Cần ghi nguồn."})


@long_act("test.announce_days", "Công bố ngày nghỉ")
@dataclass
class AnnounceDays(Bulk):
    """Write the source of days off; a day that has one can't be chosen."""

    year: int

    columns = (Column("Tên ngày"), Column("Loại", number=True))

    @property
    def words(self) -> BulkWords:
        return BulkWords(
            title="Ngày nghỉ", button="Công bố", warning="Mọi người xem được.", back="/thu/lich/", back_label="Lịch",
            noun="ngày", name_heading="Ngày",
        )  # fmt: skip

    def allowed(self) -> bool:
        return self.by.full_name != "Người ngoài"

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        days = CalendarDay.objects.filter(date__year=self.year)
        return [
            BulkRow(
                key=day.pk,
                name=f"{day.date:%d/%m}",
                cells=(day.name, day.kind),
                problems=("Đã công bố.",) if day.source else (),
            )
            for day in (days if only is None else days.filter(pk__in=only))
        ]

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        return SourceForm(**bound)

    def hold(self, keys: Collection[int]) -> None:
        list(CalendarDay.objects.select_for_update().filter(pk__in=keys))

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        source = form.cleaned_data["source"]

        def write(some: Sequence[int]) -> int:
            if source == "Cấm":
                raise Invalid({"source": "Nguồn này không dùng được."})
            return CalendarDay.objects.filter(pk__in=some).update(source=source)

        return f"Đã công bố {in_parts(keys, write, progress)} ngày."


@dataclass
class AnnounceAll(AnnounceDays):
    """The same for the whole list."""

    whole = True
    job = None


@dataclass
class AnnounceChosen(AnnounceDays):
    """The same, chosen on a list that has a page of its own."""

    own_list = True
    job = None


@signed_in
def _list(request: HttpRequest) -> HttpResponse:
    return HttpResponse("lịch")


def _view(kind: type[AnnounceDays]) -> Callable[[HttpRequest], HttpResponse]:
    return signed_in(lambda request: bulk_page(request, kind(request.user, 2030)))


urlpatterns = [
    *project_urls.urlpatterns,
    path("thu/lich/", _list),
    path("thu/cong-bo/", _view(AnnounceDays)),
    path("thu/cong-bo-het/", _view(AnnounceAll)),
    path("thu/cong-bo-da-chon/", _view(AnnounceChosen)),
]
HERE = "/thu/cong-bo/"


def keys(*chosen: CalendarDay) -> list[int]:
    return [day.pk for day in chosen]


def confirming(shown: Any, **more: str) -> dict[str, str]:
    """What the button of the list to check sends."""
    return {"buoc": "lam", "thay": shown.context["seen"], "ma": shown.context["token"]} | more


def sources() -> list[str]:
    return list(CalendarDay.objects.values_list("source", flat=True))


def told(answer: Any) -> list[str]:
    return [str(one) for one in answer.wsgi_request._messages]
