"""What Mặt trận entered is not the committee's: no role of the commune's other bodies changes it by any door."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.factories.workbooks import sheet
from tests.grassroots.scene import Scene, a_scene, opinion, village_head
from thanthien.accounts.models import User
from thanthien.accounts.positions import APPRAISERS, COMMUNE, PARTY, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.core.clock import ZONE
from thanthien.core.formats import date_vn
from thanthien.grassroots import actions
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.grassroots.permissions import REPORTERS
from thanthien.grassroots.views import report_pages
from thanthien.records.actions import Entry, correct, enter, withdraw
from thanthien.records.queries import chain

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)
HERE = "/y-kien-hang-tuan"
REASON = "Ủy ban thấy không đúng"
OTHERS = sorted((COMMUNE | REPORTERS | SEES_ALL | APPRAISERS | {Role.SERVICE_OFFICER}) - {Role.COMMUNE_FRONT})
OTHER_ROLES = pytest.mark.parametrize("role", OTHERS)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 5, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def entered(scene: Scene) -> Any:
    """An opinion of the first tổ dân phố, entered by Mặt trận, with the person who had it."""
    made = actions.report(opinion(scene, DAY, scene.hamlets[0]), by=scene.front, who="Bà Tư", contact="")
    return WeeklyReport.objects.get(pk=made.pk)


def somebody(scene: Scene, role: Role) -> User:
    """A person of the unit in a role; of the city where the role is none of a commune's."""
    if role == Role.VILLAGE_HEAD:
        return scene.head
    if role == Role.UNION_REPORTER:
        return scene.union
    if role in SEES_ALL | APPRAISERS:
        return person(role)
    return person(role, agency=AgencyFactory(committee=True, unit=scene.unit))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def stored() -> list[tuple[Any, ...]]:
    return list(WeeklyReport.objects.order_by("pk").values_list())


@OTHER_ROLES
@pytest.mark.parametrize("below", ["dinh-chinh/", "huy/"])
def test_pages_that_change_are_not_there_for_others(scene: Scene, entered: Any, role: Role, below: str) -> None:
    before, client = stored(), client_of(somebody(scene, role))
    data = {
        "version": 1, "reason": REASON, "place": f"{scene.unit.pk}:{scene.hamlets[0].pk}", "day": date_vn(DAY),
        "nothing": "on", "how": "self",
    }  # fmt: skip
    address = f"{HERE}/{entered.pk}/{below}"
    assert [client.get(address).status_code, client.post(address, data).status_code, stored()] == [404, 404, before]


def test_person_of_an_opinion_is_mended_by_the_agency_that_entered_it(scene: Scene, entered: Any) -> None:
    here, client = f"{HERE}/{entered.pk}/nguoi-co-y-kien/", client_of(scene.front)
    before, shown = stored(), client.get(here).context["form"]
    data = {"name": "Bà Tứ", "contact": "0900 000 000", "seen": shown["seen"].value()}
    done = client.post(here, data)
    assert (done.status_code, done["Location"]) == (302, f"{HERE}/{entered.pk}/")
    assert OpinionPerson.objects.values_list("name", "contact").get() == ("Bà Tứ", "0900 000 000")
    late = client.post(here, data | {"name": "Bà Tư"})  # what was seen is no more
    assert (late.status_code, OpinionPerson.objects.get().name) == (409, "Bà Tứ")
    assert stored() == before
    assert "Sửa người có ý kiến" in client.get(f"{HERE}/{entered.pk}/").text


def test_person_that_was_erased_is_not_written_anew_by_an_old_page(scene: Scene, entered: Any) -> None:
    here, client = f"{HERE}/{entered.pk}/nguoi-co-y-kien/", client_of(scene.front)
    seen = client.get(here).context["form"]["seen"].value()
    actions.forget_person(record=entered, by=scene.front)
    assert client.post(here, {"name": "Bà Tứ", "contact": "", "seen": seen}).status_code == 409
    assert OpinionPerson.objects.count() == 0


@OTHER_ROLES
def test_person_of_an_opinion_is_nobody_else_s_to_read_or_mend(scene: Scene, entered: Any, role: Role) -> None:
    here, by = f"{HERE}/{entered.pk}/nguoi-co-y-kien/", somebody(scene, role)
    client = client_of(by)
    assert (client.get(here).status_code, client.post(here, {"name": "A"}).status_code) == (404, 404)
    with pytest.raises(Refused):
        actions.name_person(record=entered, by=by, name="A", contact="", seen={"name": "Bà Tư", "contact": ""})
    assert OpinionPerson.objects.get().name == "Bà Tư"


def _correct(scene: Scene, record: Any, by: User) -> Any:
    entry = Entry(scene.unit, DAY, {"nothing": True}, scene.hamlets[0])
    return correct(REPORTS, entry, record_id=record.pk, version=1, reason=REASON, by=by)


