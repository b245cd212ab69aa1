"""Who says with each request that they come from elsewhere is counted as one all the same, behind a proxy or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.feedback.open311.scene import API
from tests.feedback.photographs import upload
from tests.feedback.scene import TEXT, a_scene
from tests.project_files import ROOT
from tests.service.at_home import scene as at_home
from thanthien.core.clock import ZONE
from thanthien.core.rationing import Ration, take
from thanthien.disclosure.subscribing import views as subscribing
from thanthien.feedback import public_views as feedback
from thanthien.feedback.open311 import views as open311
from thanthien.service.at_home import public_views as home

pytestmark = pytest.mark.django_db
HERE, PROXY, TIMES = "203.0.113.9", "10.0.0.2", 10
A_CODE_OF_NOBODY = "K7QM-2XRD-9FHA-C3WT"
_MADE = re.compile(r"^(_\w+) = Ration\(", re.MULTILINE)


@pytest.fixture(autouse=True)
def _counted_here(time_machine: Any, settings: Any) -> None:
    """Nothing was taken yet; counts are kept in the memory of the process, for these are many."""
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 3, 9, tzinfo=ZONE), tick=False)


@pytest.fixture(params=[False, True], ids=["no proxy", "proxy"])
def place(request: pytest.FixtureRequest, settings: Any) -> Callable[[int], dict[str, str]]:
    """What comes with the n-th request from one place: ever another address in each header that a visitor can send. A
    proxy of ours adds at the right where it was asked from, and passes the rest through."""
    settings.BEHIND_PROXY = request.param

    def told(number: int) -> dict[str, str]:
        forged = f"198.51.{number // 250}.{number % 250 + 1}"
        words = dict.fromkeys(("HTTP_X_REAL_IP", "HTTP_CF_CONNECTING_IP", "HTTP_TRUE_CLIENT_IP"), forged)
        words |= {"HTTP_FORWARDED": f"for={forged}", "HTTP_CLIENT_IP": forged, "HTTP_X_FORWARDED": forged}
        if not request.param:
            return words | {"HTTP_X_FORWARDED_FOR": forged, "REMOTE_ADDR": HERE}
        return words | {"HTTP_X_FORWARDED_FOR": f"{forged}, {HERE}", "REMOTE_ADDR": PROXY}

    return told


# --- The rations -----------------------------------------------------------------------------------------------------


def rations() -> dict[str, Ration]:
    """Every one of the product, by what it is of."""
    made = []
    for path in sorted((ROOT / "thanthien").rglob("*.py")):
        for name in _MADE.findall(path.read_text(encoding="utf-8")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            made.append(getattr(import_module(module), name))
    return {one.what: one for one in made}


@pytest.mark.parametrize("what", sorted(rations()))
def test_scripts_of_one_place_share_its_ration_whatever_they_say_of_themselves(what: str, place: Any) -> None:
    ration = rations()[what]
    made = RequestFactory()
    asked = (made.post("/", **place(number)) for number in range(TIMES * ration.without))
    assert sum(take(one, ration) for one in asked) == ration.without


# --- The forms -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """Where it is opened, what is typed the n-th time, how many are let through, and what says so of an answer."""

    ration: Ration
    most: int
    address: str
    typed: Callable[[Client, int], dict[str, Any]]
    through: Callable[[Any], bool]
    times: int = TIMES


def _has_done(answer: Any) -> bool:
    return answer.status_code in (200, 302)


def _was_looked_for(answer: Any) -> bool:
    return list(answer.context["form"].errors) == ["code"]


def _sending(address: str, **more: Any) -> Callable[[Client, int], dict[str, Any]]:
    def typed(client: Client, number: int) -> dict[str, Any]:
        slip = client.get(address).context["form"]["slip"].value()
        words = {"slip": slip, "topic": "duong-sa", "text": f"{TEXT} Lần {number}."}
        return words | {name: make() for name, make in more.items()}

    return typed


def _form(name: str) -> Form:
    if name in ("feedback.send", "feedback.photographs"):
        pictures = {"photographs": upload} if name == "feedback.photographs" else {}
        ration = feedback._WITH_PICTURES if pictures else feedback._SENT
        address = reverse("feedback-send", args=[a_scene().unit.code])
        return Form(ration, ration.by_browser, address, _sending(address, **pictures), _has_done)
    if name == "home.ask":
        scene = at_home.a_scene()
        at_home.announce(scene, date(2026, 3, 2))
        address = at_home.public(scene)
        return Form(
            home._ASKED, home._ASKED.by_browser, address, lambda client, _: at_home.typed(client, address), _has_done
        )
    if name == "disclosure.subscribe":
        address = reverse("disclosure-subscribe")

        def typed(client: Client, number: int) -> dict[str, Any]:
            client.get(address)
            return {"email": f"nguoi{number}@example.vn", "agreed": "on", "item": "DC11.02.b"}

        return Form(subscribing._ASKED, subscribing._ASKED.by_browser, address, typed, _has_done)
    if name == "open311.key":
        wrong = {"api_key": "sai", "service_code": "duong-sa", "description": TEXT}
        ration = open311._WRONG_KEYS
        address = f"{API}/requests.json"  # no browser: ten times as many are tried above
        return Form(ration, ration.without, address, lambda *_: wrong, lambda answer: answer.status_code == 403, 2)
    room, address = (feedback, "feedback-follow") if name == "feedback.follow" else (home, "home-follow")

    def followed(client: Client, number: int) -> dict[str, Any]:
        if not number:
            client.get(reverse(address))
        return {"code": A_CODE_OF_NOBODY}

    ration = room._FOLLOWED  # type: ignore[attr-defined]
    return Form(ration, ration.by_browser, reverse(address), followed, _was_looked_for)


@pytest.mark.parametrize("what", sorted(rations()))
def test_form_lets_through_the_ration_of_one_browser_whatever_it_says_of_itself(what: str, place: Any) -> None:
    form, client = _form(what), Client()
    assert form.ration is rations()[what]
    through = 0
    for number in range(form.times * form.most):
        through += form.through(client.post(form.address, form.typed(client, number), **place(number)))
    assert through == form.most
