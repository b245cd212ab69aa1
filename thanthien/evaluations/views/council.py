"""The council: agenda, one dossier, one indicator, sheets handed back, level, conclusions in bulk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import sees_city
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import CONFLICT, attempt, posted
from thanthien.core.components.basics import Tab
from thanthien.core.tables.pages import table_page
from thanthien.core.tables.table import Table
from thanthien.evaluations.actions import council, sheets
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.bulk.council import AdoptAgreed, ConcludeDossiers
from thanthien.evaluations.enums import Column
from thanthien.evaluations.forms.council import ConcludeForm, HandBackForm, LevelForm, ReconsiderForm
from thanthien.evaluations.forms.lists import ContestedForm, UnitNameFilter
from thanthien.evaluations.models import Cycle, Dossier, ReopenedItem, Sheet
from thanthien.evaluations.permissions import can_conclude, concludes
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.queries.adjustments import reopened_text
from thanthien.evaluations.queries.city_returns import reopened_indicators, reopened_items
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.queries.dossier import column_label
from thanthien.evaluations.queries.draft_changes import changed_of
from thanthien.evaluations.queries.figure_door import doors_of
from thanthien.evaluations.queries.item import evidence_of
from thanthien.evaluations.queries.phases import Opening, opening_of
from thanthien.evaluations.queries.steering import levels_hidden
from thanthien.evaluations.scored import ScoredRow
from thanthien.evaluations.states import CONCLUDES_ITEMS, CONCLUDING, UNDECIDED
from thanthien.evaluations.tables.council import agenda_table, contested_table
from thanthien.evaluations.views.council_words import former_words, words_of
from thanthien.evaluations.workflow import PhaseKey, Status

_STAGES = (("", "Tất cả"), ("can", "Còn mục phải kết luận"), ("san-sang", "Sẵn sàng kết luận"), ("xong", "Đã kết luận"))
CONTESTED = "chenh-lech"  # lists indicators, not dossiers, and counts what it lists


@require_GET
@requires(sees_city)
def home(request: PersonRequest) -> HttpResponseBase:
    """The agenda: dossiers with all sheets, the most contested first; or each contested indicator."""
    cycles = pages.council_cycles(request.user)
    asked = next((one for one in cycles if str(one.pk) == request.GET.get("ky")), None)
    cycle = asked or pages.cycle_to_open(cycles)
    if cycle is None:
        return render(request, "evaluations/council/no_cycle.html")
    agenda, stage = pages.agenda(request.user, cycle.pk), request.GET.get("phan", "")
    if stage == CONTESTED:
        table: Table[Any] = contested_table(request.user, cycle, ContestedForm(request.GET))
    else:
        rows, hidden = [row for row in agenda.rows if stage in ("", row.stage)], levels_hidden(request.user, cycle)
        table = agenda_table(rows, cycle, UnitNameFilter(request.GET), levels_hidden=hidden)
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "agenda": agenda,
        "tabs": _tabs(agenda, cycle, stage),
        "can_conclude": can_conclude(request.user, cycle),
        "opening": opening_of(cycle, PhaseKey.COUNCIL),
    }
    return table_page(request, "evaluations/council/home.html", context, table=table)


def _tabs(agenda: pages.Agenda, cycle: Cycle, stage: str) -> list[Tab]:
    counts = {key: sum(key in ("", row.stage) for row in agenda.rows) for key, _ in _STAGES}
    counts[CONTESTED] = agenda.open_contested
    labels = (*_STAGES, (CONTESTED, "Tiêu chí chưa thống nhất, chưa kết luận"))
    return [Tab(label, f"?ky={cycle.pk}&phan={key}", key == stage, counts[key]) for key, label in labels]


def _dossier(request: PersonRequest, cycle_id: int, unit: str) -> Dossier:
    return get_object_or_404(pages.council_dossiers(request.user, cycle_id), unit__code=unit)


def _may_write(request: PersonRequest, dossier: Dossier) -> bool:
    """Does the page offer forms? The actions ask again."""
    open_now = dossier.status in CONCLUDING and not _opening(dossier)
    return open_now and can_conclude(request.user, dossier.cycle) and dossier.pk not in conflicted_dossiers(
        request.user, dossier.cycle
    )  # fmt: skip


def _opening(dossier: Dossier) -> Opening | None:
    """The first day of the council, while it is still to come for a dossier on which it has to speak."""
    under = dossier.status in CONCLUDES_ITEMS
    return opening_of(dossier.cycle, PhaseKey.COUNCIL, dossier) if under else None


@require_GET
@requires(sees_city)
def dossier(request: PersonRequest, cycle_id: int, unit: str) -> HttpResponse:
    """One dossier: totals and levels side by side, contested indicators first."""
    found = _dossier(request, cycle_id, unit)
    page = pages.dossier_page(found)
    compiled = found.compiled
    writing, opening = can_conclude(request.user, found.cycle), _opening(found)
    context = {
        "page": page,
        "dossier": found,
        "columns": [(column_label(Column(key), found.cycle), page.totals.get(key)) for key in Column.values],
        "questions": {gate.key: gate.question for gate in compiled.gates},
        "may_write": _may_write(request, found),
        "conflict": writing and found.pk in conflicted_dossiers(request.user, found.cycle),
        "opening": opening,
        "may_propose": writing and found.status in CONCLUDING and not opening,
        "may_close": writing and not opening and found.status == Status.UNDER_APPRAISAL,
        "may_reconsider": writing and found.status == Status.CONCLUDED,
        "may_hand_back": writing and found.status == Status.UNDER_APPRAISAL,
        "concludes_items": found.status in CONCLUDES_ITEMS,
        "reopened": [(old, reopened_text(found, old)) for old in _reopened(found)],
        "may_close_again": writing and found.status == Status.RECONCLUDING,
        "former": former_words(found) if found.status in UNDECIDED else "",
        "obstacles": _obstacles(request, found) if writing else [],
        "next": page.next_open(),
    }
    return render(request, "evaluations/council/dossier.html", context)


def _reopened(found: Dossier) -> list[ReopenedItem]:
    """What was opened again, while it is concluded again."""
    return list(reopened_items(found)) if found.status == Status.RECONCLUDING else []


def _obstacles(request: PersonRequest, found: Dossier) -> list[str]:
    step = "conclude_again" if found.status == Status.RECONCLUDING else "conclude"
    return check([found], step, by=request.user).get(found.pk, [])


# --- One indicator ---------------------------------------------------------------------------------------------------


@requires(sees_city)
def item(request: PersonRequest, cycle_id: int, unit: str, code: str) -> HttpResponse:
    """One indicator: every word on it side by side; the secretary concludes."""
    found = _dossier(request, cycle_id, unit)
    page = pages.dossier_page(found)
    row = page.row(code)
    if row is None:
        raise Http404
    form = ConcludeForm(row.compiled, row.conclusion, _start(row, request.GET.get("theo", "")), posted(request))
    if form.is_bound:  # who may not conclude is told so by the action, above what was typed
        return _conclude(request, page, row, form)
    writes = _may_write(request, found) and found.status in CONCLUDES_ITEMS
    if found.status == Status.RECONCLUDING:
        writes = writes and row.conclusion.indicator_id in reopened_indicators(found)
    return _show_item(request, page, row, form if writes else None)


def _start(row: pages.ItemRow, wanted: str) -> ScoredRow:
    """What the form starts from: the conclusion as it stands, or the column that the person picked."""
    if wanted == "tu-cham":
        return row.comparison.answer
    return next((one for one in row.given if str(one.sheet_id) == wanted), row.conclusion)


def _conclude(request: PersonRequest, page: pages.DossierPage, row: pages.ItemRow, form: ConcludeForm) -> HttpResponse:
    done = attempt(
        form,
        lambda: council.conclude_item(
            by=request.user, conclusion_id=row.conclusion.pk, version=form.cleaned_data["version"], entry=form.entry()
        ),
    )
    if not done:
        return _show_item(request, page, row, form, done.status)
    messages.success(request, f"Đã kết luận {row.code} của {page.dossier.unit.name}.")
    following = page.next_open(row.code)
    if following is None:
        return redirect("council-dossier", page.dossier.cycle_id, page.dossier.unit.code)
    return redirect("council-item", page.dossier.cycle_id, page.dossier.unit.code, following.code)


def _show_item(
    request: PersonRequest, page: pages.DossierPage, row: pages.ItemRow, form: ConcludeForm | None, status: int = 200
) -> HttpResponse:
    shown, hidden = evidence_of(request.user, row.comparison.answer.pk)
    codes = [one.code for one in page.contested]
    context: dict[str, Any] = {
        "page": page,
        "dossier": page.dossier,
        "row": row,
        "words": words_of(page, row),
        "form": form,
        "opening": _opening(page.dossier),
        "stale": status == CONFLICT,
        "evidence": shown,
        "hidden_evidence": hidden,
        "changes": changed_of(page.dossier.pk, row.compiled.definition),
        "doors": doors_of(request.user, page.dossier, row.compiled),
        "place": codes.index(row.code) + 1 if row.code in codes else 0,
        "following": page.next_open(row.code),
    }
    return render(request, "evaluations/council/item.html", context, status=status)


# --- Steps on one dossier --------------------------------------------------------------------------------------------


def concluder_or_404(request: PersonRequest, cycle: Cycle) -> None:
    """Who concludes goes by the mode of the cycle; to the others the page is not there."""
    if not can_conclude(request.user, cycle):
        raise Http404


def step_page(found: Dossier, *, title: str, lead: str, **words: Any) -> FormPage:
    """The page of one step of the council on a dossier; it leads back to the dossier, unless said otherwise."""
    back = reverse("council-dossier", args=[found.cycle_id, found.unit.code])
    trail = ("Kết luận", reverse("council-home"), found.unit.name, back)
    return FormPage(title=title, lead=f"{found.unit.name}. {lead}", trail=trail, back=back, **words)


@requires(concludes)
def propose(request: PersonRequest, cycle_id: int, unit: str) -> HttpResponse:
    """Propose a level other than the computed one, with a reason."""
    found = _dossier(request, cycle_id, unit)
    concluder_or_404(request, found.cycle)
    computed = pages.stored_totals([found])[found.pk].get(Column.COUNCIL)
    start = found.proposed_level if found.proposed_level is not None else computed and computed.level
    form = LevelForm(
        found.cycle.level_names,
        posted(request),
        initial={"level": start, "reason": found.proposed_reason, "version": found.version},
    )
    page = step_page(
        found,
        title="Đề nghị mức độ",
        lead="Mức độ tính được vẫn được giữ bên cạnh mức độ đề nghị; lý do được công khai cùng kết quả.",
        button="Ghi mức độ đề nghị",
        done=f"Đã ghi mức độ đề nghị cho {found.unit.name}.",
    )
    return form_page(
        request, form, lambda: council.propose_level(by=request.user, dossier_id=found.pk, **form.cleaned_data), page
    )


@requires(concludes)
def reconsider(request: PersonRequest, cycle_id: int, unit: str) -> HttpResponse:
    """Open the council's work on a concluded dossier again."""
    found = _dossier(request, cycle_id, unit)
    concluder_or_404(request, found.cycle)
    form = ReconsiderForm(posted(request), initial={"version": found.version})
    page = step_page(
        found,
        title="Mở lại phần kết luận",
        lead="Hồ sơ trở lại bước thẩm định, mức độ đề nghị bị xóa; các kết luận đã ghi được giữ để sửa.",
        button="Mở lại",
        done=f"Đã mở lại phần kết luận của {found.unit.name}.",
    )
    return form_page(
        request, form, lambda: council.reconsider(by=request.user, dossier_id=found.pk, **form.cleaned_data), page
    )


