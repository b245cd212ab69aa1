"""What names people: said, ended, kept out of feeds, searches, lists and caches; reasons and titles name nobody."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.disclosure.scene import Scene, a_scene, checked, drafted, made_public, posted, values, whole
from tests.factories import files
from thanthien.core.acting.errors import Invalid
from thanthien.core.clock import ZONE
from thanthien.disclosure import actions
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.disclosure.models import Disclosure, DisclosureFile
from thanthien.disclosure.public import public_files
from thanthien.disclosure.queries import files_going_with
from thanthien.records.actions import Entry, correct, withdraw

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
SOMEBODY = "Ông Nguyễn Văn Thử"
LIST = {"people": "listed", "ends_on": date(2026, 4, 30), "text": SOMEBODY, "title": "Danh sách hộ được hỗ trợ"}


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 10, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def a_list(scene: Scene) -> Disclosure:
    record = drafted(scene, DAY, "DC11.07.b", **LIST)
    made_public(scene, record, DAY)
    return record


def body(address: str, **asked: str) -> str:
    return bytes(Client().get(address, asked).getvalue()).decode()


def add_pdf(scene: Scene, record: Disclosure) -> None:
    file = SimpleUploadedFile("danh-sach.pdf", files.pdf(), "application/pdf")
    actions.add_files(record_id=record.pk, version=record.version, sent=[file], by=scene.officer)


# --- What is said before --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "field"),
    [
        pytest.param({}, "people", id="nothing said of people"),
        pytest.param({"people": "listed", "ends_on": None}, "ends_on", id="no last day"),
        pytest.param({"people": "listed", "ends_on": date(2026, 6, 1)}, "ends_on", id="more than ninety days"),
        pytest.param({"people": "listed", "ends_on": date(2026, 5, 31)}, "", id="ninety days"),
        pytest.param({"unlisted_why": "Chỉ nêu số hộ"}, "", id="with a reason"),
    ],
)
def test_item_that_may_name_people_says_whether_it_does(scene: Scene, told: dict[str, Any], field: str) -> None:
    if not field:
        assert drafted(scene, DAY, "DC11.02.b; DC11.07.b", **told).pk
        return
    with pytest.raises(Invalid) as refused:
        drafted(scene, DAY, "DC11.02.b; DC11.07.b", **told)
    assert list(refused.value.errors) == [field]


def test_form_asks_whether_people_are_listed(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.officer)
    form = client.get(reverse("disclosures-add")).context["form"]
    assert [form.fields["people"].initial, form.fields["people"].choices[0][0]] == [None, ""]


def test_title_names_nobody(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(scene, DAY, title="Hỗ trợ bà Trần Thị Thử sửa nhà")
    assert list(refused.value.errors) == ["title"]


def test_reason_that_everybody_reads_names_nobody(scene: Scene) -> None:
    record = a_list(scene)
    entry = Entry(scene.unit, DAY, values("DC11.07.b", **LIST))
    for act in (
        lambda: withdraw(DISCLOSURES, record_id=record.pk, version=1, reason=f"Bỏ {SOMEBODY}", by=scene.officer),
        lambda: correct(DISCLOSURES, entry, record_id=record.pk, version=1, reason="Bỏ 031090000001", by=scene.officer),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert list(refused.value.errors) == ["reason"]
    assert Disclosure.objects.standing().get() == record
    client = Client()
    client.force_login(scene.officer)
    for word in ("correct", "withdraw"):
        form = client.get(reverse(f"disclosures-{word}", args=[record.pk])).context["form"]
        assert "không nêu tên người" in form.fields["reason"].help_text


# --- Where everybody looks ------------------------------------------------------------------------------------------


def test_list_of_people_stays_on_its_page_alone(scene: Scene) -> None:
    record = a_list(scene)
    assert SOMEBODY in body(reverse("disclosure-document", args=[record.origin]))
    feed = body(reverse("disclosure-feed", args=[scene.unit.code]))
    assert (SOMEBODY in feed, record.title in feed) == (False, True)
    found = {
        words: len(Client().get(reverse("disclosure-search"), {"tu_khoa": words}).context["table"].table.members())
        for words in ("nguyen van thu", "danh sach ho")
    }
    assert found == {"nguyen van thu": 0, "danh sach ho": 1}


def test_list_of_people_is_kept_by_no_engine_and_no_cache(scene: Scene) -> None:
    record = drafted(scene, DAY, "DC11.07.b", **LIST)
    add_pdf(scene, record)
    made_public(scene, record, date(2026, 3, 10))
    file = Client().get(reverse("disclosure-public-file", args=[DisclosureFile.objects.get().key]))
    assert file.getvalue() == files.pdf()
    page = Client().get(reverse("disclosure-document", args=[record.origin]))
    assert [(one["Cache-Control"], one["X-Robots-Tag"]) for one in (file, page)] == [
        ("no-store", "noindex, noarchive")
    ] * 2
    assert '<meta name="robots" content="noindex, noarchive">' in page.content.decode()
    other = whole(scene, DAY)
    assert "noindex" not in body(reverse("disclosure-document", args=[other.origin]))


@pytest.mark.parametrize("how", ["over", "withdrawn"])
def test_list_of_the_quarter_leads_to_nothing_that_is_gone(scene: Scene, how: str, time_machine: Any) -> None:
    record = a_list(scene)
    posted(scene, record, DAY, "b")
    posted(scene, record, DAY, spots="office; culture")
    if how == "withdrawn":
        withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    else:
        time_machine.move_to(datetime(2026, 5, 1, 0, 1, tzinfo=ZONE), tick=False)  # before the job comes
    address = reverse("disclosure-published", args=[scene.unit.code])
    page = Client().get(address, {"quy": "2026-Q1"})
    (row,) = page.context["table"].table.rows
    assert row.forms == "trang thông tin điện tử của đơn vị từ 02/03/2026; niêm yết từ 02/03/2026"
    assert (row.number, row.gone) == ("", "gỡ ngày 10/03/2026" if how == "withdrawn" else "hết thời gian niêm yết")
    shown = body(address, quy="2026-Q1") + body(address, quy="2026-Q1", tai="csv")
    assert ("phuong.example" in shown, "Ban hành nhầm" in shown) == (False, False)


def test_withdrawal_is_told_with_its_day(scene: Scene) -> None:
    record = a_list(scene)
    withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    page = Client().get(reverse("disclosure-document", args=[record.origin]))
    assert [one.words for one in page.context["document"].history] == ["công khai", "gỡ: Thu hồi: Ban hành nhầm"]
    assert "Thu hồi: Ban hành nhầm. Gỡ lúc" in page.content.decode()


def test_files_of_a_list_go_with_it(scene: Scene, time_machine: Any) -> None:
    record = drafted(scene, DAY, "DC11.07.b", **LIST)
    add_pdf(scene, record)
    made_public(scene, record, date(2026, 3, 10))
    assert public_files().count() == 1
    time_machine.move_to(datetime(2026, 3, 20, 9, tzinfo=ZONE), tick=False)
    entry = Entry(scene.unit, DAY, values("DC11.07.b", unlisted_why="Chỉ nêu số hộ"))
    newer = correct(DISCLOSURES, entry, record_id=record.pk, version=1, reason="Bỏ danh sách", by=scene.officer)
    assert isinstance(newer, Disclosure)
    checked(scene, newer, date(2026, 3, 20))
    actions.publish(record_id=newer.pk, version=2, by=scene.officer)
    assert (public_files().count(), files_going_with(newer).count()) == (0, 0)


def test_register_says_one_state_of_what_was_taken_down(scene: Scene, time_machine: Any) -> None:
    a_list(scene)
    time_machine.move_to(datetime(2026, 5, 1, 0, 7, tzinfo=ZONE), tick=False)
    actions.take_down_over()
    client = Client()
    client.force_login(scene.officer)
    table = client.get(reverse("disclosures")).context["table"].table
    (row,) = table.rows
    states = [column.value(row) for column in table.columns if column.heading in ("Bước", "Trạng thái")]
    assert states == ["đã gỡ"]
