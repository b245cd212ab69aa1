"""A unit and a system that hands in what its people say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.factories.accounts import person
from tests.feedback.scene import TEXT, Scene, a_scene, at
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.feedback.models import ApiClient, Feedback
from thanthien.feedback.open311.actions import Terms, let_in

API = "/open311/v2"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Handing:
    """The unit, the system that hands in, its key, and who let it in."""

    scene: Scene
    client: ApiClient
    key: str
    admin: User

    def words(self, **changes: Any) -> dict[str, Any]:
        """A report of a street lamp in the unit."""
        told = {
            "api_key": self.key,
            "service_code": "duong-sa",
            "description": TEXT,
            "address_id": self.scene.unit.code,
        }
        return {name: value for name, value in (told | changes).items() if value is not None}

    def post(self, ending: str = "json", **changes: Any) -> Any:
        """The answer to a report."""
        return post(self.words(**changes), ending)

    def hand_in(self, **changes: Any) -> Feedback:
        """A report that is taken."""
        [told] = read(self.post(**changes))
        return Feedback.objects.get(public_id=told["service_request_id"])

    def get(self, path: str, *, keyed: bool = True) -> Any:
        """What the system, or everybody, reads."""
        head = {"Authorization": f"Bearer {self.key}"} if keyed else {}
        return Client().get(f"{API}/{path}", headers=head)


def post(words: dict[str, Any], ending: str = "json", **more: Any) -> Any:
    """What a program sends; the test client by itself would send a form with files."""
    client = Client(enforce_csrf_checks=True)
    return client.post(f"{API}/requests.{ending}", urlencode(words), content_type=FORM, **more)


def read(answer: Any, status: int = 200) -> Any:
    """The JSON of an answer with this status."""
    assert answer.status_code == status, answer.content.decode()
    return json.loads(answer.content)


def sentences(answer: Any, status: int) -> list[str]:
    """What an answer says is wrong."""
    told = read(answer, status)
    assert [one["code"] for one in told] == [status] * len(told)
    return [one["description"] for one in told]


def handing(*, code: str = "1022", **terms: Any) -> Handing:
    """A unit, and a system that may hand in to all."""
    scene, admin = a_scene(), person(Role.ADMINISTRATOR)
    usual: dict[str, Any] = {
        "name": "Tổng đài 1022", "unit_codes": (), "most_a_day": 100, "valid_to": None, "tells_codes": False,
    }  # fmt: skip
    with at(date(2026, 2, 1)):
        key = let_in(Terms(**(usual | terms)), code=code, by=admin)
    return Handing(scene, ApiClient.objects.get(code=code, ended_at=None), key, admin)
