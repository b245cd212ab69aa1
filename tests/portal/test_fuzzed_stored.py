"""What strangers left runs nowhere: not for everybody once it is answered, and not for the officials who read it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db.models import Model
from django.test import Client
from django.urls import resolve, reverse

from tests.factories.accounts import person
from tests.feedback import scene as feedback
from tests.feedback.open311.scene import handing
from tests.fuzzing import MARK, SCRIPT, scripts_of
from tests.portal.fuzzed import FORMS, OF_STEPS, STEPS, Form, found, sent, usual_of
from tests.portal.private_marks import NOW
from tests.portal.test_private_walk import doors
from tests.portal.walking import Seen, walk
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.feedback.models import Feedback
from thanthien.grassroots.models import WeeklyReport
from thanthien.service.at_home.models import HomeRequest
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db
HOSTILE = f"{SCRIPT}\"><img src=x onerror={MARK}>' onfocus={MARK} autofocus ' javascript:{MARK} </textarea>{SCRIPT}"
STORING = ("feedback-send", "home-service", "disclosure-subscribe", "feedback-follow", "home-follow", "offline-link")
# Who reads it: with which role, of the unit of which matters, and from which lists on.
READERS: list[tuple[Role, type[Model] | None, tuple[str, ...]]] = [
    (Role.COMMUNE_OFFICER, Feedback, ("feedback-list", "feedback-numbers", "notices:work")),
    (Role.COMMUNE_CHAIR, Feedback, ("feedback-list", "notices:work")),
    (Role.SERVICE_OFFICER, HomeRequest, ("home-requests", "home-sheet", "home-numbers")),
    (Role.COMMUNE_OFFICER, WeeklyReport, ("grassroots", "grassroots-weeks", "grassroots-own-unit")),
    (Role.DATA_PROTECTION, None, ("privacy-consents", "privacy-requests", "privacy-breaches")),
    (Role.ADMINISTRATOR, None, ("mail:messages", "mail:addresses")),
]
CONTACT: dict[type[Model] | None, str] = {Feedback: "feedback-contact", HomeRequest: "home-contact"}
WORDS = (HOSTILE, SCRIPT)  # a name is short
MONDAY = NOW.date()


@pytest.fixture(autouse=True)
def _now(time_machine: Any, settings: Any) -> None:
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    time_machine.move_to(NOW, tick=False)


def stored() -> int:
    """In every field that takes it, of every form that stores; by another system; and said again in public. How many
    sendings were taken."""
    client, forms = Client(), found(Client())
    taken = sum(
        _takes(client, name, forms[name], {"step": step, key: word})
        for name in STORING
        for step in STEPS.get(name, ("",))
        for key in [*forms[name].fields, *FORMS[name], *OF_STEPS.get(name, ())]
        for word in WORDS
    )
    system = handing(code="1023", most_a_day=1000)
    fields = ("description", "address_string", "first_name", "last_name", "email", "media_url")
    taken += sum(system.post(**{key: word}).status_code == 200 for key in fields for word in WORDS)
    _published(system.scene)
    return taken


def _takes(client: Client, name: str, form: Form, changes: dict[str, str]) -> bool:
    cache.clear()
    told = usual_of(name, form) | {"may-key": [str(uuid4()).encode()]}
    told |= {key: [word.encode()] for key, word in changes.items()}
    return sent(client, form, told, "form").status_code in (200, 302)


def _published(scene: feedback.Scene) -> None:
    """The first matter of the unit, answered and summed up in the words of its sender."""
    row = Feedback.objects.filter(unit=scene.unit).order_by("pk")[0]
    words = feedback.ANSWER | {"summary": f"Đèn hỏng {HOSTILE}", "text": f"Đã thay {HOSTILE}", "signer": SCRIPT}
    feedback.step(scene, row, "draft", MONDAY, **words)
    feedback.step(scene, row, "answer", MONDAY)
    feedback.step(scene, row, "publish", MONDAY, looked=True)


def reader(role: Role, of: type[Model] | None) -> User:
    """Who has this role where most such matters are."""
    if of is None:
        return person(role)
    [(unit, _)] = Counter(of._default_manager.values_list("unit", flat=True)).most_common(1)
    return person(role, agency=Agency.objects.filter(unit=unit, kind="commune_committee")[0])


def marked(seen: Seen) -> set[str]:
    """Routes on which the mark stood, harmless."""
    return {resolve(urlsplit(address).path).view_name for _, address in seen.found}


def test_nothing_that_was_stored_runs_for_everybody() -> None:
    taken = stored()
    seen = walk(Client(raise_request_exception=False), doors(public_only=True), [MARK], most=500)
    assert (seen.scripts, seen.broken) == ([], [])
    assert {"feedback-city", "feedback-unit", "feedback-answer", "open311-requests"} <= marked(seen)
    assert taken > 40


def contacts(client: Client, of: type[Model] | None) -> list[tuple[str, bytes]]:
    """The pages that show who a matter is about, each by its button; those that the person reads."""
    if of not in CONTACT:
        return []
    rows = of._default_manager.order_by("pk")  # type: ignore[union-attr]
    answers = [client.post(reverse(CONTACT[of], args=[row.pk])) for row in rows]
    return [(CONTACT[of], answer.content) for answer in answers if answer.status_code == 200]


def test_nothing_that_was_stored_runs_for_the_officials_who_read_it() -> None:
    stored()
    told, stood = {}, set()
    for role, of, lists in READERS:
        client = Client(raise_request_exception=False)
        client.force_login(reader(role, of))
        seen = walk(client, [reverse(name) for name in lists], [MARK], most=60)
        pressed = contacts(client, of)
        told[role, of] = [
            *seen.scripts,
            *seen.broken,
            *(one for _, page in pressed for one in scripts_of(page, "html")),
        ]
        stood |= marked(seen) | {name for name, page in pressed if MARK.encode() in page}
    assert {who: found for who, found in told.items() if found} == {}
    assert {"feedback-one", "feedback-contact", "home-contact", "grassroots-record"} <= stood
