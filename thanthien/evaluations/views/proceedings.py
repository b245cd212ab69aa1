"""Proceedings before a recognition is lowered or revoked: the office leads them, the unit explains itself. The public
sees the decision alone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import FormPage, form_page, show_form
from thanthien.core.acting.pages import posted
from thanthien.core.formats import date_vn
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.actions import proceedings as actions
from thanthien.evaluations.bulk.proceedings import KINDS, DecideProceedings, OpenProceedings
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.forms.proceedings import (
    ConcludeProceedingForm,
    DropProceedingForm,
    ExplainForm,
    ExtendExplanationForm,
    ProceedingsFilter,
)
from thanthien.evaluations.models import Proceeding
from thanthien.evaluations.permissions import explains, reads_proceedings, roles_towards
from thanthien.evaluations.proceedings import ProceedingStatus, steps_open
from thanthien.evaluations.queries.papers import readable_papers
from thanthien.evaluations.queries.proceedings import considered, documents_of, proceedings_to_read
from thanthien.evaluations.tables.proceedings import TONES, proceedings_table
from thanthien.evaluations.views.cycles import cycle_or_404
from thanthien.evaluations.visibility import follows_proceedings
from thanthien.evidence.models import Document
from thanthien.evidence.queries import PICKER_LIMIT, keys_of, search_documents
from thanthien.units.models import Unit

# Step → address of its page.
PAGES = {
    "extend": "proceeding-extend",
    "explain": "proceeding-explain",
    "conclude": "proceeding-conclude",
    "drop": "proceeding-drop",
}


@require_safe
@requires(follows_proceedings)
def index(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """The proceedings of a cycle, and for the office what it does with several units."""
    cycle = cycle_or_404(cycle_id)
    context = {
        "cycle": cycle,
        "menu": cycle_tabs(request.user, cycle, "decision-home"),
        "office": is_office(request.user),
    }
    table = proceedings_table(request.user, cycle, ProceedingsFilter(request.GET))
    return table_page(request, "evaluations/proceedings/index.html", context, table=table)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def begin(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Choose units, say what is considered, tell them by a notice."""
    cycle_or_404(cycle_id)
    return bulk_page(request, OpenProceedings(request.user, cycle_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def decide(request: PersonRequest, cycle_id: int, word: str) -> HttpResponse:
    """One decision on several units of which the office concluded."""
    cycle_or_404(cycle_id)
    if word not in KINDS:
        raise Http404
    return bulk_page(request, DecideProceedings(request.user, cycle_id, word))


def _found(request: PersonRequest, proceeding_id: int) -> Proceeding:
    return get_object_or_404(proceedings_to_read(request.user), pk=proceeding_id)


@require_safe
@requires(reads_proceedings)
def detail(request: PersonRequest, proceeding_id: int) -> HttpResponse:
    """What the unit was told, what it says, what came of it, and what can be done now."""
    row = _found(request, proceeding_id)
    cycle, roles = row.dossier.cycle, roles_towards(request.user, row.dossier)
    open_ = [step for step in steps_open(ProceedingStatus(row.status), roles) if step.name in PAGES]
    context = {
        "row": row,
        "cycle": cycle,
        "tone": TONES[row.status],
        "reads_notice": readable_papers(request.user).exclude(file="").filter(pk=row.notice_id).exists(),
        "considered": considered(row.level, cycle.level_names),
        "concluded": considered(row.concluded_level, cycle.level_names),
        "documents": documents_of(request.user, row),
        "log": row.steps.select_related("by"),
        "follows": follows_proceedings(request.user),
        "actions": [(step.label, reverse(PAGES[step.name], args=[row.pk])) for step in open_],
    }
    return render(request, "evaluations/proceedings/detail.html", context)


def _page(request: PersonRequest, row: Proceeding, **words: Any) -> FormPage:
    back = reverse("proceeding", args=[row.pk])
    cycle = row.dossier.cycle
    above = reverse("proceedings", args=[cycle.pk]) if follows_proceedings(request.user) else reverse("commune-home")
    trail = ("Hạ mức độ, thu hồi công nhận", above, row.dossier.unit.name, back)
    facts = [
        ("Thông báo", f"số {row.notice.number} ngày {date_vn(row.notice.signed_on)}"),
        ("Mức dự kiến", considered(row.level, cycle.level_names)),
        ("Giải trình đến hết ngày", date_vn(row.due_on)),
    ]
    return FormPage(back=back, trail=trail, facts=facts, **words)


def _problems(request: PersonRequest, row: Proceeding, step: str) -> list[str]:
    """Why the step can't be taken now, told before anybody types."""
    return actions.why_not(request.user, row, step)


def _to_choose(request: PersonRequest, unit: Unit) -> tuple[dict[str, Document], bool]:
    """Documents of the unit by key: those chosen so far, then those found; and whether to offer a search for more."""
    words = request.POST.get("find", "")[:200]
    own = Document.objects.visible_to(request.user).of_unit(unit).in_use().prefetch_related("versions")
    chosen = own.filter(key__in=keys_of(request.POST.getlist("documents")))
    found = list(search_documents(request.user, unit, words))
    documents = {str(one.key): one for one in [*chosen, *found]}
    return documents, bool(words) or len(found) == PICKER_LIMIT


@require_http_methods(["GET", "HEAD", "POST"])
@requires(explains)
def explain(request: PersonRequest, proceeding_id: int) -> HttpResponse:
    """The unit explains itself, with documents of its library, which it looks for by their name."""
    row = _found(request, proceeding_id)
    documents, searched = _to_choose(request, row.dossier.unit)
    titles = {key: f"{one.title} ({one.details})" for key, one in documents.items()}
    form = ExplainForm(titles, posted(request), initial={"version": row.version}, searched=searched)
    page = _page(
        request, row, title="Gửi giải trình", button="Gửi giải trình", done="Đã gửi giải trình.", quote=row.grounds,
        problems=_problems(request, row, "explain"), template="evaluations/proceedings/explain.html",
    )  # fmt: skip
    if "search" in request.POST:
        return show_form(request, ExplainForm(titles, initial=form.kept(), searched=searched), page)

    def act() -> Proceeding:
        data = form.cleaned_data
        chosen: list[Document] = [documents[key] for key in data.get("documents", ())]
        return actions.explain(
            by=request.user, proceeding_id=row.pk, text=data["text"], documents=chosen, version=data["version"]
        )

    return form_page(request, form, act, page)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def extend(request: PersonRequest, proceeding_id: int) -> HttpResponse:
    """A later last day for the unit."""
    row = _found(request, proceeding_id)
    form = ExtendExplanationForm(posted(request), initial={"version": row.version})
    page = _page(
        request, row, title="Gia hạn giải trình", button="Gia hạn", done="Đã gia hạn giải trình.",
        problems=_problems(request, row, "extend"),
    )  # fmt: skip
    return form_page(
        request, form,
        lambda: actions.extend_explanation(by=request.user, proceeding_id=row.pk, **form.cleaned_data), page,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def conclude(request: PersonRequest, proceeding_id: int) -> HttpResponse:
    """The standing office concludes; the unit reads it."""
    row = _found(request, proceeding_id)
    known = {"version": row.version, "level": row.concluded_level, "text": row.conclusion}
    form = ConcludeProceedingForm(row, posted(request), initial=known)
    page = _page(
        request, row, title="Kết luận", button="Ghi kết luận", done="Đã ghi kết luận.", quote=row.explanation,
        lead="Kết luận không được nặng hơn mức dự kiến đã thông báo cho đơn vị.",
        problems=_problems(request, row, "conclude"),
    )  # fmt: skip
    return form_page(
        request, form,
        lambda: actions.conclude_proceeding(by=request.user, proceeding_id=row.pk, **form.cleaned_data), page,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def drop(request: PersonRequest, proceeding_id: int) -> HttpResponse:
    """Nothing is lowered or revoked."""
    row = _found(request, proceeding_id)
    form = DropProceedingForm(posted(request), initial={"version": row.version})
    page = _page(
        request, row, title="Kết thúc, không hạ, không thu hồi", button="Kết thúc thủ tục",
        done="Đã kết thúc thủ tục. Kết quả của đơn vị giữ nguyên.", problems=_problems(request, row, "drop"),
    )  # fmt: skip
    return form_page(
        request, form,
        lambda: actions.drop_proceeding(by=request.user, proceeding_id=row.pk, **form.cleaned_data), page,
    )  # fmt: skip
