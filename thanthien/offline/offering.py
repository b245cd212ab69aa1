"""What a device is told at a contact: whose it is, the forms of this person, and the moment, signed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.offline.registry import Door, doors
from thanthien.offline.tokens import contact_token
from thanthien.records.forms import DeviceSheet


def greeting(request: HttpRequest, person: User, owner: str, *, by_link: bool = False) -> dict[str, Any]:
    """What the device keeps for this owner, encrypted, until the next contact."""
    now = clock.now()
    return {
        "owner": owner,
        "name": person.full_name,
        "now": round(now.timestamp() * 1000),
        "contact": contact_token(owner, now),
        "csrf": get_token(request),
        "forms": [_told(one, form) for one, form in blank_forms(person, by_link=by_link)],
    }


def blank_forms(person: User, *, by_link: bool = False) -> list[tuple[Door, DeviceSheet]]:
    """The forms of a person as they begin; those without a place to write of are left out."""
    made = [(one, one.form.make(None, None, {})) for one in doors(person, by_link=by_link)]
    return [(one, form) for one, form in made if form.can_be_filled_in]


def _told(one: Door, form: DeviceSheet) -> dict[str, str]:
    return {
        "kind": one.kind.key,
        "form": one.form.name,
        "title": one.form.title,
        "place": form.place_in_words,
        "page": reverse(one.kind.page),
        "html": render_to_string("offline/fields.html", {"form": form}),
    }
