"""Outlines of the units: from a file to the map, and back to tiles."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from thanthien.accounts.roles import Role
from thanthien.core.acting import carrying
from thanthien.units.models import Boundary

pytestmark = pytest.mark.django_db
ADMIN = "/quan-tri/"
SQUARE = [[[106.6, 20.8], [106.7, 20.8], [106.7, 20.9], [106.6, 20.8]]]


def geojson(*codes: str) -> bytes:
    features = [{"id": code, "geometry": {"type": "Polygon", "coordinates": SQUARE}} for code in codes]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def sent_map(client: Client, content: bytes, source: str = "Bản đồ thử") -> Any:
    file = SimpleUploadedFile("ban-do.geojson", content)
    return client.post(f"{ADMIN}dia-gioi/", {"file": file, "source": source})


def test_boundaries_are_shown_before_they_are_written(admin: Client) -> None:
    one, other = UnitFactory(), UnitFactory()
    check = sent_map(admin, geojson(one.code))
    assert (check.status_code, Boundary.objects.count()) == (200, 0)
    assert [code for code, _name in check.context["missing"]] == [other.code]
    admin.post(f"{ADMIN}dia-gioi/xac-nhan/", {"packed": check.context["packed"]})
    stored = Boundary.objects.get()
    assert (stored.unit, stored.source) == (one, "Bản đồ thử")
    assert stored.geometry == {"type": "Polygon", "coordinates": SQUARE}


@pytest.mark.parametrize(
    "content",
    [geojson("99999"), b"[" * 100_000, b"\xff\xfe", b"{}", b'{"features":[{"id":"\\ud800<script>"}]}', b"1" * 6000],
)
def test_hostile_map_is_refused_with_sentences(admin: Client, content: bytes) -> None:
    UnitFactory()
    answer = sent_map(admin, content)
    assert (answer.status_code, answer.context["packed"], "<script>" in answer.content.decode()) == (422, "", False)


def test_map_with_thousands_of_errors_shows_a_hundred(admin: Client) -> None:
    answer = sent_map(admin, geojson(*["99999"] * 3000))
    assert (len(answer.context["errors"]), answer.context["left_out"]) == (100, 2900)


def test_map_that_is_too_large_is_refused_beside_the_file(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thanthien.place.forms.MAX_GEOJSON", 10)
    assert list(sent_map(admin, geojson("1")).context["form"].errors) == ["file"]


def test_map_with_too_many_points_is_refused_beside_the_file(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thanthien.place.views.boundaries.MOST_CARRIED", 10)
    answer = sent_map(admin, geojson(UnitFactory().code))
    assert answer.context["form"].errors == {"file": ["Đường ranh giới quá chi tiết. Cần giản lược rồi chọn lại."]}


def test_confirmation_takes_only_what_was_checked_for_this_page(admin: Client) -> None:
    someone = person(Role.ADMINISTRATOR)
    payload = {"source": "x", "outlines": []}
    for packed in ("rác", carrying.pack(payload, someone, "place.boundaries")):
        answer = admin.post(f"{ADMIN}dia-gioi/xac-nhan/", {"packed": packed}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_boundaries_are_removed_after_a_question(admin: Client) -> None:
    Boundary.objects.create(unit=UnitFactory(), geometry={"type": "Polygon", "coordinates": SQUARE}, source="x")
    assert admin.get(f"{ADMIN}dia-gioi/go/").context["count"] == 1
    admin.post(f"{ADMIN}dia-gioi/go/")
    assert Boundary.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_boundaries_take_the_same_statements_for_any_number(
    admin: Client, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        Boundary.objects.create(unit=UnitFactory(), geometry={"type": "Polygon", "coordinates": SQUARE}, source="x")
    # Session, person with roles, boundaries, days of import, number of units.
    with django_assert_num_queries(5):
        admin.get(f"{ADMIN}dia-gioi/")
