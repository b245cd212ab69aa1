"""Heads of thôn, tổ dân phố confirm what they announced: on their page, by their link, on a device without a signal."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.disclosure.scene import Scene, a_scene, drafted, made_public, pictures, posted, whole
from tests.factories.units import HamletFactory
from tests.grassroots.scene import village_head
from tests.offline.scene import device_of
from thanthien.accounts.models import Membership, User
from thanthien.core.clock import ZONE
from thanthien.disclosure.announcing import announcements
from thanthien.disclosure.board import board_of
from thanthien.disclosure.kinds import POSTINGS
from thanthien.disclosure.models import Posting
from thanthien.disclosure.work import announcements_to_make
from thanthien.measures.periods import period_of
from thanthien.offline.actions import make_link
from thanthien.records.enums import Through
from thanthien.records.models import Photograph
from thanthien.units.models import Hamlet

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=ZONE)
DAY = date(2026, 3, 2)
TOLD = "DC11.12"  # fees: broadcast and told in thôn, tổ dân phố
MEETING = "họp thôn, tổ dân phố"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    for number in (1, 2):
        HamletFactory(unit=made.unit, name=f"Tổ dân phố {number}")
    return made


def head_of(scene: Scene, name: str = "Tổ dân phố 1") -> User:
    hamlet = Hamlet.objects.get(unit=scene.unit, name=name)
    return village_head(hamlet)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def confirmed(head: User, **more: Any) -> dict[str, Any]:
    """What a head types of the first document that waits."""
    [first, *_] = announcements(head)
    return {
        "document": first.value, "day": "09/03/2026", "way": MEETING, "photographs": pictures(1),
        "photograph_consent": "nobody",
    } | more  # fmt: skip


def test_head_confirms_what_is_told_in_their_place_with_day_way_and_photograph(scene: Scene) -> None:
    record, head = whole(scene, DAY, TOLD), head_of(scene)
    whole(scene, DAY, "DC11.02.b", title="Dự toán")  # not told by heads
    drafted(scene, DAY, TOLD, title="Chưa công khai")
    client = signed_in(head)
    page = client.get(reverse("disclosure-announce"))
    assert [one.title for one in page.context["waiting"]] == [record.title]
    door = reverse("disclosure-announce-confirm")
    assert client.post(door, confirmed(head, photographs=[])).status_code == 422
    assert client.post(door, confirmed(head)).url == reverse("disclosure-announce")
    told = Posting.objects.get(hamlet__isnull=False)
    assert (told.disclosure, told.form, told.where, told.day) == (record.origin, "d", MEETING, date(2026, 3, 9))
    assert Photograph.objects.get().origin == told.origin
    page = client.get(reverse("disclosure-announce"))
    assert ([one.told for one in page.context["told"]], page.context["waiting"]) == ([told], [])
    assert client.get(door).status_code == 404  # nothing waits any more


def test_officer_sees_in_how_many_places_it_was_told(scene: Scene) -> None:
    record = whole(scene, DAY, TOLD)
    quarter = period_of("quarter", DAY)

    def words() -> list[str]:
        return [row.words for row in board_of(scene.unit, quarter).documents]

    assert words() == ["đã báo 0/2 thôn, tổ dân phố"]
    for name in ("Tổ dân phố 1", "Tổ dân phố 2"):
        head = head_of(scene, name)
        signed_in(head).post(reverse("disclosure-announce-confirm"), confirmed(head))
        if name.endswith("1"):
            assert words() == ["đã báo 1/2 thôn, tổ dân phố"]
    assert words() == []
    page = signed_in(scene.officer).get(reverse("disclosures-record", args=[record.pk]))
    [rule] = [one for one in page.context["checks"] if one.rule == "R7"]
    assert (rule.met, rule.words) == (
        True, "đã gửi trưởng thôn, tổ trưởng tổ dân phố; đã báo 2/2 thôn, tổ dân phố",
    )  # fmt: skip
    page = Client().get(reverse("disclosure-document", args=[record.origin]))
    assert page.context["forms"][-1] == ("qua trưởng thôn, tổ trưởng tổ dân phố tại 2 thôn, tổ dân phố từ 09/03/2026")


def test_it_is_told_once_in_a_place_and_taken_back_by_its_head(scene: Scene) -> None:
    whole(scene, DAY, TOLD)
    head, other = head_of(scene), head_of(scene, "Tổ dân phố 2")
    client, typed = signed_in(head), confirmed(head)
    client.post(reverse("disclosure-announce-confirm"), typed)
    again = client.post(reverse("disclosure-announce-confirm"), typed | {"day": "08/03/2026"})
    assert (again.status_code, Posting.objects.filter(hamlet__isnull=False).count()) == (422, 1)
    told = Posting.objects.get(hamlet__isnull=False)
    undo = reverse("disclosure-announce-undo", args=[told.pk])
    assert signed_in(other).get(undo).status_code == 404
    assert client.post(undo, {"version": "1", "reason": "Chọn nhầm nội dung"}).status_code == 302
    assert [one.told for one in announcements(head)] == [None]


def test_document_that_is_gone_or_long_published_waits_no_more(scene: Scene, time_machine: Any) -> None:
    whole(scene, DAY, TOLD)
    head = head_of(scene)
    assert len(announcements(head)) == 1
    time_machine.move_to(NOW + timedelta(days=60), tick=False)
    assert announcements(head) == []


def test_link_without_script_and_a_device_store_it_once(scene: Scene) -> None:
    whole(scene, DAY, TOLD)
    head = head_of(scene)
    address = reverse("offline-link", args=[make_link(seat=Membership.objects.get(user=head), by=scene.front)])
    names = [one["door"].form.name for one in Client().get(address).context["forms"]]
    assert "thong-bao" in names
    cover = {"may-kind": POSTINGS.key, "may-form": "thong-bao", "may-key": str(uuid4())}
    for _ in range(2):
        assert Client().post(address, confirmed(head) | cover).status_code == 302
    told = Posting.objects.get(hamlet__isnull=False)
    assert (told.entered_by, told.through, told.key) == (head, Through.LINK, told.origin)


def test_device_tells_it_at_its_own_moment(scene: Scene, time_machine: Any) -> None:
    whole(scene, DAY, TOLD)
    head = head_of(scene)
    device = device_of(head)
    device.greet()
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    device.client.force_login(head)
    key = uuid4()
    sent = [
        device.send(NOW + timedelta(hours=3), confirmed(head), kind=POSTINGS.key, form="thong-bao", key=key)
        for _ in range(2)
    ]
    assert [one.status_code for one in sent] == [200, 200]
    told = Posting.objects.get(hamlet__isnull=False)
    assert (told.key, told.told_at) == (key, NOW + timedelta(hours=3))


def test_work_of_a_head_tells_how_many_wait(scene: Scene) -> None:
    head = head_of(scene)
    assert announcements_to_make(head) == []
    for number in (1, 2):
        whole(scene, DAY, TOLD, title=f"Phí {number}")
    with CaptureQueriesContext(connection) as asked:
        [work] = announcements_to_make(User.objects.get(pk=head.pk))
    assert (work.count, work.url) == (2, "/thong-bao-thon/")
    assert len(asked) <= 6
    assert announcements_to_make(scene.officer) == []


def test_head_of_another_unit_hears_nothing_of_it(scene: Scene) -> None:
    record = drafted(scene, DAY, TOLD)
    made_public(scene, record, DAY)
    posted(scene, record, DAY)
    other = a_scene()
    HamletFactory(unit=other.unit, name="Tổ dân phố 1")
    assert announcements(head_of(replace(other))) == []
