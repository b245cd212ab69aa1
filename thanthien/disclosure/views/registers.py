"""The registers of the room: what is made public, its forms, statements, reviews, samples."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.codes import parted
from thanthien.core.queries import work_calendar
from thanthien.core.tables.table import Table
from thanthien.disclosure.catalogue import catalogue, labels
from thanthien.disclosure.file_texts import file_lines
from thanthien.disclosure.forms import (
    DisclosureCorrection,
    DisclosureForm,
    DisclosureWithdrawal,
    NothingCorrection,
    NothingForm,
    PostingCorrection,
    PostingForm,
)
from thanthien.disclosure.items import covered
from thanthien.disclosure.kinds import DISCLOSURES, NOTHING, POSTINGS, REVIEWS, SAMPLES
from thanthien.disclosure.models import Disclosure, Face
from thanthien.disclosure.periods import label_of, usual, usual_year
from thanthien.disclosure.permissions import takes_over
from thanthien.disclosure.queries import (
    face_of,
    files_of,
    hamlets_of,
    is_checked,
    postings_of,
    shown_of,
    stage_of,
    steps_of,
)
from thanthien.disclosure.rules import checks
from thanthien.disclosure.tables import with_disclosure, with_stage
from thanthien.disclosure.taking import ASKED, behind, prefilled
from thanthien.disclosure.views.information import information_pages
from thanthien.disclosure.web_links import posting_lines
from thanthien.records.models import Record
from thanthien.records.publishing import publishable
from thanthien.records.views import RecordPages


class DisclosurePages(RecordPages):
    """What is made public; a record's page says where it stands, what the rules ask for, and leads on."""

    form_class = DisclosureForm
    correction_class = DisclosureCorrection
    withdrawal_class = DisclosureWithdrawal
    list_template = "disclosure/register.html"
    record_template = "disclosure/record.html"

    def table(self, request: PersonRequest) -> Table[Record]:
        """The register with where each disclosure stands."""
        return with_stage(super().table(request))

    def asked_for(self, request: PersonRequest) -> dict[str, Any]:
        """A door of the board names the item; one of another room's record, that record."""
        part = publishable(request.GET.get(ASKED, ""), request.user)
        return prefilled(part) if part is not None else {"items": "; ".join(request.GET.getlist("muc"))}

    def beside(self, request: PersonRequest, record: Any) -> dict[str, Any]:
        """Where it stands, by the version that stands. Some ten statements."""
        origin = record.origin
        face, checked, postings = face_of(origin), is_checked(record), postings_of(origin)
        known = catalogue()
        items = [known[code] for code in covered(parted(record.items), known) if code in known]
        may = record.stands and self.kind.may_write(request.user) and self.kind.may_change(request.user, record)
        return {
            "stage": stage_of(record, face, checked),
            "checks": checks(
                record.day,
                items,
                shown_of(postings),
                work_calendar(),
                clock.today(),
                hamlets=hamlets_of(record.unit_id) if any(item.hamlets for item in items) else (),
            ),
            "also": labels(sorted(covered(parted(record.items), known) - set(parted(record.items)))),
            "postings": posting_lines(postings),
            "files": file_lines(record, files_of(origin)),
            "steps": steps_of(origin),
            "may_act": may,
            "behind": behind([record.unit_id], only=origin) if record.stands and record.source else [],
            "take_down_url": self._take_down(request.user, record, face),
            "is_checked": checked,
            "is_shown": face is not None and face.gone_at is None,
            "posting_url": f"{reverse('disclosure-postings-add')}?noi-dung={origin}" if may else "",
        }

    def _take_down(self, user: User, record: Disclosure, face: Face | None) -> str:
        shown = record.stands and face is not None and face.gone_at is None
        return reverse("disclosure-take-down", args=[record.pk]) if shown and takes_over(user, record.unit) else ""


class PostingPages(RecordPages):
    """Forms in which something was made public: entered from the page of a disclosure."""

    correction_class = PostingCorrection
    has_workbook = False
    list_template = "disclosure/postings.html"

    def table(self, request: PersonRequest) -> Table[Record]:
        """The list, with what each made public."""
        return with_disclosure(super().table(request))

    def enter(self, request: PersonRequest) -> HttpResponse:
        """Tell a form of the disclosure that the address names; not there for who may not."""
        disclosure = _asked(request.GET.get("noi-dung", ""))
        form = PostingForm(self.kind, request.user, posted(request), request.FILES or None, disclosure=disclosure)
        if not form.can_be_filled_in:
            raise Http404
        back = reverse("disclosures-record", args=[disclosure.pk])
        page = FormPage(
            title=f"Ghi {self.kind.one}", button="Lưu", done=f"Đã ghi {self.kind.one}.", back=back,
            trail=(DISCLOSURES.title, reverse("disclosures"), disclosure.title, back), lead=self.kind.lead,
            facts=(("Nội dung", disclosure.title), ("Đơn vị", disclosure.unit.name)),
        )  # fmt: skip
        return form_page(request, form, lambda: self.store(request, form), page)

    def types(self, user: User) -> bool:
        """Only from a disclosure: the list has no door of its own."""
        return False

    def facts(self, record: Any) -> list[tuple[str, Any]]:
        """What was told, first of which disclosure."""
        found = Disclosure.objects.standing().filter(origin=record.disclosure).first()
        return [("Nội dung", found.title if found else "đã hủy"), *super().facts(record)]


def _asked(text: str) -> Disclosure:
    try:
        origin = UUID(text)
    except ValueError:
        raise Http404 from None
    found: Disclosure | None = Disclosure.objects.standing().filter(origin=origin).select_related("unit").first()
    if found is None:
        raise Http404
    return found


class PeriodPages(RecordPages):
    """What is said of a period: the form begins with the one of which one speaks today."""

    has_workbook = False

    def asked_for(self, request: PersonRequest) -> dict[str, Any]:
        """A door of the board names period and items."""
        return {"period": request.GET.get("ky", usual(clock.today())), "items": "; ".join(request.GET.getlist("muc"))}


class NothingPages(PeriodPages):
    """Statements that nothing arose: those of a year have a door of their own."""

    form_class = NothingForm
    correction_class = NothingCorrection
    list_template = "disclosure/nothing.html"

    def _context(self, request: PersonRequest) -> dict[str, Any]:
        year = usual_year(clock.today())
        door = f"{self._address('add')}?ky={year}" if self.types(request.user) else ""
        return super()._context(request) | {"year": label_of(year), "year_url": door}


class SamplePages(RecordPages):
    """What was found from outside: entered where it was seen, never in a file."""

    has_workbook = False


disclosure_pages = DisclosurePages(DISCLOSURES)
posting_pages = PostingPages(POSTINGS)
nothing_pages = NothingPages(NOTHING)
review_pages = PeriodPages(REVIEWS)
sample_pages = SamplePages(SAMPLES)
# By the beginning of their addresses.
PAGES = {
    "noi-dung-cong-khai/": disclosure_pages,
    "hinh-thuc-cong-khai/": posting_pages,
    "bao-khong-phat-sinh/": nothing_pages,
    "ra-soat-cong-khai/": review_pages,
    "kiem-tra-cong-khai/": sample_pages,
    "yeu-cau-cung-cap-thong-tin/": information_pages,
}
