"""Pages of creative models: the gallery that anybody reads, the register, and what is told of each model."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core.access import public
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.tables.pages import table_page
from thanthien.core.tables.table import Table
from thanthien.initiatives.enums import ROOM
from thanthien.initiatives.forms import GalleryFilter, ToldCorrection, ToldForm
from thanthien.initiatives.kinds import ADOPTIONS, INITIATIVES, RECOGNITIONS, REPORTS, WORDS
from thanthien.initiatives.models import Initiative
from thanthien.initiatives.queries import model_of, whole
from thanthien.initiatives.recognitions_workbook import RecognitionImport
from thanthien.initiatives.tables import gallery_table, with_model
from thanthien.records.actions import enter
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.records.queries import public_photographs
from thanthien.records.views import RecordPages

GALLERY = "Mô hình sáng tạo"


class InitiativePages(RecordPages):
    """The register; a record's page says where the model stands and leads on."""

    list_template = "initiatives/register.html"
    record_template = "initiatives/record.html"

    def beside(self, request: PersonRequest, record: Any) -> dict[str, Any]:
        """All that was told of the model, and what this person may tell."""
        found = whole(record)
        return {"told": found, "doors": doors(request.user, record) if record.stands else []}


class ToldPages(RecordPages):
    """What is told of models: reached from a model's page. Without a workbook: nobody holds such lists elsewhere."""

    correction_class = ToldCorrection
    has_workbook = False
    list_template = "initiatives/told.html"

    def table(self, request: PersonRequest) -> Table[Record]:
        """The list, with the model that each is about."""
        return with_model(super().table(request))

    def enter(self, request: PersonRequest) -> HttpResponse:
        """Tell something of the model that the address names; not there for who may not."""
        initiative = _asked(request.GET.get("mo-hinh", ""))
        form = ToldForm(self.kind, request.user, posted(request), request.FILES or None, initiative=initiative)
        if not form.can_be_filled_in:
            raise Http404
        back = reverse("initiative", args=[initiative.origin])
        page = FormPage(
            title=f"Ghi {self.kind.one}", button="Lưu", done=f"Đã ghi {self.kind.one}.", back=back,
            trail=(GALLERY, reverse("initiative-gallery"), initiative.title, back), lead=self.kind.lead,
            facts=(("Mô hình", initiative.title), ("Đơn vị", initiative.unit.name)),
        )  # fmt: skip
        return form_page(request, form, lambda: enter(self.kind, form.entry(), by=request.user), page)

    def facts(self, record: Any) -> list[tuple[str, Any]]:
        """What was told, first of which model."""
        initiative = model_of(record.initiative)
        return [("Mô hình", initiative.title if initiative else "đã hủy đăng ký"), *super().facts(record)]

    def types(self, user: User) -> bool:
        """Nobody from here: a model's page leads to the form."""
        return False


class RecognitionPages(ToldPages):
    """Decisions of the city: one names the models of many units, and comes as a list."""

    import_class = RecognitionImport
    has_workbook = True


def _asked(text: str) -> Initiative:
    try:
        found = model_of(UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


_DOORS = (
    (REPORTS, "Báo cáo kết quả"),
    (WORDS, "Ghi ý kiến của cơ quan thẩm định"),
    (RECOGNITIONS, "Ghi quyết định công nhận"),
    (ADOPTIONS, "Ghi áp dụng ở đơn vị mình"),
)


def doors(user: User, initiative: Initiative) -> list[tuple[str, str]]:
    """Words and addresses of what the person may tell of a model."""
    return [
        (words, f"{reverse(f'{kind.route}-add')}?mo-hinh={initiative.origin}")
        for kind, words in _DOORS
        if kind.may_write(user) and _may_tell(kind, user, initiative)
    ]


def _may_tell(kind: RecordKind, user: User, initiative: Initiative) -> bool:
    if kind is ADOPTIONS:
        return any(hat.unit_id not in (None, initiative.unit_id) for hat in user.hats if hat.in_room(ROOM.key))
    return kind.enters_as(user, initiative.unit, None) is not None


initiative_pages = InitiativePages(INITIATIVES)
report_pages = ToldPages(REPORTS)
word_pages = ToldPages(WORDS)
recognition_pages = RecognitionPages(RECOGNITIONS)
adoption_pages = ToldPages(ADOPTIONS)


@require_safe
@public
def gallery(request: HttpRequest) -> HttpResponseBase:
    """The models of all units, for whoever looks for one."""
    return table_page(request, "initiatives/gallery.html", {}, table=gallery_table(GalleryFilter(request.GET)))


@require_safe
@public
def model(request: HttpRequest, origin: UUID) -> HttpResponse:
    """One model: what it is, what came of it, who took it over and how it goes there."""
    initiative = model_of(origin)
    if initiative is None or not initiative.unit.uses(ROOM.key):
        raise Http404
    user: Any = request.user
    signed_in = user.is_authenticated
    context = {
        "told": whole(initiative),
        "initiative": initiative,
        "photographs": public_photographs(INITIATIVES).filter(origin=initiative.origin),
        "doors": doors(user, initiative) if signed_in else [],
        "register_url": reverse("initiatives-record", args=[initiative.pk])
        if signed_in and INITIATIVES.model.objects.filter(INITIATIVES.readers(user), pk=initiative.pk).exists()
        else "",
    }
    return render(request, "initiatives/model.html", context)