def _withdraw(scene: Scene, record: Any, by: User) -> Any:
    return withdraw(REPORTS, record_id=record.pk, version=1, reason=REASON, by=by)


def _forget(scene: Scene, record: Any, by: User) -> Any:
    return actions.forget_person(record=record, by=by)


@OTHER_ROLES
@pytest.mark.parametrize("act", [_correct, _withdraw, _forget])
def test_actions_that_change_are_refused_to_others(
    scene: Scene, entered: Any, role: Role, act: Callable[..., Any]
) -> None:
    before = stored()
    with pytest.raises(Refused):
        act(scene, entered, somebody(scene, role))
    assert (stored(), OpinionPerson.objects.count()) == (before, 1)


def file_row(scene: Scene, record: Any, text: str) -> list[Any]:
    place = [scene.unit.code, "", scene.hamlets[0].name, date_vn(DAY)]
    return [*place, "không", "đất đai, xây dựng", "Ngõ 3", "trực tiếp nghe", "", text, str(record.key)]


@pytest.mark.parametrize("role", [Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.VILLAGE_HEAD, Role.UNION_REPORTER])
def test_file_with_other_words_under_the_key_is_refused(scene: Scene, entered: Any, role: Role) -> None:
    before, client = stored(), client_of(somebody(scene, role))
    content = sheet(report_pages.importer.workbook().headings, file_row(scene, entered, "Không có chuyện gì"))
    page = client.post(f"{HERE}/nhap/", {"file": SimpleUploadedFile("a.xlsx", content)}).url
    check = client.get(page).context["check"]
    data = {"held": page.split("/")[-2], "mark": check.mark}
    client.post(f"{HERE}/nhap/xac-nhan/", data)
    assert (check.ok, stored()) == (False, before)


@pytest.mark.parametrize("role", sorted(COMMUNE - {Role.COMMUNE_FRONT}))
def test_others_of_the_unit_read_and_print_it_without_a_door_to_change_it(
    scene: Scene, entered: Any, role: Role
) -> None:
    client = client_of(somebody(scene, role))
    page = client.get(f"{HERE}/{entered.pk}/")
    printed = client.get(f"{HERE}/in/").context["register"]
    # The party committee reads on a page of its own, which has no such question, that it became a matter.
    changes = None if role in PARTY else False
    assert (page.context.get("may_change"), printed.rows[0][0]) == (changes, date_vn(DAY))
    assert [word in page.content.decode() for word in ("dinh-chinh/", "huy/", "Bà Tư")] == [False] * 3


def test_front_corrects_and_withdraws_its_own(scene: Scene, entered: Any) -> None:
    made = _correct(scene, entered, scene.front)
    withdraw(REPORTS, record_id=made.pk, version=2, reason="Ghi nhầm tổ dân phố", by=scene.front)
    assert list(WeeklyReport.objects.order_by("pk").values_list("nothing", "end_reason")) == [
        (False, ""),
        (True, "Ghi nhầm tổ dân phố"),
    ]


def test_versions_of_another_place_stay_unread(scene: Scene) -> None:
    made = enter(REPORTS, opinion(scene, DAY, scene.hamlets[0], text="Chuyện của tổ 1"), by=scene.front)
    moved = Entry(scene.unit, DAY, {"topic": "land", "text": "Chuyện của tổ 2"}, scene.hamlets[1])
    now = correct(REPORTS, moved, record_id=made.pk, version=1, reason="Ghi nhầm tổ dân phố", by=scene.front)
    neighbour = village_head(scene.hamlets[1])
    assert [one.version for one in chain(REPORTS, now, neighbour)] == [2]
    page = client_of(neighbour).get(f"{HERE}/{now.pk}/")
    assert [words in page.content.decode() for words in ("Chuyện của tổ 1", "Chuyện của tổ 2")] == [False, True]
    assert [one.version for one in chain(REPORTS, now, scene.officer)] == [1, 2]


def test_whose_opinion_it_was_is_forgotten_after_the_days_of_the_setting(entered: Any, settings: Any) -> None:
    settings.OPINION_PERSON_DAYS = 30
    kept, gone = date(2026, 4, 3), date(2026, 4, 4)
    assert (actions.erase_persons(kept), OpinionPerson.objects.count()) == (0, 1)
    assert (actions.erase_persons(gone), OpinionPerson.objects.count()) == (1, 0)
    assert WeeklyReport.objects.get(pk=entered.pk).text == entered.text


def test_whose_opinion_it_was_is_forgotten_when_it_was_taken_back(scene: Scene, entered: Any) -> None:
    withdraw(REPORTS, record_id=entered.pk, version=1, reason="Ghi nhầm", by=scene.front)
    assert (actions.erase_persons(DAY), OpinionPerson.objects.count()) == (1, 0)
