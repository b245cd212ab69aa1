"""A client written from the specification alone, over the network: it finds the interface, hands in, and reads what
became of it. Nothing of the product is used by it but the address and a key."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.feedback.open311.scene import handing
from tests.feedback.scene import ANSWER, TEXT, step
from thanthien.core import clock
from thanthien.feedback.models import Feedback

pytestmark = pytest.mark.django_db(transaction=True)
GEOREPORT = "http://wiki.open311.org/GeoReport_v2"


def asked(url: str, form: dict[str, str] | None = None) -> tuple[int, str, bytes]:
    """Status, type and content of an answer; a form is posted in UTF-8."""
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    head = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"} if data else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, head)) as answer:  # noqa: S310 - this machine
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, problem.headers["Content-Type"], problem.read()


@dataclass(frozen=True)
class GeoReport:
    """An endpoint of GeoReport v2, asked in XML or in JSON."""

    url: str
    ending: str

    @classmethod
    def found_at(cls, discovery: str, ending: str, here: str) -> GeoReport:
        """The endpoint that service discovery tells of; ``here``: where this machine's server is instead."""
        _, _, content = asked(f"{discovery}.json")
        [endpoint] = [one for one in json.loads(content)["endpoints"] if one["specification"] == GEOREPORT]
        assert {"xml": "text/xml", "json": "application/json"}[ending] in endpoint["formats"]
        return cls(here + urllib.parse.urlsplit(endpoint["url"]).path, ending)

    def read(self, path: str, **query: str) -> Any:
        """What is read, as lists and texts, whichever form it came in."""
        return self._told(asked(f"{self.url}/{path}.{self.ending}?{urllib.parse.urlencode(query)}"))

    def post(self, **form: str) -> Any:
        """The receipt of a report."""
        return self._told(asked(f"{self.url}/requests.{self.ending}", form))

    def _told(self, answer: tuple[int, str, bytes]) -> Any:
        status, kind, content = answer
        form = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}[self.ending]
        assert (status, kind) == (200, form), content.decode()
        if self.ending == "json":
            return json.loads(content)
        root = ET.fromstring(content)  # noqa: S314 - this machine
        return [{field.tag: field.text for field in one} for one in root]


@pytest.mark.parametrize("ending", ["json", "xml"])
def test_client_of_the_specification_hands_in_and_reads_the_answer(ending: str, live_server: Any) -> None:
    system = handing()
    api = GeoReport.found_at(f"{live_server.url}/open311/v2/discovery", ending, live_server.url)
    [street] = [one for one in api.read("services") if one["service_code"] == "duong-sa"]
    assert (street["service_name"], street["type"]) == ("Đường sá, cầu cống, chiếu sáng", "realtime")

    [receipt] = api.post(
        api_key=system.key, service_code="duong-sa", description=TEXT,
        address_string=f"đầu ngõ 12, {system.scene.unit.name}", first_name="Kín", phone="0912345678",
        **{"attribute[external_id]": "2026/7"},
    )  # fmt: skip
    number = receipt["service_request_id"]
    assert api.read("requests", service_request_id=number) == []  # nothing of it is public yet

    row = Feedback.objects.get(public_id=number)
    for name, more in (("draft", ANSWER), ("answer", {}), ("publish", {"looked": True})):
        step(system.scene, row, name, clock.today(), **more)
    [closed] = api.read(f"requests/{number}")
    assert closed == api.read("requests", status="closed", service_code="duong-sa")[0]
    assert {name: closed[name] for name in ("status", "description", "address_id", "lat")} == {
        "status": "closed", "description": ANSWER["summary"], "address_id": system.scene.unit.code, "lat": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("requests/khong-co", None, 404),
        ("services/khong-co", None, 404),
        ("tokens/1", None, 404),
        ("requests", {"api_key": "sai", "service_code": "duong-sa"}, 403),
        ("requests", {"service_code": "duong-sa"}, 403),
    ],
)
def test_client_reads_problems_by_their_status(
    path: str, form: dict[str, str] | None, status: int, live_server: Any
) -> None:
    told, kind, content = asked(f"{live_server.url}/open311/v2/{path}.xml", form)
    codes = [one.findtext("code") for one in ET.fromstring(content)]  # noqa: S314 - this machine
    assert (told, kind, codes) == (status, "text/xml; charset=utf-8", [str(status)])
