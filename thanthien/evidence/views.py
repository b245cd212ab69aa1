"""The library of a unit, the page of a document, and the only way to a file."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires, signed_in, writing
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import carry_out, posted, sent_from
from thanthien.core.acting.seen import values_of
from thanthien.core.kept.actions import NotGenuineError, open_genuine
from thanthien.core.kept.views import CONFLICT, not_genuine
from thanthien.core.tables.pages import table_page
from thanthien.evidence import actions, queries
from thanthien.evidence.enums import AccessClass, DocumentKind
from thanthien.evidence.forms import EditForm, LibraryFilterForm, LinkForm, RetireForm, TextForm
from thanthien.evidence.models import SHELF, Document, DocumentVersion
from thanthien.evidence.permissions import can_change, can_enter, has_library
from thanthien.evidence.tables import access_tag, library_table
from thanthien.evidence.usages import renewals_of, usages_of
from thanthien.units.models import Unit

# A file opened in the browser runs nothing, loads nothing and knows no cookies of ours.
FILE_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
@requires(has_library)
def library(request: PersonRequest) -> HttpResponseBase:
    """The documents of the person's unit: search, filter, upload."""
    unit = _unit(request)
    form = LibraryFilterForm(request.GET, years=queries.library_years(request.user, unit))
    retired = request.GET.get("da-thoi-dung") == "1"
    context = {"unit": unit, "retired": retired, "can_enter": can_enter(request.user, unit)}
    table = library_table(request.user, unit, form, retired=retired)
    return table_page(request, "evidence/library.html", context, table=table)


@sent_from(lambda: reverse("evidence:library"))
@requires(has_library)
def upload(request: PersonRequest) -> HttpResponse:
    """Takes files; answers with a fragment per sending, or with messages and a redirect without script."""
    unit = _unit(request)
    if not can_enter(request.user, unit):
        raise Http404
    access_class = request.POST.get("access_class", AccessClass.APPRAISAL)
    files = request.FILES.getlist("files")
    outcomes = outcomes_of(
        files, lambda: actions.add_files(by=request.user, unit=unit, files=files, access_class=access_class)
    )
    if request.headers.get("HX-Request"):
        return render(request, "evidence/_outcomes.html", {"outcomes": outcomes})
    tell_outcomes(request, outcomes)
    return redirect(safe_next(request, reverse("evidence:library")))


@requires(has_library)
def new_link(request: PersonRequest) -> HttpResponse:
    """Enters a web address."""
    return _entering(request, LinkForm(posted(request)), "Thêm đường dẫn", actions.add_link)


@requires(has_library)
def new_text(request: PersonRequest) -> HttpResponse:
    """Enters a text."""
    return _entering(request, TextForm(posted(request)), "Thêm ghi chép", actions.add_text)


@require_safe
@signed_in
def document(request: PersonRequest, key: UUID) -> HttpResponse:
    """One document: content or versions, who sees it, where it is used; `?phien-ban=2` names the version meant."""
    found = _visible(request, key)
    if found.kind != DocumentKind.FILE:  # of a file, each version that is opened is recorded
        _record(request, found)
    versions = list(found.versions.visible_to(request.user).with_scans().select_related("uploaded_by"))
    context = {
        "document": found,
        "access": access_tag(found),
        "versions": versions,
        "meant": _meant(request, versions),
        "usages": usages_of(request.user, [found.pk])[found.pk],
        "renewals": renewals_of(request.user, found),
        "can_change": can_change(request.user, found),
        "in_own_library": found.unit_id in request.user.unit_ids() and has_library(request.user),
        "openings": queries.recent_openings(found) if found.is_restricted and can_change(request.user, found) else [],
    }
    return render(request, "evidence/document.html", context)


@requires(has_library)
def edit(request: PersonRequest, key: UUID) -> HttpResponse:
    """Changes name and access of a document."""
    found = _changeable(request, key)
    form = EditForm(posted(request), initial=values_of(found, actions.KEPT))
    page = FormPage(title="Sửa minh chứng", button="Lưu", done="Đã lưu minh chứng.", **_about(found))
    return form_page(request, form, lambda: actions.edit(by=request.user, document=found, **form.cleaned_data), page)


@sent_from(lambda key: reverse("evidence:document", args=[key]))
@requires(has_library)
def new_version(request: PersonRequest, key: UUID) -> HttpResponse:
    """Adds a newer state of a file."""
    found = _changeable(request, key)
    files = request.FILES.getlist("files")
    outcomes = outcomes_of(files, lambda: [actions.add_version(by=request.user, document=found, file=files[-1])])
    if request.headers.get("HX-Request"):
        return render(request, "evidence/_outcomes.html", {"outcomes": outcomes})
    tell_outcomes(request, outcomes)
    return redirect("evidence:document", key=key)


