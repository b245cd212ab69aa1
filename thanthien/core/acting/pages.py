"""How a page carries out an action and tells the answer: a view loads, attempts, answers.

form = NameForm(posted(request))
done = attempt(form, lambda: rename_agency(agency_id=agency.pk, by=request.user, **form.cleaned_data))
if done:
    messages.success(request, "Đã lưu.")
    return redirect("agency", agency.pk)
return render(request, "….html", {"form": form}, status=done.status)

A page with nothing but one form is a :class:`~thanthien.core.acting.form_page.FormPage`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, runtime_checkable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from thanthien.core.acting.errors import Invalid, Refused, Stale

SHOWN, REFUSED, CONFLICT = 200, 422, 409

Problem: TypeAlias = Refused | Invalid | Stale
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """What became of an action. True when it was carried out; else ``status`` is the one of the page that is shown
    (200: nothing was asked for yet) and ``problem`` what the action answered, if it came to that."""

    given: tuple[T, ...] = ()
    problem: Problem | None = None
    status: int = SHOWN

    def __bool__(self) -> bool:
        return bool(self.given)

    @property
    def value(self) -> T:
        """What the action returned. Ask only when it was carried out."""
        return self.given[0]

    @property
    def stale(self) -> Stale | None:
        """Set when someone saved meanwhile."""
        return self.problem if isinstance(self.problem, Stale) else None

    @property
    def sentences(self) -> list[str]:
        """What to tell of the problem where there is no form."""
        return sentences(self.problem) if self.problem else []


@runtime_checkable
class TellsStale(Protocol):
    """A form that shows what stands now beside what was typed, so that sending again is a decision."""

    def tell_stale(self, current: Any) -> None:
        """Take over what stands now."""
        ...


@runtime_checkable
class NamesFields(Protocol):
    """A form whose fields bear other names than the action's words for them."""

    def field_named(self, name: str) -> str:
        """The field for a name in ``Invalid.errors``."""
        ...


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, to bind a form that may be empty; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def carry_out(act: Callable[[], T]) -> Attempt[T]:
    """Do it; a refusal is part of the answer. For pages that tell it in their own way."""
    try:
        return Attempt((act(),))
    except (Refused, Invalid, Stale) as problem:
        return Attempt(problem=problem, status=CONFLICT if isinstance(problem, Stale) else REFUSED)


def attempt(form: forms.BaseForm, act: Callable[[], T], *beside: forms.BaseForm) -> Attempt[T]:
    """Do it with a form that was sent and is in order. The sentences of a refusal go to the form, or to the one
    ``beside`` it that has the field; what was typed is kept."""
    if not form.is_bound:
        return Attempt()
    if not form.is_valid():
        return Attempt(status=REFUSED)
    done = carry_out(act)
    if done.problem:
        tell(form, done.problem, *beside)
    return done


def tell(form: forms.BaseForm, problem: Problem, *beside: forms.BaseForm) -> None:
    """Put the sentences of an action beside their fields; those that name no field stand above the (first) form."""
    if isinstance(problem, Invalid):
        for name, sentence in problem.errors.items():
            target = next((one for one in (form, *beside) if _field(one, name)), form)
            target.add_error(_field(target, name), sentence)
    elif isinstance(problem, Stale) and isinstance(form, TellsStale):
        form.tell_stale(problem.current)
    else:
        form.add_error(None, sentences(problem))


def _field(form: forms.BaseForm, name: str) -> str | None:
    field = form.field_named(name) if isinstance(form, NamesFields) else name
    return field if field in form.fields else None


def press(request: HttpRequest, act: Callable[[], T], done: str | Callable[[T], str]) -> Attempt[T]:
    """Do what a button without a form asks for; success and refusal become messages of the next page."""
    pressed = carry_out(act)
    say(request, pressed, done)
    return pressed


def say(request: HttpRequest, pressed: Attempt[T], done: str | Callable[[T], str]) -> None:
    """Tell in messages of the next page what became of it."""
    if pressed:
        messages.success(request, done(pressed.value) if callable(done) else done)
    for sentence in pressed.sentences:
        messages.error(request, sentence)


def sentences(problem: Problem) -> list[str]:
    """What to tell of a refusal where there is no form."""
    if isinstance(problem, Refused):
        return problem.problems
    return list(problem.errors.values()) if isinstance(problem, Invalid) else [str(problem)]


def sent_from(back: Callable[..., str]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For a view that only takes what a form sends: opened anew by its address alone (a bookmark, a reload after
    signing in) it leads back to the page of the form. ``back`` takes the arguments of the address."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs) if request.method == "POST" else redirect(back(*args, **kwargs))

        return require_http_methods(["GET", "HEAD", "POST"])(taken)

    return decorate
