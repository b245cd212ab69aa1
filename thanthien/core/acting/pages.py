"""How a page carries out an action and tells the answer: a view loads, attempts, answers.

done = attempt(form, lambda: rename_agency(agency_id=agency.pk, by=request.user, **form.cleaned_data))
if done:
    messages.success(request, "Đã lưu.")
    return redirect(done.value)
return render(request, "….html", {"form": form}, status=done.status)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from thanthien.core.acting.errors import Invalid, Refused, Stale

DONE, REFUSED, CONFLICT = 200, 422, 409

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """What became of an action: its value, or the status of the page that shows the form again.

    True when it was carried out. ``stale`` is set when someone saved meanwhile.
    """

    status: int
    given: tuple[T, ...] = ()
    stale: Stale | None = None

    def __bool__(self) -> bool:
        return self.status == DONE

    @property
    def value(self) -> T:
        """What the action returned. Ask only when it was carried out."""
        return self.given[0]


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


def attempt(form: forms.BaseForm, act: Callable[[], T]) -> Attempt[T]:
    """Do it. The sentences of a refusal go to the form, beside their fields where they name one; what was typed is
    kept. A form that isn't valid is not attempted."""
    if not form.is_valid():
        return Attempt(REFUSED)
    try:
        return Attempt(DONE, (act(),))
    except Invalid as invalid:
        tell_invalid(form, invalid)
    except Refused as refused:
        form.add_error(None, refused.problems)  # type: ignore[arg-type]  # a list of sentences is taken, too
    except Stale as stale:
        if isinstance(form, TellsStale):
            form.tell_stale(stale.current)
        else:
            form.add_error(None, str(stale))
        return Attempt(CONFLICT, stale=stale)
    return Attempt(REFUSED)


def tell_invalid(form: forms.BaseForm, invalid: Invalid) -> None:
    """Put the sentences of an action beside their fields; those of no field of this form stand above it."""
    for name, sentence in invalid.errors.items():
        field = form.field_named(name) if isinstance(form, NamesFields) else name
        form.add_error(field if field in form.fields else None, sentence)


def press(request: HttpRequest, act: Callable[[], T], done: str | Callable[[T], str]) -> Attempt[T]:
    """Do what a button without a form asks for; success and refusal become messages of the next page."""
    try:
        value = act()
    except (Refused, Invalid, Stale) as problem:
        for sentence in sentences(problem):
            messages.error(request, sentence)
        stale = problem if isinstance(problem, Stale) else None
        return Attempt(CONFLICT if stale else REFUSED, stale=stale)
    messages.success(request, done(value) if callable(done) else done)
    return Attempt(DONE, (value,))


def sentences(problem: Refused | Invalid | Stale) -> list[str]:
    """What to tell of a refusal where there is no form."""
    if isinstance(problem, Refused):
        return problem.problems
    return list(problem.errors.values()) if isinstance(problem, Invalid) else [str(problem)]
