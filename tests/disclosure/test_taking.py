"""What another room recorded is published without being typed again."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.democracy.scene import RESULT, Scene, a_scene, consult, decide
from tests.disclosure.scene import publish_now
from tests.disclosure.scene import values as disclosed
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.democracy.kinds import CONSULTATIONS
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.disclosure.models import Disclosure
from thanthien.disclosure.taking import behind
from thanthien.notices.work import work_of
from thanthien.records.actions import Entry, correct, enter, withdraw

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 8)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 7, 8, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def doors(client: Client, route: str, pk: int) -> list[tuple[str, str]]:
    page = client.get(reverse(f"{route}-record", args=[pk]))
    return [(one.words, one.url) for one in page.context["publishing"]]


def test_plan_and_result_of_a_consultation_are_taken_over(scene: Scene, client: Client) -> None:
    made = consult(scene, date(2026, 7, 7), **RESULT | {"closes_on": date(2026, 7, 7)})
    client.force_login(scene.officer)
    plan, result = doors(client, "consultations", made.pk)
    assert plan == (
        "Đưa vào công khai: kế hoạch, nội dung lấy ý kiến",
        f"{reverse('disclosures-add')}?tu=consultation-plan:{made.origin}",
    )
    form = client.get(result[1]).context["form"]
    assert (form.initial["items"], form.initial["day"]) == ("DC11.11.c; DC11.11.d", RESULT["told_on"])
    assert form.initial["text"] == f"Nhận được 40 ý kiến, 31 ý kiến đồng ý. {RESULT['result']}"
    typed = {
        "place": form.initial["place"], "day": "07/07/2026", "items": ["DC11.11.c", "DC11.11.d"],
        "title": form.initial["title"], "number": "5/BC", "issuer": form.initial["issuer"], "signer": "",
        "text": form.initial["text"], "responsible": "Văn phòng", "people": "none", "ends_on": "",
        "source": form.initial["source"],
    }  # fmt: skip
    assert client.post(result[1], typed).status_code == 302
    one = Disclosure.objects.get()
    assert (one.title, one.source) == (
        f"Kết quả lấy ý kiến: {made.subject}", f"consultation-result:{made.origin}",
    )  # fmt: skip
    at_record = reverse("disclosures-record", args=[one.pk])
    taken = ("Đã đưa vào công khai: kết quả lấy ý kiến, giải trình, tiếp thu", at_record)
    assert doors(client, "consultations", made.pk) == [plan, taken]
    told = typed | {"version": "1", "reason": "Sửa số văn bản", "number": "6/BC"}
    assert client.post(reverse("disclosures-correct", args=[one.pk]), told).status_code == 302
    now = Disclosure.objects.standing().get()
    assert (now.number, now.source) == ("6/BC", one.source)
    withdraw(DISCLOSURES, record_id=now.pk, version=2, reason="Ghi nhầm", by=scene.officer)
    assert doors(client, "consultations", made.pk) == [plan, result]


def test_decision_is_offered_once_the_committee_made_it_public(scene: Scene, client: Client) -> None:
    waits = decide(scene, DAY)
    public = decide(
        scene, DAY, subject="Sửa cổng", published_on=DAY, no_secret=True, people_right=True
    )  # fmt: skip
    client.force_login(scene.officer)
    assert doors(client, "community-decisions", waits.pk) == []
    [(_, url)] = doors(client, "community-decisions", public.pk)
    form = client.get(url).context["form"]
    assert (form.initial["title"], form.initial["items"]) == ("Nhân dân bàn, quyết định: Sửa cổng", "DC11.14")


def test_record_of_another_unit_says_nothing(scene: Scene, client: Client) -> None:
    made = consult(scene, DAY)
    other = person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=UnitFactory()))
    client.force_login(other)
    asked = f"{reverse('disclosures-add')}?tu=consultation-plan:{made.origin}"
    assert "source" not in client.get(asked).context["form"].initial
    client.force_login(scene.front)
    assert doors(client, "consultations", made.pk) == []


# --- When the source changes ----------------------------------------------------------------------------------------


def taken_over(scene: Scene, source: Any, part: str) -> Disclosure:
    """A disclosure that was made of a part of a record."""
    told = disclosed("DC11.11.a", source=f"{part}:{source.origin}", text="Nội dung lấy ý kiến")
    made = enter(DISCLOSURES, Entry(scene.unit, source.day, told), by=scene.officer)
    assert isinstance(made, Disclosure)
    return made


def warned(client: Client, one: Disclosure) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """What page and board of its keeper say, and what waits for them with its door."""
    page = client.get(reverse("disclosures-record", args=[one.pk])).context["behind"]
    board = client.get(reverse("disclosure-board")).context["behind"]
    user = User.objects.get(pk=client.session["_auth_user_id"])
    work = [(work.what, work.url) for work in work_of(user) if work.key.startswith("disclosure.source")]
    return [each.words for each in page], [each.words for each in board], work


def test_withdrawn_source_is_due_work_of_its_keeper(scene: Scene, client: Client, time_machine: Any) -> None:
    source = consult(scene, DAY)
    one = taken_over(scene, source, "consultation-plan")
    client.force_login(scene.officer)
    assert warned(client, one) == ([], [], [])
    time_machine.shift(timedelta(hours=1))
    withdraw(CONSULTATIONS, record_id=source.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    words = "Bản ghi gốc (kế hoạch, nội dung lấy ý kiến) đã hủy"
    door = reverse("disclosures-record", args=[one.pk])
    assert warned(client, one) == ([words], [words], [(f"{one.title}. {words}.", door)])
    assert reverse("consultations-record", args=[source.pk]) in client.get(door).content.decode()
    time_machine.shift(timedelta(hours=1))
    told = disclosed("DC11.11.a", source=one.source, text="Việc lấy ý kiến đã hủy")
    entry = Entry(scene.unit, source.day, told)
    newer = correct(DISCLOSURES, entry, record_id=one.pk, version=1, reason="Nguồn đã hủy", by=scene.officer)
    assert isinstance(newer, Disclosure)
    assert warned(client, newer) == ([], [], [])


def test_page_of_a_withdrawn_source_leads_to_what_is_still_public(
    scene: Scene, client: Client, time_machine: Any
) -> None:
    source, other = consult(scene, DAY), consult(scene, DAY, subject="Việc khác")
    one = taken_over(scene, source, "consultation-plan")
    publish_now(one, scene.officer)
    time_machine.shift(timedelta(hours=1))
    for each in (source, other):
        withdraw(CONSULTATIONS, record_id=each.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    client.force_login(scene.officer)
    door = (
        "Cần xem lại nội dung công khai: kế hoạch, nội dung lấy ý kiến",
        reverse("disclosures-record", args=[one.pk]),
    )
    assert (doors(client, "consultations", source.pk), doors(client, "consultations", other.pk)) == ([door], [])
    assert door[0] in client.get(reverse("consultations-record", args=[source.pk])).content.decode()
    time_machine.shift(timedelta(hours=1))
    withdraw(DISCLOSURES, record_id=one.pk, version=1, reason="Nguồn đã hủy", by=scene.officer)
    assert doors(client, "consultations", source.pk) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": "Việc khác"}, ["Bản ghi gốc (kế hoạch, nội dung lấy ý kiến) đã đính chính"]),
        ({"matter": "dia-gioi"}, []),
    ],
    ids=["what it says", "what it doesn't say"],
)
def test_corrected_source_is_told_where_it_says_another_thing(
    scene: Scene, client: Client, time_machine: Any, change: dict[str, Any], words: list[str]
) -> None:
    source = consult(scene, DAY)
    one = taken_over(scene, source, "consultation-plan")
    time_machine.shift(timedelta(hours=1))
    entry = Entry(scene.unit, source.day, {name: getattr(source, name) for name in CONSULTATIONS.fields} | change)
    correct(CONSULTATIONS, entry, record_id=source.pk, version=1, reason="Ghi sai", by=scene.officer)
    client.force_login(scene.officer)
    assert warned(client, one)[0] == words


def test_what_is_shown_stays_behind_until_its_correction_is_public(
    scene: Scene, client: Client, time_machine: Any
) -> None:
    source = consult(scene, DAY)
    one = taken_over(scene, source, "consultation-plan")
    publish_now(one, scene.officer)
    time_machine.shift(timedelta(hours=1))
    withdraw(CONSULTATIONS, record_id=source.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    entry = Entry(scene.unit, source.day, disclosed("DC11.11.a", source=one.source, text="Đã hủy"))
    time_machine.shift(timedelta(hours=1))
    newer = correct(DISCLOSURES, entry, record_id=one.pk, version=1, reason="Nguồn đã hủy", by=scene.officer)
    assert isinstance(newer, Disclosure)
    client.force_login(scene.officer)
    assert len(warned(client, newer)[2]) == 1
    publish_now(newer, scene.officer)
    assert warned(client, newer)[2] == []


def test_of_two_disclosures_of_one_source_the_one_that_did_not_follow_is_told(
    scene: Scene, client: Client, time_machine: Any
) -> None:
    source = consult(scene, DAY)
    first, second = (taken_over(scene, source, "consultation-plan") for _ in range(2))
    time_machine.shift(timedelta(hours=1))
    withdraw(CONSULTATIONS, record_id=source.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    time_machine.shift(timedelta(hours=1))
    told = disclosed("DC11.11.a", source=second.source, text="Việc lấy ý kiến đã hủy")
    entry = Entry(scene.unit, source.day, told)
    correct(DISCLOSURES, entry, record_id=second.pk, version=1, reason="Nguồn đã hủy", by=scene.officer)
    assert [one.record for one in behind([scene.unit.pk])] == [first]


def test_each_disclosure_of_a_source_has_its_door(scene: Scene, client: Client) -> None:
    source = consult(scene, DAY)
    made = [taken_over(scene, source, "consultation-plan") for _ in range(2)]
    client.force_login(scene.officer)
    leads = [url for _, url in doors(client, "consultations", source.pk)]
    assert leads == [reverse("disclosures-record", args=[one.pk]) for one in made]


def test_board_asks_the_same_for_one_source_and_three(
    scene: Scene, client: Client, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        while Disclosure.objects.count() < number:
            taken_over(scene, consult(scene, DAY), "consultation-plan")
        with django_assert_num_queries(2):
            assert behind([scene.unit.pk]) == []


@pytest.mark.parametrize("value", ["", "lạ", "consultation-plan:x", "lạ:6b0e1a52-7d1c-4f4e-9d0c-1d6c1f0c2b11"])
def test_address_that_names_nothing_fills_in_nothing(scene: Scene, client: Client, value: str) -> None:
    client.force_login(scene.officer)
    assert "source" not in client.get(reverse("disclosures-add"), {"tu": value}).context["form"].initial