@requires(concludes)
def hand_back(request: PersonRequest, sheet_id: int) -> HttpResponse:
    """Give a sent sheet back to its body."""
    sheet = get_object_or_404(Sheet.objects.select_related("body__passed_to", "dossier__unit"), pk=sheet_id)
    found = _dossier(request, sheet.dossier.cycle_id, sheet.dossier.unit.code)
    concluder_or_404(request, found.cycle)
    form = HandBackForm(posted(request), initial={"sent_at": sheet.sent_at})
    page = step_page(
        found,
        title=f"Trả lại phiếu của {sheet.name}",
        lead="Cơ quan sửa và gửi lại phiếu. Cho đến lúc đó, điểm thẩm định của hồ sơ này không hiện cho ai khác.",
        button="Trả lại phiếu",
        done=f"Đã trả lại phiếu của {sheet.name}.",
        to=_home_url(found.cycle),
    )
    return form_page(
        request, form, lambda: sheets.hand_back(by=request.user, sheet_id=sheet.pk, **form.cleaned_data), page
    )


# --- Many dossiers ---------------------------------------------------------------------------------------------------


def _home_url(cycle: Cycle) -> str:
    return f"{reverse('council-home')}?ky={cycle.pk}"


@requires(concludes)
def adopt(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Adopt the agreed answers of many dossiers; contested ones stay for the council."""
    concluder_or_404(request, get_object_or_404(Cycle, pk=cycle_id))
    return bulk_page(request, AdoptAgreed(request.user, cycle_id))


@requires(concludes)
def conclude(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Close the council's work on one or many dossiers."""
    concluder_or_404(request, get_object_or_404(Cycle, pk=cycle_id))
    return bulk_page(request, ConcludeDossiers(request.user, cycle_id))
