"""Feedback for officials: the register, a matter read from top to bottom, one form for each thing that can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page, show_form
from thanthien.core.acting.pages import posted, sent_from
from thanthien.core.compression import shows_secret
from thanthien.core.formats import date_vn
from thanthien.core.matters.steps import Step
from thanthien.core.private.actions import read_private
from thanthien.core.private.keys import GoneError
from thanthien.core.tables.pages import table_page
from thanthien.core.text import with_lines
from thanthien.feedback.actions import take_step
from thanthien.feedback.assigning import FORM
from thanthien.feedback.checks import faults_of_answer
from thanthien.feedback.enums import ABOVE, STANDARD, Part, Via
from thanthien.feedback.forms import FIELDS, LEADS, FeedbackFilter, StepForm
from thanthien.feedback.models import Feedback, FeedbackAnswer, FeedbackText
from thanthien.feedback.numbers import number_table, number_units, sees_lanes, unit_lines
from thanthien.feedback.permissions import (
    actors_for,
    can_read,
    leads,
    readers,
    reads_texts,
    reads_to_judge,
    signers_of,
)
from thanthien.feedback.queries import Case, cases_of, first_words, near_duplicates, people_at_work, texts_of
from thanthien.feedback.sealed_pictures import open_photograph
from thanthien.feedback.shelf import CONTACTS, TEXTS
from thanthien.feedback.shown import WHAT_IS_READ, WHAT_OF_LANE, WHAT_TO_JUDGE, contact_facts, facts_of, history
from thanthien.feedback.shown_pictures import FIELD as PICTURES
from thanthien.feedback.shown_pictures import Pictured, pictured
from thanthien.feedback.standard_answers import Offer, can_keep_standards, standards_offered
from thanthien.feedback.tables import feedback_table, opened_with, state_tone, state_words
from thanthien.feedback.topics import offered_to_units
from thanthien.feedback.waiting import counts_of, next_waiting, worked_units
from thanthien.feedback.workflow import HIDDEN, STEPS, Actor, Status
from thanthien.measures.periods import period_of
from thanthien.measures.terms import known_terms
from thanthien.records.photograph_pages import served_picture
from thanthien.units.models import Unit

_form = require_http_methods(["GET", "HEAD", "POST"])
_SAID = (Part.TEXT, Part.ADDED)
_DONE = "xong"  # in addresses after a step
_HANDED_ON = "Trình duyệt trả lời"  # a draft is drafted on its page, and handed to who leads by its button


@require_safe
@requires(can_read)
def register(request: PersonRequest) -> HttpResponseBase:
    """What the person sees; for who works on it first what waits for an answer, and above it how much does."""
    asked = FeedbackFilter(opened_with(request.user, request.GET), request.user)
    table = feedback_table(request.user, asked)
    return table_page(request, "feedback/list.html", lambda: _above_list(request), table=table)


def _above_list(request: PersonRequest) -> dict[str, Any]:
    units = Unit.objects.current().filter(pk__in=worked_units(request.user)).in_vietnamese_order()
    standards = can_keep_standards(request.user)
    return {"counts": counts_of(request.user), "units": list(units), "standards": standards, "assign_form": FORM}


@require_safe
@requires(can_read)
def numbers(request: PersonRequest) -> HttpResponseBase:
    """Numbers of this year, of the units that the person follows."""
    units = number_units(request.user)
    first, lanes = known_terms().first_day(period_of("month", clock.today())), sees_lanes(request.user)
    table = number_table(unit_lines(units, first, lanes=lanes), lanes=lanes)
    return table_page(request, "feedback/numbers.html", {"above": ABOVE}, table=table)


def _found(request: PersonRequest, pk: int) -> Feedback:
    return get_object_or_404(Feedback.objects.filter(readers(request.user)).with_names(), pk=pk)


@require_safe
@requires(can_read)
def one(request: PersonRequest, pk: int) -> HttpResponse:
    """A matter, from what was said to what can be done now. The contact is not shown here. After a step of the person
    also what of theirs is due next."""
    row = _found(request, pk)
    following = next_waiting(request.user, row) if _DONE in request.GET else None
    shown = {"following": following, "following_url": _door(request.user, following) if following else ""}
    return render(request, "feedback/one.html", _page_of(request, row) | shown)


def _door(user: User, row: Feedback) -> str:
    """Where the person goes on with what waits for them: the page on which they approve it, or the matter."""
    if row.stage is Status.DRAFTED and leads(user, row.unit_id):
        return reverse("feedback-step", args=[row.pk, "answer"])
    return reverse("feedback-one", args=[row.pk])


def _page_of(request: PersonRequest, row: Feedback) -> dict[str, Any]:
    (case,) = cases_of([row])
    reads, hidden = reads_texts(request.user, row), row.stage in HIDDEN
    actors = actors_for(request.user, row)
    photographs = pictured(row) if reads and not hidden else []
    compares = row.published_at is not None and any(one.waits_for(request.user) for one in photographs)
    near = near_duplicates(row) if reads and not hidden and row.stage.is_open else []
    kept = FeedbackText.objects.filter(feedback=row, part=Part.CONTACT, erased_at=None).first() if reads else None
    return {
        "row": row,
        "case": case,
        "state": state_words(case),
        "tone": state_tone(case),
        "facts": facts_of(case, reads=reads),
        "said": texts_of(row, *_SAID) if reads and not hidden else [],
        "photographs": photographs,
        "may_cover": STEPS.allows("blur", row.stage, *actors),
        "may_put_away": STEPS.allows("drop", row.stage, *actors),
        "reads": reads,
        "by_button": (reads and hidden) or reads_to_judge(row, actors),
        "contact_kept": kept is not None,
        "gets_letters": kept is not None and kept.wants_letters and not hidden,
        "history": history(case, reads=reads and not hidden),
        "steps": [step for step in _in_turn(row, actors, request.user) if _is_offered(step.name, case, near, compares)],
        "near": near,
        "joined": list(row.joined.order_by("pk")) if reads and not hidden else [],
        "above": ABOVE,
    }


def _in_turn(row: Feedback, actors: Sequence[Actor], by: User) -> list[Step[Status, Actor]]:
    """What may be done now, first what is asked for: an answer that waits is approved, what was given to the person is
    answered."""
    first = ["answer", *(["draft"] if row.assigned_id == by.pk else ())]
    place = {name: number for number, name in enumerate(first)}
    return sorted(STEPS.open_to(row.stage, *actors), key=lambda step: place.get(step.name, len(first)))


def _place(row: Feedback) -> int | None:
    """Where a look is noted: of a lane that the unit doesn't see at no unit, else its people read there that it was."""
    return None if row.stage in HIDDEN else row.unit_id


