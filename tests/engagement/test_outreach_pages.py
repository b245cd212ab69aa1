"""Pages of visits, greetings and meetings: entering, what is refused, for whom, and what anybody sees."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.engagement.outreach_scene import greet, meet, photograph, visit
from tests.engagement.scene import Scene, a_scene
from tests.factories import files
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.factories.workbooks import sheet
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid
from thanthien.core.clock import ZONE
from thanthien.engagement.outreach_records import Greeting, Outreach, SupportersMeeting
from thanthien.engagement.outreach_views import outreach_pages
from thanthien.records.models import Photograph
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 3, 9, tzinfo=ZONE)
OUTREACH, GREETINGS, MEETINGS = "/tham-hoi-chuc-mung/", "/loi-chuc-mung/", "/gap-go-nguoi-ung-ho/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def activity(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "place": f"{scene.unit.pk}:", "day": "02/09/2026", "occasion": "longevity", "way": "ceremony", "people": "30",
    } | changes  # fmt: skip


def test_activity_is_entered_with_its_photograph(officer: Client, scene: Scene) -> None:
    sent = activity(scene, photographs=[SimpleUploadedFile("a.jpg", files.image())], photograph_consent="official")
    assert officer.post(f"{OUTREACH}ghi/", sent).status_code == 302
    made = Outreach.objects.get()
    assert (made.occasion, made.people, made.households, made.open_to_all) == ("longevity", 30, None, False)
    assert Photograph.objects.get().origin == made.origin
    page = officer.get(f"{OUTREACH}{made.pk}/").text
    assert "Mừng thọ" in page
    assert "người thi hành công vụ tại hoạt động công khai" in page


def test_alike_rows_of_one_file_are_said_to_be_alike(officer: Client, scene: Scene) -> None:
    """Two equal visits of a day may be two; whoever sends the file hears of it before anything is stored."""
    alike = [scene.unit.code, "", "", "02/09/2026", "Ốm đau", "đến thăm, tặng quà", 3, "", "", "", "không", ""]
    other = [*alike[:6], 4, *alike[7:]]
    file = SimpleUploadedFile("a.xlsx", sheet(outreach_pages.importer.workbook().headings, alike, other, alike))
    check = officer.get(officer.post(f"{OUTREACH}nhap/", {"file": file}).url).context["check"]
    assert [row.faults for row in check.rows] == [{}, {}, {}]
    assert [row.told for row in check.rows] == ["ghi mới", "ghi mới", "ghi mới, giống hệt dòng 2"]
    assert check.told[1].startswith("1 dòng giống hệt một dòng trước trong tệp.")


@pytest.mark.parametrize(
    ("address", "changes", "field"),
    [
        (OUTREACH, {"people": "0"}, "people"),
        (OUTREACH, {"occasion": "wedding"}, "occasion"),
        (OUTREACH, {"day": "04/09/2026"}, "day"),
        (GREETINGS, {"occasion": "tet", "sender": "head"}, "text"),
        (GREETINGS, {"occasion": "tet", "sender": "head", "link": "không phải địa chỉ"}, "link"),
        (MEETINGS, {"place_held": "Hội trường", "organisations": "2", "people": "0"}, "people"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    officer: Client, scene: Scene, address: str, changes: dict[str, Any], field: str
) -> None:
    own = activity(scene) if address == OUTREACH else {"place": f"{scene.unit.pk}:", "day": "02/09/2026"}
    answer = officer.post(f"{address}ghi/", own | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_greeting_and_meeting_are_entered_and_corrected(officer: Client, scene: Scene) -> None:
    told = {"place": f"{scene.unit.pk}:", "day": "01/09/2026", "occasion": "national_day", "sender": "head"}
    assert officer.post(f"{GREETINGS}ghi/", told | {"broadcast": "Đài truyền thanh phường"}).status_code == 302
    assert Greeting.objects.get().broadcast == "Đài truyền thanh phường"
    held = {"place": f"{scene.unit.pk}:", "day": "01/09/2026", "place_held": "Hội trường", "organisations": "2"}
    assert officer.post(f"{MEETINGS}ghi/", held | {"people": "35"}).status_code == 302
    one = SupportersMeeting.objects.get()
    minutes = held | {"people": "35", "minutes": "14/BB-UBND", "version": "1", "reason": "Đã có biên bản"}
    assert officer.post(f"{MEETINGS}{one.pk}/dinh-chinh/", minutes).status_code == 302
    assert SupportersMeeting.objects.standing().get().minutes == "14/BB-UBND"
    again = officer.post(f"{MEETINGS}ghi/", held | {"people": "36"})
    assert "đính chính" in str(again.context["form"].non_field_errors())


def test_others_do_not_read_and_the_front_does_not_write(client: Client, scene: Scene) -> None:
    record = visit(scene, date(2026, 9, 1))
    own_front = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=scene.unit))
    expected = {
        scene.officer: [200, 200, 200],
        own_front: [200, 404, 404],
        person(Role.COMMUNE_FOCAL): [404, 200, 404],
        person(Role.VILLAGE_HEAD, agency=AgencyFactory(committee=True, unit=scene.unit)): [404, 404, 404],
        person(Role.APPRAISER): [200, 404, 404],
    }
    found = {}
    for asker in expected:
        client.force_login(asker)
        addresses = [f"{OUTREACH}{record.pk}/", f"{OUTREACH}ghi/", f"{OUTREACH}{record.pk}/dinh-chinh/"]
        found[asker] = [client.get(address).status_code for address in addresses]
    assert found == expected


def test_everybody_sees_numbers_and_what_may_be_told(client: Client, scene: Scene) -> None:
    told = visit(scene, date(2026, 9, 1), open_to_all=True, people=5, about="Thăm hộ bị ngập")
    inside = visit(scene, date(2026, 8, 1), occasion="funeral", about="Việc riêng của gia đình")
    photograph(scene, told)
    photograph(scene, visit(scene, date(2026, 8, 30), open_to_all=True), consent="internal")
    photograph(scene, inside)
    visit(scene, date(2025, 12, 1), occasion="birth", open_to_all=True)
    visit(scene, date(2026, 7, 1), occasion="birth")  # without proof: an activity, but no kind that counts
    greet(scene, date(2026, 9, 1), text="Kính chúc\nNhân dân.")
    greet(scene, date(2026, 9, 1), sender="other", text="Thay mặt")
    meet(scene, date(2026, 3, 5))
    page = client.get(f"{OUTREACH}don-vi/{scene.unit.code}/")
    year = page.context["year"]
    assert (year.numbers.number, year.numbers.kinds, year.numbers.people) == (4, 2, 11)
    assert [(one.day, len(one.pictures)) for one in year.activities] == [(date(2026, 9, 1), 1), (date(2026, 8, 30), 0)]
    assert "Việc riêng" not in page.text
    assert ("Kính chúc\nNhân dân." in page.text, "Thay mặt" in page.text, "40 người dự" in page.text) == (
        True, False, True,
    )  # fmt: skip
    assert Greeting.objects.count() == 2
    picture = client.get(year.activities[0].pictures[0].address)
    assert (picture.status_code, bool(b"".join(picture))) == (200, True)  # type: ignore[arg-type]
    strip = client.get(f"/don-vi-hanh-chinh/{scene.unit.code}/")
    assert strip.context["outreach"] == year.numbers
    assert "Đã ghi 4 hoạt động thăm hỏi" in " ".join(strip.text.split())


@pytest.mark.parametrize("about", ["Thăm bà Tư", "Gọi 0912 345 678"])
def test_what_it_was_about_names_nobody(scene: Scene, about: str) -> None:
    for enter in (visit, meet):
        with pytest.raises(Invalid) as refused:
            enter(scene, date(2026, 9, 1), about=about)
        assert list(refused.value.errors) == ["about"]


def test_list_says_of_a_kind_that_is_never_late_that_it_stands(officer: Client, scene: Scene) -> None:
    visit(scene, date(2026, 8, 1))
    page = officer.get(OUTREACH).text
    assert ("đang có hiệu lực" in page, "đúng hạn" in page) == (True, False)


def test_page_of_a_unit_without_activities_says_so_and_that_of_another_room_is_not_there(
    client: Client, scene: Scene
) -> None:
    address = f"{OUTREACH}don-vi/{scene.unit.code}/"
    assert "Năm nay chưa ghi hoạt động nào" in client.get(address).text
    words = {"engagement": [{"from": "2026-06-01", "on": False, "at": "2026-06-01T08:00:00+07:00"}]}
    Unit.objects.filter(pk=scene.unit.pk).update(rooms=words)
    assert client.get(address).status_code == 404


def test_public_page_asks_as_much_for_many_activities_as_for_one(client: Client, scene: Scene) -> None:
    asked = []
    for day in (1, 2, 3):
        photograph(scene, visit(scene, date(2026, 8, day), open_to_all=True))
        with CaptureQueriesContext(connection) as statements:
            client.get(f"{OUTREACH}don-vi/{scene.unit.code}/")
        asked.append(len(statements))
    assert asked[0] == asked[2]
