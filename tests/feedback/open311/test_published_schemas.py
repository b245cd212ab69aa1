"""Every answer is what the published specification says, and in XML the same as in JSON."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest

from tests.feedback.open311 import published
from tests.feedback.open311.scene import Handing, handing, read
from tests.feedback.scene import published as make_public
from thanthien.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def system() -> Handing:
    found = handing()
    make_public(found.scene, clock.today(), clock.today())
    return found


def check(schema: Any, told: Any) -> Any:
    assert [str(error) for error in jsonschema_rs.validator_for(schema).iter_errors(told)] == []
    return told


ADDRESSES = [
    ("discovery", published.DISCOVERY, "discovery"),
    ("services", published.SERVICES, "services"),
    ("services/duong-sa", published.DEFINITION, "service_definition"),
    ("requests", published.REQUESTS, "service_requests"),
    ("requests?status=open", published.REQUESTS, "service_requests"),
]
each_address = pytest.mark.parametrize(("address", "schema", "root"), ADDRESSES)


def addressed(address: str, ending: str) -> str:
    path, _, query = address.partition("?")
    return f"{path}.{ending}?{query}"


@each_address
def test_what_is_read_is_what_the_specification_says(system: Handing, address: str, schema: Any, root: str) -> None:
    system.hand_in()
    answer = system.get(addressed(address, "json"))
    assert (answer["Content-Type"], bool(check(schema, read(answer)))) == ("application/json; charset=utf-8", True)


@each_address
def test_xml_says_the_same_as_json(system: Handing, address: str, schema: Any, root: str) -> None:
    system.hand_in()
    told, answer = read(system.get(addressed(address, "json"))), system.get(addressed(address, "xml"))
    element = ET.fromstring(answer.content)  # noqa: S314 - our own
    head = answer.content[:38].decode().replace("'", '"')
    assert (answer["Content-Type"], head) == ("text/xml; charset=utf-8", '<?xml version="1.0" encoding="UTF-8"?>')
    assert (element.tag, _as_texts(element)) == (root, _texts(told))


def _as_texts(element: ET.Element) -> Any:
    """What an element says: of each child its own, or the text."""
    children = list(element)
    if not children:
        return element.text or ""
    if element.tag in ("services", "service_requests", "attributes", "endpoints", "formats"):
        return [_as_texts(one) for one in children]
    return {one.tag: _as_texts(one) for one in children}


def _texts(told: Any) -> Any:
    """The same of JSON; nothing and an empty text are one in XML."""
    if isinstance(told, dict):
        return {name: _texts(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_texts(one) for one in told]
    return str(told).lower() if isinstance(told, bool) else "" if told is None else str(told)


def test_receipts_and_problems_are_what_the_specification_says(system: Handing) -> None:
    check(published.RECEIPTS, read(system.post()))
    check(published.ERRORS, read(system.post(service_code=""), 400))
    check(published.ERRORS, read(system.post(service_code="khong-co"), 404))
    check(published.ERRORS, read(system.post(api_key=""), 403))
    check(published.ERRORS, read(system.get("tokens/1.json"), 404))
    check(published.ERRORS, read(system.get("services/khong-co.json"), 404))


def test_nothing_to_read_is_an_empty_list_in_both_forms(system: Handing) -> None:
    nothing = [system.get(f"requests.{ending}?service_code=an-ninh").content for ending in ("json", "xml")]
    assert nothing == [b"[]", b"<?xml version='1.0' encoding='UTF-8'?>\n<service_requests />"]


def test_topics_of_the_day_are_the_services(system: Handing, settings: Any, tmp_path: Any) -> None:
    settings.FEEDBACK_TOPICS = tmp_path / "topics.yaml"
    settings.FEEDBACK_TOPICS.write_text(
        "- {code: cu, title: Cũ, valid_to: 2026-01-01}\n- {code: nay, title: Nay, valid_from: 2026-01-02}\n",
        encoding="utf-8",
    )
    assert [one["service_code"] for one in read(system.get("services.json"))] == ["nay"]
    assert system.get("services/cu.json").status_code == 404
    assert read(system.get("discovery.json"))["changeset"] >= "2026-11-30 00:00"
