"""What people decided: numbers, thresholds by matter and day, who records it, what follows."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from tests.democracy.scene import DECIDED, Scene, a_scene, decide, head_of
from tests.democracy.test_duties import stands
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.clock import ZONE
from thanthien.democracy.catalogue import CommunityMatter, community_matters
from thanthien.democracy.duties import SENDING_DUTY
from thanthien.democracy.models import CommunityDecision
from thanthien.measures.duties import State
from thanthien.units.models import Hamlet

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)
PUBLIC = {"published_on": DAY, "no_secret": True, "people_right": True}
LIST = "/dan-chu-o-co-so/nhan-dan-quyet-dinh/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 6, 18, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.mark.parametrize(
    ("matter", "agreed", "passed"),
    [
        ("dong-gop", 60, True),  # two thirds of all 90 households
        ("dong-gop", 59, False),
        ("thu-chi", 60, True),
        ("huong-uoc", 45, False),  # more than a half
        ("huong-uoc", 46, True),
        ("truong-thon", 46, True),
        ("ban-giam-sat", 45, False),
        ("tu-quan", 46, True),
    ],
)
def test_threshold_is_counted_of_all_households(scene: Scene, matter: str, agreed: int, passed: bool) -> None:
    assert decide(scene, DAY, matter=matter, agreed=agreed).passed is passed


def test_decision_of_the_whole_unit_is_counted_by_places(scene: Scene, client: Client) -> None:
    client.force_login(scene.officer)
    made = decide(scene, DAY, whole=True, total=12, present=12, agreed=8, against=2)
    told = client.get(f"{LIST}{made.pk}/").context["told"]
    assert told[0] == "được thông qua: 8/12 thôn, tổ dân phố đồng ý, cần từ 2/3 trở lên"
    with pytest.raises(Invalid) as refused:
        decide(scene, DAY, whole=True, matter="huong-uoc")
    assert list(refused.value.errors) == ["matter"]


def test_decision_is_counted_of_no_fewer_households_than_the_units_know(scene: Scene, client: Client) -> None:
    Hamlet.objects.filter(pk=scene.hamlets[0].pk).update(households=90)
    place = Hamlet.objects.get(pk=scene.hamlets[0].pk)
    known = replace(scene, hamlets=(place, scene.hamlets[1]))
    told = decide(known, DAY)
    for values in ({"total": 89}, {"whole": True, "total": 1, "present": 1, "agreed": 1, "against": 0}):
        with pytest.raises(Invalid) as refused:
            decide(known, DAY, **values)
        assert list(refused.value.errors) == ["total"]
    Hamlet.objects.filter(pk=place.pk).update(households=120)  # what was told before may still be completed
    client.force_login(scene.officer)
    door = client.get(f"{LIST}{told.pk}/").context["door"]
    assert client.post(door, {"version": "1", "sent_on": "12/06/2026"}).status_code == 302


def test_households_that_nobody_typed_come_from_the_units(scene: Scene, client: Client) -> None:
    Hamlet.objects.filter(pk=scene.hamlets[0].pk).update(households=90)
    client.force_login(scene.officer)
    sent = DECIDED | {"day": "10/06/2026", "total": ""}
    places = [f"{scene.unit.pk}:{one.pk}" for one in scene.hamlets]
    assert client.post(f"{LIST}ghi/", sent | {"place": places[1]}).status_code == 422
    assert client.post(f"{LIST}ghi/", sent | {"place": places[0]}).status_code == 302
    assert CommunityDecision.objects.get().total == 90


def test_threshold_that_changed_leaves_what_was_decided_before() -> None:
    of_2023 = {"since": date(2023, 7, 1), "share": "2/3"}
    matter = CommunityMatter("x", "X", "Điều 15", [of_2023, {"since": date(2027, 1, 1), "share": "3/4", "above": True}])
    assert [matter.threshold_on(day).words for day in (date(2026, 12, 31), date(2027, 1, 1))] == [
        "từ 2/3 trở lên",
        "trên 3/4",
    ]


def test_every_matter_of_the_law_is_there_with_its_article() -> None:
    assert [one.law for one in community_matters().values()] == [f"khoản {number} Điều 15" for number in range(1, 7)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"total": 0}, "total"),
        ({"present": 91}, "present"),
        ({"agreed": 71}, "agreed"),
        ({"against": 11}, "against"),
        ({"voting": "online"}, "voting"),
        ({"decided": "Ông Phạm Văn C đóng 5 triệu"}, "decided"),
        ({"sent_on": date(2026, 6, 9)}, "sent_on"),
        ({"recognition": "12/QĐ-UBND"}, "recognised_on"),
    ],
    ids=["none", "present", "agreed", "against", "online", "name", "before", "day"],
)
def test_decision_that_cannot_be_is_refused(scene: Scene, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(scene, DAY, **values)
    assert list(refused.value.errors) == [field]


def test_election_names_who_was_elected_and_own_work_is_voted_on_online(scene: Scene) -> None:
    assert decide(scene, DAY, matter="truong-thon", decided="Bầu ông Phạm Văn C làm Tổ trưởng").pk
    assert decide(scene, DAY, matter="tu-quan", voting="online").pk


def test_head_records_of_their_own_place_alone(scene: Scene) -> None:
    head = head_of(scene)
    made = decide(scene, DAY, by=head)
    assert made.entered_by == head
    with pytest.raises(Refused):
        decide(scene, DAY, whole=True, by=head)
    client = Client()
    client.force_login(head)
    form = client.get(f"{LIST}ghi/").context["form"]
    assert [value for value, _ in form.fields["place"].choices] == [f"{scene.unit.pk}:{scene.hamlets[0].pk}"]
    assert not {"sent_on", "recognised_on"} & set(form.fields)
    sent = DECIDED | {"place": f"{scene.unit.pk}:{scene.hamlets[0].pk}", "day": "10/06/2026", "subject": "Việc hai"}
    assert client.post(f"{LIST}ghi/", sent).status_code == 302
    decide(scene, DAY, whole=True, total=12, present=12, agreed=12, against=0, subject="Của cả phường")
    told = {row.subject for row in client.get(LIST).context["table"].table.rows}
    assert told == {DECIDED["subject"], "Việc hai"}
    assert client.get("/dan-chu-o-co-so/").status_code == 404


def test_committee_tells_later_what_was_sent_and_recognised(scene: Scene, client: Client) -> None:
    made = decide(scene, DAY, by=head_of(scene))
    client.force_login(scene.officer)
    page = client.get(f"{LIST}{made.pk}/")
    assert page.context["told"][1] == "chưa gửi kết quả, quá hạn 1 ngày làm việc (hạn 17/06/2026)"
    sent = {"version": "1", "sent_on": "18/06/2026", "recognised_on": "18/06/2026", "recognition": "12/QĐ-UBND"}
    assert client.post(page.context["door"], sent).status_code == 302
    now = CommunityDecision.objects.standing().get()
    assert (now.recognition, now.agreed, now.hamlet) == ("12/QĐ-UBND", 60, scene.hamlets[0])
    assert client.get(f"{LIST}{now.pk}/").context["told"][1] == "đã gửi kết quả ngày 18/06/2026, quá hạn"


def test_recognition_has_a_last_day_where_the_city_has_a_rule(
    scene: Scene, client: Client, settings: Any, tmp_path: Any
) -> None:
    file = tmp_path / "matters.yaml"
    file.write_text(
        "- {code: dong-gop, title: Đóng góp, law: khoản 1 Điều 15, recognition_days: 3,"
        " thresholds: [{since: 2023-07-01, share: 2/3}]}\n",
        encoding="utf-8",
    )
    settings.COMMUNITY_MATTERS = file
    decide(scene, date(2026, 6, 8), sent_on=date(2026, 6, 8))
    client.force_login(scene.officer)
    table = client.get(LIST).context["table"].table
    column = next(one for one in table.values if one.key == "cong-nhan")
    assert [column.value(row) for row in table.rows] == ["chưa công nhận, quá hạn 5 ngày làm việc (hạn 11/06/2026)"]


@pytest.mark.parametrize(
    ("day", "state"),
    [(date(2026, 6, 11), State.COMING), (date(2026, 6, 17), State.DUE), (date(2026, 6, 18), State.LATE)],
)
def test_result_is_sent_within_five_working_days(scene: Scene, day: date, state: State) -> None:
    decide(scene, DAY)
    [(found, words, _)] = stands(SENDING_DUTY, day, scene)
    assert found == state
    assert words.endswith("trưởng thôn, tổ trưởng tổ dân phố gửi, Ủy ban nhân dân nhận được thì ghi ngày")


@pytest.mark.parametrize(
    ("lacking", "field"),
    [({"no_secret": False}, "no_secret"), ({"people_right": False}, "people_right")],
    ids=["secret", "people"],
)
def test_decision_is_public_by_both_confirmations(scene: Scene, lacking: dict[str, bool], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(scene, DAY, **PUBLIC | lacking)
    assert list(refused.value.errors) == [field]


def test_what_a_head_types_waits_for_the_committee(scene: Scene, client: Client) -> None:
    head, page = head_of(scene), f"/dan-chu-o-co-so/{scene.unit.code}/"
    made = decide(scene, DAY, by=head)
    assert client.get(page).context["decided"] == []
    with pytest.raises(Invalid) as refused:
        decide(scene, DAY, by=head, subject="Việc khác", **PUBLIC)
    assert list(refused.value.errors) == ["published_on"]
    client.force_login(head)
    shown = client.get(f"{LIST}{made.pk}/")
    assert shown.context["public_url"] == ""
    later = client.get(shown.context["door"]).context["form"]
    assert set(later.fields) == {"version", "sent_on", "recognised_on", "recognition"}
    assert not set(PUBLIC) & set(client.get(f"{LIST}{made.pk}/dinh-chinh/").context["form"].fields)

    client.force_login(scene.officer)
    door = client.get(f"{LIST}{made.pk}/").context["door"]
    sent = {"version": "1", "sent_on": "12/06/2026", "published_on": "12/06/2026", "no_secret": "on"}
    assert client.post(door, sent).status_code == 422
    assert client.post(door, sent | {"people_right": "on"}).status_code == 302
    assert [one.record.origin for one in client.get(page).context["decided"]] == [made.origin]

    client.force_login(head)
    now = CommunityDecision.objects.standing().get()
    typed = DECIDED | {
        "version": "2", "place": f"{scene.unit.pk}:{scene.hamlets[0].pk}", "day": "10/06/2026", "reason": "Sửa lời",
        "decided": "Nội dung khác", "sent_on": "12/06/2026",
    }  # fmt: skip
    answer = client.post(f"{LIST}{now.pk}/dinh-chinh/", typed)
    assert (answer.status_code, CommunityDecision.objects.standing().get()) == (422, now)


def test_everybody_sees_what_was_decided_and_whether_it_passed(scene: Scene, client: Client) -> None:
    decide(scene, DAY, **PUBLIC)
    decide(scene, date(2026, 6, 9), agreed=30, subject="Xây cổng chào", **PUBLIC | {"published_on": date(2026, 6, 9)})
    decide(scene, DAY, subject="Chưa công khai")
    shown = client.get(f"/dan-chu-o-co-so/{scene.unit.code}/").context["decided"]
    assert [(one.record.subject, one.place, one.stands) for one in shown] == [
        (DECIDED["subject"], "Tổ dân phố 1", "được thông qua"),
        ("Xây cổng chào", "Tổ dân phố 1", "không được thông qua"),
    ]
    assert shown[1].outcome == "không được thông qua: 30/90 hộ đồng ý, cần từ 2/3 trở lên"