@shows_secret
@requires(can_read)
@sent_from(lambda pk: reverse("feedback-one", args=[pk]))
def contact(request: PersonRequest, pk: int) -> HttpResponse:
    """Who sent it, shown once; that it was read is noted."""
    row = _found(request, pk)
    kept = FeedbackText.objects.filter(feedback=row, part=Part.CONTACT, erased_at=None).first()
    if not reads_texts(request.user, row) or kept is None:
        raise Http404
    (texts,) = read_private(CONTACTS, [(kept, row.label, _place(row))], what_for=WHAT_IS_READ, by=request.user)
    shown = {"contact": contact_facts(texts) if texts else None, "gone": texts is None}
    return render(request, "feedback/one.html", _page_of(request, row) | shown)


@shows_secret
@requires(can_read)
@sent_from(lambda pk: reverse("feedback-one", args=[pk]))
def read(request: PersonRequest, pk: int) -> HttpResponse:
    """What was said in a lane that a unit doesn't see, for the body of the lane; what was ended without an answer, for
    a body that may put it back. That it was read is noted."""
    row = _found(request, pk)
    judged = reads_to_judge(row, actors_for(request.user, row))
    if not judged and (row.stage not in HIDDEN or not reads_texts(request.user, row)):
        raise Http404
    what_for = WHAT_TO_JUDGE if judged else WHAT_OF_LANE
    kept = list(FeedbackText.objects.filter(feedback=row, part__in=_SAID).order_by("pk"))
    texts = read_private(TEXTS, [(one, row.label, _place(row)) for one in kept], what_for=what_for, by=request.user)
    said = [(one, told or {}) for one, told in zip(kept, texts, strict=True)]
    page = _page_of(request, row)
    shown = {"said": said, "by_button": False, "photographs": [] if judged else pictured(row)}
    return render(request, "feedback/one.html", page | shown | {"history": history(page["case"], reads=True)})


@require_safe
@requires(can_read)
def photograph(request: PersonRequest, pk: int, key: UUID) -> HttpResponseBase:
    """A photograph, for who may read what was said. In a lane that a unit doesn't see its key, which nobody guesses,
    stands on the page of a reading that was noted."""
    row = _found(request, pk)
    found = row.photographs.shown().filter(key=key).first() if reads_texts(request.user, row) else None
    if found is None:
        raise Http404
    try:
        return served_picture(request, found, "private, no-store", open_row=open_photograph)
    except GoneError:
        raise Http404 from None


@_form
@requires(can_read)
def step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the table."""
    row = _found(request, pk)
    if step not in FIELDS or STEPS[step].actors.isdisjoint(actors_for(request.user, row)):
        raise Http404
    (case,) = cases_of([row])
    if step == "draft" and STANDARD in request.POST:
        return _with_standard(request, case)
    offer = standards_offered(row) if step == "draft" else None
    pictures = [one for one in pictured(row) if one.waits_for(request.user)] if PICTURES in FIELDS[step] else []
    form = StepForm(step, _offered(step, row, pictures), posted(request), initial=_initial(step, case))
    return form_page(
        request,
        form,
        lambda: take_step(form.taken(), feedback_id=pk, version=form.cleaned_data["version"], by=request.user),
        _step_page(request.user, step, case, offer, pictures),
    )


def _with_standard(request: PersonRequest, case: Case) -> HttpResponse:
    """The draft as it was typed, with a standard answer that was chosen for it; nothing is stored."""
    typed = {name: with_lines(request.POST.get(name, "")) for name in ("version", *FIELDS["draft"])}
    offer = standards_offered(case.row, request.POST[STANDARD], typed)
    form = StepForm("draft", _offered("draft", case.row, []), initial=offer.words)
    return show_form(request, form, _step_page(request.user, "draft", case, offer, []))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage(FormPage):
    """The page of a step; of a draft with the standard answers that may be used, where the chair has a word on an
    ``answer`` with it, before a result is public with the ``pictures`` that the person compares with what was sent.
    ``sent``: the photographs, beside a draft.
    ``faults``: why that answer can't be approved, by what of it says too little."""

    offer: Offer | None = None
    pictures: Sequence[Pictured] = ()
    sent: Sequence[Pictured] = ()
    answer: FeedbackAnswer | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


