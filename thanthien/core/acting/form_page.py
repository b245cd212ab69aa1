"""A page with one form for one thing to do: shown, sent, done; refused, it is shown again with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from thanthien.core.acting.pages import SHOWN, attempt
from thanthien.core.components.basics import breadcrumb

T = TypeVar("T")
TEMPLATE = "core/acting/form.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """The words of the page and where it leads.

    ``trail``: label and address of the pages above, in turn. ``to``: where the person is afterwards, ``back`` unless
    given. ``quote`` is text of a person that the form is about. ``problems``: why it can't be done at all, told before
    anybody types; then no form is shown. ``purposes``: codes of the personal
    data that the form asks for. A template of its own extends ``core/acting/form.html``.
    """

    title: str
    button: str
    done: str | Callable[[Any], str]
    back: str
    to: str | Callable[[Any], str] = ""
    trail: tuple[str, ...] = ()
    lead: str = ""
    facts: Sequence[tuple[str, Any]] = ()
    quote: str = ""
    problems: Sequence[str] = ()
    purposes: tuple[str, ...] = ()
    danger: bool = False
    template: str = TEMPLATE

    @property
    def breadcrumb(self) -> dict[str, Any]:
        """The context of components/breadcrumb.html."""
        return breadcrumb(*self.trail, self.title)


def form_page(request: HttpRequest, form: forms.Form, act: Callable[[], T], page: FormPage) -> HttpResponse:
    """Show the form; sent and in order, act, tell it and go on. ``act`` reads ``form.cleaned_data``."""
    done = attempt(form, act)
    if done:
        messages.success(request, page.done(done.value) if callable(page.done) else page.done)
        return redirect((page.to(done.value) if callable(page.to) else page.to) or page.back)
    return show_form(request, form, page, done.status)


def show_form(request: HttpRequest, form: forms.Form, page: FormPage, status: int = SHOWN) -> HttpResponse:
    """The page with its form as it stands."""
    return render(request, page.template, {"form": form, "page": page}, status=status)
