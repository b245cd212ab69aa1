"""Pages of channels: the committee keeps the list, Mặt trận Tổ quốc tests, everybody reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import MembershipFactory
from tests.feedback.channels.scene import Scene, a_scene, channel, mended, tried
from tests.feedback.scene import told
from tests.workplace.scene import pictures
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.clock import ZONE
from thanthien.feedback.channels.catalogue import catalogue
from thanthien.feedback.channels.kinds import CHANNELS, TESTS
from thanthien.feedback.channels.models import ChannelTest, FeedbackChannel
from thanthien.feedback.enums import Via
from thanthien.records.actions import Entry, enter, withdraw
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
TODAY, BEFORE = date(2026, 6, 10), date(2026, 6, 3)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 6, 10, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(unit: Unit, **values: Any) -> dict[str, Any]:
    return {"place": f"{unit.pk}:", "day": "10/06/2026"} | values


# --- Entering -------------------------------------------------------------------------------------------------------


def test_officer_enters_a_channel(scene: Scene) -> None:
    sent = typed(scene.unit, kind="duong-day-nong", where="0225 3 888 888", last_day="")
    answer = of(scene.of.officer).post(reverse("feedback-channels-add"), sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("feedback-channels"))
    assert list(FeedbackChannel.objects.values_list("kind", "where", "day", "agency")) == [
        ("duong-day-nong", "0225 3 888 888", TODAY, scene.of.committee.pk)
    ]


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"kind": "khong-co"}, "kind", "Giá trị 'khong-co' không phải là lựa chọn hợp lệ."),
        ({"where": "Gặp bà Hoa ở cổng"}, "where",
         "Không nêu tên người. Cần ghi nội dung chung, ví dụ “Nước sạch ở các thôn ven biển”."),
        ({"last_day": date(2026, 6, 9)}, "last_day", "Ngày dùng cuối cùng không trước ngày bắt đầu dùng."),
    ],
)  # fmt: skip
def test_channel_that_cannot_be_is_refused(scene: Scene, values: dict[str, Any], field: str, sentence: str) -> None:
    told_of = {"kind": "hom-thu", "where": "Cổng trụ sở", "last_day": None} | values
    with pytest.raises(Invalid) as refused:
        enter(CHANNELS, Entry(scene.unit, TODAY, told_of), by=scene.of.officer)
    assert refused.value.errors == {field: sentence}
    assert FeedbackChannel.objects.count() == 0


def test_channel_stands_in_the_list_once_as_long_as_it_is_used(scene: Scene) -> None:
    first = channel(scene, since=BEFORE)
    with pytest.raises(Invalid) as refused:
        channel(scene, since=TODAY)
    assert refused.value.errors == {"": "Phương tiện này đã có trong danh sách."}
    mended(scene, first, TODAY, last_day=BEFORE)
    assert channel(scene, since=TODAY).where == first.where


def test_front_enters_a_test_with_a_photograph(scene: Scene) -> None:
    box = channel(scene)
    client = of(scene.front)
    door = f"{reverse('channel-tests-add')}?cua={box.origin}"
    assert door in client.get(reverse("feedback-channels-record", args=[box.pk])).content.decode()
    assert client.get(door).context["form"].initial["channel"] == str(box.origin)
    sent = typed(scene.unit, channel=box.origin, result="works", note="", photograph_consent="nobody")
    answer = client.post(door, sent | {"photographs": pictures(1)})
    assert answer.status_code == 302
    made = ChannelTest.objects.get()
    assert (made.channel, made.kind, made.where, made.result) == (box.origin, "hom-thu", "Cổng trụ sở", "works")
    page = client.get(reverse("channel-tests-record", args=[made.pk]))
    assert len(page.context["photographs"]) == 1


def test_form_of_a_test_offers_what_is_used_alone(scene: Scene) -> None:
    box, gone = channel(scene), channel(scene, "ma-qr", "Bảng tin", last=date(2026, 3, 1))
    channel(a_scene())
    form = of(scene.front).get(reverse("channel-tests-add")).context["form"]
    assert [key for key, _ in form.fields["channel"].choices] == ["", str(box.origin)]
    answer = of(scene.front).post(reverse("channel-tests-add"), typed(scene.unit, channel=gone.origin, result="works"))
    assert (answer.status_code, ChannelTest.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("day", "field", "sentence"),
    [
        (
            date(2026, 1, 4),
            "day",
            "Phương tiện này không được dùng vào ngày kiểm tra: dùng từ 05/01/2026 đến 01/05/2026.",
        ),
        (
            date(2026, 5, 2),
            "day",
            "Phương tiện này không được dùng vào ngày kiểm tra: dùng từ 05/01/2026 đến 01/05/2026.",
        ),
    ],
)
def test_test_is_of_a_day_on_which_the_channel_was_used(scene: Scene, day: date, field: str, sentence: str) -> None:
    box = channel(scene, last=date(2026, 5, 1))
    with pytest.raises(Invalid) as refused:
        tried(scene, box, day, told=TODAY, photographs=0)
    assert refused.value.errors == {field: sentence}


def test_channel_that_is_gone_or_of_another_unit_is_not_tested(scene: Scene) -> None:
    box, other = channel(scene), channel(a_scene())
    withdraw(CHANNELS, record_id=box.pk, version=1, reason="Ghi nhầm hòm thư", by=scene.of.officer)
    for one in (box, other):
        with pytest.raises(Invalid) as refused:
            tried(scene, one, TODAY, photographs=0)
        assert list(refused.value.errors) == ["channel"]
    assert ChannelTest.objects.count() == 0


def test_correction_of_a_test_keeps_its_channel(scene: Scene) -> None:
    made = tried(scene, channel(scene), BEFORE)
    sent = typed(scene.unit, version=1, result="dead", note="Khóa gỉ", reason="Ghi nhầm kết quả") | {
        "day": "03/06/2026"
    }
    answer = of(scene.front).post(reverse("channel-tests-correct", args=[made.pk]), sent)
    now = ChannelTest.objects.standing().get()
    assert answer.status_code == 302
    assert (now.channel, now.where, now.result, now.version) == (made.channel, made.where, "dead", 2)


# --- Each side keeps its own ----------------------------------------------------------------------------------------


def test_committee_neither_tests_nor_takes_a_test_back(scene: Scene) -> None:
    made = tried(scene, box := channel(scene), BEFORE)
    values = {"channel": box.origin, "kind": box.kind, "where": box.where, "result": "works", "note": ""}
    with pytest.raises(Refused):
        enter(TESTS, Entry(scene.unit, TODAY, values), by=scene.of.officer)
    with pytest.raises(Refused):
        withdraw(TESTS, record_id=made.pk, version=1, reason="Không đúng thực tế", by=scene.of.chair)
    assert list(ChannelTest.objects.standing()) == [made]
    client = of(scene.of.officer)
    assert client.get(reverse("channel-tests-record", args=[made.pk])).context["may_change"] is False


def test_who_works_for_the_committee_too_does_not_test(scene: Scene) -> None:
    box = channel(scene)
    MembershipFactory(user=scene.front, agency=scene.of.committee, role=Role.COMMUNE_OFFICER)
    both = Scene(scene.of, User.objects.get(pk=scene.front.pk))
    with pytest.raises(Refused):
        tried(both, box, TODAY, photographs=0)


def test_front_does_not_keep_the_list(scene: Scene) -> None:
    box = channel(scene)
    with pytest.raises(Refused):
        enter(CHANNELS, Entry(scene.unit, TODAY, {"kind": "ma-qr", "where": "A", "last_day": None}), by=scene.front)
    with pytest.raises(Refused):
        withdraw(CHANNELS, record_id=box.pk, version=1, reason="Không có hòm thư này", by=scene.front)
    assert list(FeedbackChannel.objects.standing()) == [box]


def test_database_refuses_each_side_the_others_rows(scene: Scene) -> None:
    made, box = tried(scene, one := channel(scene), BEFORE), one
    for row, other in ((made, scene.of.committee), (box, scene.front.memberships.get().agency)):
        copy = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
        copy |= {"agency_id": other.pk, "key": (key := "00000000-0000-4000-8000-000000000001"), "origin": key}
        copy |= {"day": TODAY, "where": "Nơi khác"}
        with pytest.raises(IntegrityError, match="Chỉ người của cơ quan đã ghi"), transaction.atomic():
            type(row).objects.create(**copy)
    with pytest.raises(IntegrityError, match="Chỉ người của cơ quan đã ghi"), transaction.atomic():
        ChannelTest.objects.filter(pk=made.pk).update(
            ended_at=datetime(2026, 6, 10, 9, tzinfo=ZONE), ended_by=scene.of.officer, end_reason="Không đúng"
        )


# --- Reading --------------------------------------------------------------------------------------------------------


def test_list_says_of_each_channel_whether_it_works(scene: Scene) -> None:
    tried(scene, channel(scene), BEFORE)
    channel(scene, "trang-thong-tin", "thu.gov.vn")
    told(scene.of, TODAY)
    channel(scene, "ma-qr", "Bảng tin")
    channel(scene, "hoi-nghi", "Hằng quý", last=BEFORE)
    rows = of(scene.of.officer).get(reverse("feedback-channels")).context["table"].rows
    assert {one.kind: one.sign for one in rows} == {
        "hom-thu": "kiểm tra ngày 03/06/2026",
        "trang-thong-tin": "có ý kiến ngày 10/06/2026",
        "ma-qr": "chưa có bằng chứng trong 90 ngày gần đây",
        "hoi-nghi": "",
    }


def test_everybody_reads_how_to_reach_a_unit_and_what_works(client: Client, scene: Scene) -> None:
    channel(scene, "ma-qr", "Bảng tin")
    tried(scene, channel(scene), BEFORE)
    mended(scene, channel(scene, "hoi-nghi", "Hằng quý"), BEFORE, last_day=date(2026, 6, 2))
    answer = client.get(reverse("feedback-unit-channels", args=[scene.unit.code]))
    shown = answer.context["shown"]
    assert [(one.title, one.where, one.stands, one.works) for one in shown.channels] == [
        ("Hòm thư góp ý", "Cổng trụ sở", "kiểm tra ngày 03/06/2026", True),
        ("Mã QR", "Bảng tin", "chưa có bằng chứng trong 90 ngày gần đây", False),
    ]
    assert (shown.live, shown.kinds, shown.days) == (1, 2, 90)
    assert scene.front.full_name not in answer.content.decode()


def test_page_of_a_unit_without_a_list_says_so(client: Client, scene: Scene) -> None:
    page = client.get(reverse("feedback-unit-channels", args=[scene.unit.code])).content.decode()
    assert "Đơn vị chưa ghi phương tiện tiếp nhận nào trên hệ thống." in page


def test_public_page_is_not_there_where_the_room_is_not_used(client: Client, scene: Scene) -> None:
    Unit.objects.filter(pk=scene.unit.pk).update(rooms={"feedback": [{"from": "2026-01-01", "on": False}]})
    assert client.get(reverse("feedback-unit-channels", args=[scene.unit.code])).status_code == 404


@pytest.mark.parametrize("public", [True, False])
def test_pages_ask_as_much_for_three_channels_as_for_one(scene: Scene, public: bool) -> None:
    client = Client() if public else of(scene.of.officer)
    address = reverse("feedback-unit-channels", args=[scene.unit.code]) if public else reverse("feedback-channels")
    counts = []
    for kind in ("hom-thu", "ban-tiep-nhan", "ma-qr"):
        tried(scene, channel(scene, kind), BEFORE)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
    assert counts[0] <= (7 if public else 25)


# --- Kinds as data --------------------------------------------------------------------------------------------------


def test_every_kind_of_the_reference_is_there() -> None:
    named = {"hom-thu", "duong-day-nong", "ban-tiep-nhan", "trang-thong-tin", "ma-qr", "hoi-nghi", "mat-tran-doan-the"}
    assert named - catalogue().keys() == set()


def test_every_way_of_receiving_proves_one_kind() -> None:
    assert sorted(via for one in catalogue().values() for via in one.via) == sorted(Via)


@pytest.mark.parametrize(
    "text",
    ["- {code: a, title: A, via: [fax]}", "- {code: a, title: A, via: [desk]}\n- {code: b, title: B, via: [desk]}"],
)
def test_file_that_proves_one_way_twice_or_knows_another_is_refused(text: str, tmp_path: Any, settings: Any) -> None:
    settings.FEEDBACK_CHANNELS = tmp_path / "channels.yaml"
    settings.FEEDBACK_CHANNELS.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"channels\.yaml|fax"):
        catalogue()


def test_link_in_the_list_says_which_channel_it_leads_to(scene: Scene) -> None:
    made = channel(scene, "hom-thu", where="Cổng trụ sở")
    text = " ".join(of(scene.of.officer).get(reverse("feedback-channels")).content.decode().split())
    door = reverse("feedback-channels-record", args=[made.pk])
    assert f'href="{door}">{made}</a>' in text