def _step_page(user: User, name: str, case: Case, offer: Offer | None, pictures: Sequence[Pictured]) -> StepPage:
    said, row = STEPS[name], case.row
    own = reverse("feedback-one", args=[row.pk])
    reads = reads_texts(user, row)
    texts = [texts for _, texts in texts_of(row, *_SAID)] if reads and row.stage not in HIDDEN else []
    words = (each for one in texts for each in (one.get("text"), one.get("place")) if each)
    answer = row.answer if reads and name in _OF_ANSWER else None
    approves = answer is not None and name in ("answer", "close")
    return StepPage(
        offer=offer,
        pictures=pictures,
        sent=pictured(row) if offer and texts else [],
        answer=answer,
        faults=faults_of_answer(summary=answer.summary, text=answer.text) if answer and approves else {},
        template="feedback/draft.html" if offer else "feedback/step.html",
        title=f"{said.label}, {row.label}",
        button=_HANDED_ON if name == "draft" else said.label,
        done="Đã trình duyệt trả lời." if name == "draft" else f"Đã lưu: {said.label.lower()}.",
        back=own,
        # What leaves the unit's sight has no page for its people any more.
        to=reverse("feedback-list") if said.target in HIDDEN or said.name == "return" else f"{own}?{_DONE}=on",
        trail=ABOVE,
        lead=_lead(name, case),
        facts=facts_of(case, reads=reads),
        quote="\n\n".join(words),
        danger=name in ("legal", "quarantine", "spam", "take_down"),
        problems=() if row.stage in said.sources else (f"Phản ánh {row.stage.label} nên không làm được việc này.",),
    )


def _lead(name: str, case: Case) -> str:
    """What the step means; of the weekly channel also what becomes of its words there."""
    lead, row = LEADS.get(name, "").format(forward_by=date_vn(case.forward_by)), case.row
    kept_there = row.via == Via.GRASSROOTS and STEPS[name].target in HIDDEN
    return f"{lead} Ý kiến gốc trong kênh ý kiến hằng tuần cũng không hiện nữa." if kept_there else lead


def _is_offered(name: str, case: Case, near: Sequence[Feedback], compares: bool) -> bool:
    """What its sender put out of the unit's sight is not given back; joining needs another one, comparing pictures some
    that wait; a result is made public once, and taken down where it is."""
    if name == "return":
        return not case.lane_of_sender
    if name == "show":
        return compares
    if name in ("publish", "take_down"):
        return (case.row.published_at is None) == (name == "publish")
    return bool(near) if name == "join" else name in FIELDS


_OF_ANSWER = frozenset({"answer", "close", "back", "publish", "show", "exempt", "take_down"})


def _offered(name: str, row: Feedback, pictures: Sequence[Pictured]) -> dict[str, Sequence[Any]]:
    """What the fields of a step may be chosen from."""
    if pictures:
        return {PICTURES: [(one.made.key, one.words) for one in pictures if one.made]}
    if name == "assign":
        return {"assigned": [(one.pk, one.full_name) for one in people_at_work(row.unit_id)]}
    if name == "join":
        near = near_duplicates(row)
        begins = first_words(near)
        return {"joined_to": [(one.pk, _to_join(one, begins.get(one.pk, ""))) for one in near]}
    if name == "sort":
        return {"topic": [(one.code, one.title) for one in offered_to_units(clock.today())]}
    if name == "draft":
        return {"signer": [(one, one) for one in _signers(row)]}
    return {}


def _signers(row: Feedback) -> list[str]:
    """The offices that may answer, and what earlier drafts of this matter said, which nobody has to give up."""
    said = row.drafts.order_by("pk").values_list("signer", flat=True)
    return list(dict.fromkeys([*signers_of(row.unit), *said]))


def _to_join(row: Feedback, begins: str) -> str:
    return f"{row.label}, {date_vn(row.received_on)}, {row.stage.label}{f': {begins}' if begins else ''}"


def _initial(name: str, case: Case) -> dict[str, Any]:
    row = case.row
    shown: dict[str, Any] = {"version": row.version, "topic": row.topic, "kind": row.kind, "assigned": row.assigned_id}
    if name == "draft":
        answer = row.answer
        shown |= {"signer": answer.signer if answer else signers_of(row.unit)[0]}
        shown |= {"summary": answer.summary, "text": answer.text} if answer else {}
    return shown
