"""Papers of the procedure: recorded beside a dossier, withdrawn when they were wrong, and their signed PDFs."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires, signed_in
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.kept.actions import NotGenuineError, open_genuine
from thanthien.core.kept.views import not_genuine
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions import papers
from thanthien.evaluations.bulk.papers import RecordPapers
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.enums import PaperAsked, PaperKind
from thanthien.evaluations.forms.commune import ReasonForm, WithdrawPaperForm
from thanthien.evaluations.forms.papers import PaperForm
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.models.paper import PAPER_SHELF
from thanthien.evaluations.paper_kinds import PAPER_RULES, kind_of
from thanthien.evaluations.permissions import can_withdraw_paper
from thanthien.evaluations.queries.papers import asked_of, kinds_to_record, known_papers, readable_papers
from thanthien.evaluations.tables.papers import unnumbered_table
from thanthien.evaluations.views.cycles import cycle_or_404
from thanthien.evaluations.views.dossier import HISTORY, dossier_or_404


def papers_url(dossier: Dossier) -> str:
    """Where the papers of a dossier stand."""
    address = reverse("dossier-detail", args=[dossier.cycle_id, dossier.unit.code])
    return f"{address}?{urlencode({'muc': HISTORY})}#van-ban"


@signed_in
def record(request: PersonRequest, cycle_id: int, code: str, word: str) -> HttpResponse:
    """Number, day, signer and signed PDF of a document about one dossier."""
    dossier, kind = dossier_or_404(request, cycle_id, code), kind_of(word)
    if kind not in kinds_to_record(request.user, dossier):
        raise Http404
    form = PaperForm(posted(request), request.FILES or None)
    page = FormPage(
        title=f"Ghi văn bản: {kind.label}",
        button="Ghi văn bản",
        done=lambda made: f"Đã ghi {made}.",
        back=papers_url(dossier),
        trail=_trail(dossier),
        lead="Ghi như trên bản đã ký. Văn bản đã ghi không sửa được; ghi nhầm thì ghi lý do và ghi lại.",
        facts=[("Đơn vị", dossier.unit.name), ("Hồ sơ", dossier.cycle.told_title)],
    )
    return form_page(
        request,
        form,
        lambda: papers.record_paper(
            by=request.user, kind=kind, cycle_id=cycle_id, dossier_ids=[dossier.pk], printed=form.printed(),
            note=form.cleaned_data["note"],
        ),
        page,
    )  # fmt: skip


def _trail(dossier: Dossier) -> tuple[str, ...]:
    return (dossier.unit.name, papers_url(dossier))


@signed_in
def withdraw(request: PersonRequest, cycle_id: int, code: str, paper_id: int) -> HttpResponse:
    """Say that a paper was recorded wrongly."""
    dossier = dossier_or_404(request, cycle_id, code)
    paper = get_object_or_404(known_papers(request.user).filter(lines__dossier=dossier), pk=paper_id)
    if not can_withdraw_paper(request.user, paper, dossier):
        raise Http404
    kind, hint = PaperKind(paper.kind), "Văn bản vẫn đọc được, kèm lý do này."
    form: ReasonForm = ReasonForm(posted(request), hint=hint)
    if asked_of(dossier.cycle, kind) != PaperAsked.NONE:
        form = WithdrawPaperForm(posted(request), request.FILES or None, kind=kind, hint=hint)
    units = paper.lines.count()
    page = FormPage(
        title="Văn bản ghi nhầm",
        button="Ghi là ghi nhầm",
        done="Đã ghi. Văn bản này không còn được tính.",
        back=papers_url(dossier),
        trail=_trail(dossier),
        facts=[("Văn bản", str(paper)), ("Người ký", paper.signer), ("Số đơn vị có trong văn bản", units)],
        danger=True,
    )
    return form_page(
        request,
        form,
        lambda: papers.withdraw_paper(
            by=request.user, paper_id=paper.pk, reason=form.cleaned_data["reason"],
            right=form.printed_or_none() if isinstance(form, WithdrawPaperForm) else None,
        ),
        page,
    )  # fmt: skip


# What the standing office writes about many units at once.
OF_MANY = (PaperKind.REMINDER, PaperKind.ANNOUNCEMENT, PaperKind.CITY_PROPOSAL)


@require_safe
@requires(is_office)
def index(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """Which papers of a cycle have no number yet, by unit, and the ways to record one for many units."""
    cycle = cycle_or_404(cycle_id)
    context = {
        "cycle": cycle,
        "menu": cycle_tabs(request.user, cycle, "papers"),
        "doors": [(kind.label, reverse("papers-record", args=[cycle_id, PAPER_RULES[kind].word])) for kind in OF_MANY],
    }
    return table_page(request, "evaluations/papers.html", context, table=unnumbered_table(cycle))


@requires(is_office)
def record_many(request: PersonRequest, cycle_id: int, word: str) -> HttpResponse:
    """One document about many dossiers: choose, check, record."""
    cycle_or_404(cycle_id)
    kind = kind_of(word)
    if kind not in OF_MANY:
        raise Http404
    return bulk_page(request, RecordPapers(request.user, cycle_id, kind))


@require_safe
@signed_in
def file(request: PersonRequest, paper_id: int) -> HttpResponseBase:
    """The signed PDF of a paper."""
    return signed_pdf(
        request, PAPER_SHELF, get_object_or_404(readable_papers(request.user).exclude(file=""), pk=paper_id)
    )


def signed_pdf(request: HttpRequest, shelf: str, row: Any) -> HttpResponseBase:
    """A signed PDF, byte by byte as it was recorded; why it isn't handed out when its bytes are others by now."""
    try:
        content = open_genuine(shelf, row)
    except NotGenuineError as problem:
        return not_genuine(request, problem)
    response = FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response