@requires(has_library)
def retire(request: PersonRequest, key: UUID) -> HttpResponse:
    """Asks for the reason and takes the document out of use."""
    found = _changeable(request, key)
    form = RetireForm(posted(request))
    page = FormPage(
        title="Ngừng sử dụng minh chứng",
        button="Ngừng sử dụng",
        done="Đã ngừng sử dụng minh chứng. Nơi đã gắn vẫn xem được.",
        to=reverse("evidence:library"),
        **_about(found),
    )
    return form_page(request, form, lambda: actions.retire(by=request.user, document=found, **form.cleaned_data), page)


@require_safe
@signed_in
def download(request: PersonRequest, key: UUID, number: int) -> HttpResponseBase:
    """The bytes of one version, for those who may see it; `?xem=1` shows safe kinds in the browser."""
    versions = DocumentVersion.objects.visible_to(request.user).with_scans().select_related("document")
    version: Any = get_object_or_404(versions, document=_visible(request, key), number=number)
    if version.has_malware:
        return render(request, "evidence/malware.html", {"version": version}, status=CONFLICT)
    try:
        content = open_genuine(SHELF, version)
    except NotGenuineError as problem:
        return not_genuine(request, problem)
    _record(request, version.document, version)
    inline = request.GET.get("xem") == "1" and version.file_kind.inline
    response = FileResponse(content, as_attachment=not inline, filename=version.original_name)
    response["Content-Type"] = version.file_kind.content_type
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


# --- Shared steps --------------------------------------------------------------------------------------------------


def outcomes_of(files: list[Any], act: Callable[[], list[actions.Outcome]]) -> list[actions.Outcome]:
    """What becomes of files that were sent; a refusal of all of them is an outcome, too. Other rooms ask it."""
    if not files:
        return [actions.Outcome("", problem="Chưa chọn tệp nào. Cần chọn tệp rồi bấm tải lên.")]
    done = carry_out(act)
    return done.value if done else [actions.Outcome("", problem=" ".join(done.sentences))]


def tell_outcomes(request: PersonRequest, outcomes: list[actions.Outcome]) -> None:
    """One message per file: taken, or why not. For views of other rooms too."""
    for outcome in outcomes:
        if outcome.problem:
            messages.error(request, outcome.problem)
        else:
            messages.success(request, " ".join([outcome.done or f"Đã nhận tệp “{outcome.name}”.", *outcome.notes]))
            if outcome.warning:
                messages.warning(request, outcome.warning)


def safe_next(request: PersonRequest, otherwise: str) -> str:
    """The address in the form's `next` when it is one of ours, else `otherwise`."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else otherwise


def _unit(request: PersonRequest) -> Unit:
    units = Unit.objects.filter(pk__in=request.user.unit_ids()).in_vietnamese_order()
    return get_object_or_404(units, code=request.GET["don-vi"]) if "don-vi" in request.GET else units[0]


def _visible(request: PersonRequest, key: UUID) -> Document:
    documents = Document.objects.visible_to(request.user).select_related(
        "unit", "owner_agency", "created_by", "retired_by"
    )
    return get_object_or_404(documents, key=key)


def _meant(request: PersonRequest, versions: list[DocumentVersion]) -> DocumentVersion | None:
    number = request.GET.get("phien-ban", "")
    return next((version for version in versions if str(version.number) == number), None)


def _changeable(request: PersonRequest, key: UUID) -> Document:
    found = _visible(request, key)
    if not can_change(request.user, found):
        raise Http404
    return found


def _record(request: PersonRequest, document: Document, version: DocumentVersion | None = None) -> None:
    with writing("each look at a restricted document is recorded"):
        actions.log_opening(by=request.user, document=document, version=version)


def _entering(request: PersonRequest, form: forms.Form, title: str, act: Callable[..., Document]) -> HttpResponse:
    unit, library_url = _unit(request), reverse("evidence:library")
    if not can_enter(request.user, unit):
        raise Http404
    page = FormPage(
        title=title,
        button="Thêm vào kho",
        done="Đã thêm minh chứng.",
        back=library_url,
        to=lambda made: reverse("evidence:document", args=[made.key]),
        trail=(_LIBRARY, library_url),
    )
    return form_page(request, form, lambda: act(by=request.user, unit=unit, **form.cleaned_data), page)


_LIBRARY = "Kho minh chứng"


def _about(document: Document) -> dict[str, Any]:
    """What the pages with a form about one document share."""
    back = reverse("evidence:document", args=[document.key])
    return {
        "back": back,
        "lead": document.title,
        "trail": (_LIBRARY, reverse("evidence:library"), document.title, back),
    }
