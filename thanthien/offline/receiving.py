"""What a device that sends an entry is answered: stored, refused with the sentences, or not its person's."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse

from thanthien.accounts.models import User
from thanthien.core.acting.pages import attempt
from thanthien.offline import actions
from thanthien.offline.forms import ParcelForm, typed_day
from thanthien.offline.models import Arrival, EntryLink
from thanthien.offline.queries import arrival_in_words
from thanthien.offline.registry import Door, door
from thanthien.records.forms import Delivery, DeviceSheet

_BROKEN = "Nội dung gửi từ máy không đọc được. Vui lòng mở lại trang rồi gửi lại."
_NO_DOOR = "Anh/chị không còn ghi được loại báo cáo này."


def take_parcel(request: HttpRequest, person: User, owner: str, link: EntryLink | None = None) -> JsonResponse:
    """Store what a device sends for this person, who signed in or came by a link."""
    cover = ParcelForm(request.POST)
    if not cover.is_valid():
        return refusal([_BROKEN], status=400)
    if cover.cleaned_data["owner"] != owner:
        return JsonResponse({"state": "other"}, status=409)
    found = door(person, cover.cleaned_data["kind"], cover.cleaned_data["form"], by_link=link is not None)
    if found is None:
        return refusal([_NO_DOOR])
    form = found.form.make(request.POST, request.FILES, typed_day(request.POST, found.kind))
    done = attempt(form, lambda: _store(request, found, form, cover.parcel(owner), person, link))
    return _stored(found, *done.value) if done else refusal(sentences_of(form), _fields(form), done.status)


def _store(
    request: HttpRequest, found: Door, form: DeviceSheet, parcel: actions.Parcel, person: User, link: EntryLink | None
) -> tuple[Any, Arrival]:
    return actions.receive(found.kind.key, parcel, storing(request, found, form, person), by=person, link=link)


def storing(request: HttpRequest, found: Door, form: DeviceSheet, person: User) -> Callable[[Delivery], Any]:
    """The kind's own way of storing what was typed, in the name of this person."""
    asked = copy(request)
    asked.user = person

    def store(delivery: Delivery) -> Any:
        form.delivery = delivery
        return found.kind.store(asked, form)

    return store


def _stored(found: Door, record: Any, arrival: Arrival) -> JsonResponse:
    told = {
        "state": "stored",
        "url": found.kind.address(record),
        "taken": not arrival.why_not,
        "note": arrival_in_words(arrival),
    }
    return JsonResponse(told)


def refusal(sentences: list[str], fields: dict[str, list[str]] | None = None, status: int = 422) -> JsonResponse:
    """Why an entry was not taken, in sentences, and by field where they name one."""
    return JsonResponse({"state": "refused", "sentences": sentences, "fields": fields or {}}, status=status)


def sentences_of(form: forms.Form) -> list[str]:
    """What was refused, each with the label of its field."""
    told = []
    for name, sentences in form.errors.items():
        label = "" if name == "__all__" else f"{form.fields[name].label}: "
        told += [f"{label}{sentence}" for sentence in sentences]
    return told


def _fields(form: forms.Form) -> dict[str, list[str]]:
    return {name: [str(one) for one in sentences] for name, sentences in form.errors.items() if name != "__all__"}
