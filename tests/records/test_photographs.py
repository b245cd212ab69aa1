"""Photographs of records: what is kept of a picture, who sees it, what a correction and a reason do to it."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.factories import files
from tests.factories.accounts import UserFactory, person
from tests.records.scene import Scene, a_scene, entry, visit
from tests.records.visits.kinds import VISITS
from tests.records.visits.models import Visit
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.clock import ZONE
from thanthien.records.actions import correct, withdraw
from thanthien.records.models import Photograph
from thanthien.records.photographs import Sent, add, enter_with, take_away
from thanthien.records.queries import photographed
from thanthien.units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.records.visits.urls")]
NOW = datetime(2026, 3, 5, 9, tzinfo=ZONE)
DAY = date(2026, 3, 4)
LIST = "/tham-hoi/"


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


def upload(content: bytes = b"", name: str = "Nhà bà Sáu.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or files.image(exif=True), "image/jpeg")


def sent(*uploads: SimpleUploadedFile, consent: str = "agreed") -> Sent:
    return Sent(uploads or (upload(),), consent)


def stored(one: Photograph) -> bytes:
    with one.file.open("rb") as content:
        found: bytes = content.read()
    return found


def shades(number: int) -> list[SimpleUploadedFile]:
    """Pictures of different sizes, so that no two are the same."""
    return [upload(files.image(size=(20 + one, 10))) for one in range(number)]


def read(client: Client, where: str) -> Any:
    """The answer, read to its end, so that its file is closed."""
    answer = client.get(where)
    if answer.streaming:
        answer.body = b"".join(answer)  # type: ignore[arg-type, attr-defined]
    return answer


def address(record: Visit, one: Photograph, more: str = "") -> str:
    return f"{LIST}{record.pk}/anh/{one.key}/{more}"


# --- What is kept ---


def test_entry_keeps_its_photographs_without_place_and_device(scene: Scene) -> None:
    record = enter_with(
        VISITS, entry(scene, DAY), sent(upload(), upload(files.image("PNG"), "b.png")), by=scene.officer
    )
    first, second = Photograph.objects.all()
    assert [(one.kind, one.origin, one.file_code, one.consent, one.added_by) for one in (first, second)] == [
        ("visits.visit", record.origin, "jpg", "agreed", scene.officer),
        ("visits.visit", record.origin, "png", "agreed", scene.officer),
    ]
    kept = Image.open(BytesIO(stored(first)))
    assert (dict(kept.getexif()), kept.getexif().get_ifd(0x8825), kept.info.get("comment")) == ({0x0112: 6}, {}, None)
    assert b"SecretPhone" not in stored(first)
    assert ("Sáu" in first.file.name, first.size) == (False, len(stored(first)))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (upload(files.PDF, "a.pdf"), "Ở đây chỉ nhận ảnh JPG, PNG hoặc WebP"),
        (upload(files.image()[:40], "a.jpg"), "là ảnh bị hỏng hoặc tải về chưa đủ"),
        (SimpleUploadedFile("a.jpg", b""), "trống (0 byte)"),
        (upload(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "a.heic"), "là ảnh HEIC"),
    ],
)
def test_what_is_no_picture_is_refused_with_all_that_came_with_it(
    scene: Scene, file: SimpleUploadedFile, words: str
) -> None:
    file.seek(0)
    with pytest.raises(Invalid) as refused:
        enter_with(VISITS, entry(scene, DAY), sent(upload(), file), by=scene.officer)
    assert list(refused.value.errors) == ["photographs"]
    assert words in refused.value.errors["photographs"]
    assert (Visit.objects.count(), Photograph.objects.count()) == (0, 0)


def test_picture_above_the_size_of_evidence_is_refused(scene: Scene, settings: Any) -> None:
    settings.EVIDENCE_MAX_MB = 1
    with pytest.raises(Invalid, match="lớn hơn mức"):
        enter_with(VISITS, entry(scene, DAY), sent(upload(files.image() + b"0" * 1_100_000)), by=scene.officer)


def test_consent_is_asked_for(scene: Scene) -> None:
    for consent in ("", "sure"):
        with pytest.raises(Invalid) as refused:
            enter_with(VISITS, entry(scene, DAY), sent(consent=consent), by=scene.officer)
        assert list(refused.value.errors) == ["photograph_consent"]


def test_same_picture_is_stored_once_and_no_more_than_the_limit(scene: Scene) -> None:
    record = visit(scene, NOW, DAY)
    for _ in range(2):
        add(VISITS, sent(upload(), upload()), record_id=record.pk, by=scene.officer)
    assert Photograph.objects.count() == 1
    add(VISITS, sent(*shades(19)), record_id=record.pk, by=scene.officer)
    with pytest.raises(Invalid, match="tối đa 20 ảnh"):
        add(VISITS, sent(upload(files.image(size=(99, 9)))), record_id=record.pk, by=scene.officer)
    with pytest.raises(Invalid, match="tối đa 20 ảnh"):
        enter_with(VISITS, entry(scene, date(2026, 3, 2)), sent(*shades(21)), by=scene.officer)
    assert (Photograph.objects.count(), Visit.objects.count()) == (20, 1)


# --- Corrections ---


def corrected(scene: Scene, record: Visit) -> Visit:
    made = correct(
        VISITS, entry(scene, DAY, people=4), record_id=record.pk, version=record.version, reason="Ghi nhầm số",
        by=scene.officer,
    )  # fmt: skip
    assert isinstance(made, Visit)
    return made


def test_photograph_of_a_version_corrected_meanwhile_goes_to_the_chain(scene: Scene) -> None:
    old = visit(scene, NOW, DAY)
    new = corrected(scene, old)
    assert add(VISITS, sent(), record_id=old.pk, by=scene.officer) == new
    newest = corrected(scene, new)
    assert list(Visit.objects.standing().filter(photographed(VISITS, NOW))) == [newest]


def test_withdrawn_record_takes_no_photograph_but_lets_one_be_taken_away(officer: Client, scene: Scene) -> None:
    record = enter_with(VISITS, entry(scene, DAY), sent(), by=scene.officer)
    one = Photograph.objects.get()
    withdraw(VISITS, record_id=record.pk, version=1, reason="Ghi nhầm nơi", by=scene.officer)
    with pytest.raises(Refused, match="đã bị hủy"):
        add(VISITS, sent(upload(files.image())), record_id=record.pk, by=scene.officer)
    with pytest.raises(Refused, match="Chỉ người của cơ quan"):
        take_away(VISITS, record_id=record.pk, key=one.key, reason="Không còn cần", by=scene.front)
    page = officer.get(f"{LIST}{record.pk}/")
    assert page.context["photographs"][0]["take_away"] == address(record, one, "bo/")
    assert officer.post(address(record, one, "bo/"), {"reason": "Gia đình đề nghị bỏ ảnh"}).status_code == 302
    one.refresh_from_db()
    assert one.taken_by == scene.officer


def test_photograph_of_an_earlier_version_is_taken_away_at_the_last(officer: Client, scene: Scene) -> None:
    old = enter_with(VISITS, entry(scene, DAY), sent(), by=scene.officer)
    assert isinstance(old, Visit)
    new = corrected(scene, old)
    withdraw(VISITS, record_id=new.pk, version=2, reason="Ghi nhầm nơi", by=scene.officer)
    offered = [officer.get(f"{LIST}{one.pk}/").context["photographs"][0]["take_away"] for one in (old, new)]
    assert offered == ["", address(new, Photograph.objects.get(), "bo/")]


def test_only_people_of_the_agency_add_and_take_away(scene: Scene) -> None:
    record = enter_with(VISITS, entry(scene, DAY), sent(), by=scene.officer)
    one = Photograph.objects.get()
    for by, words in ((scene.front, "Chỉ người của cơ quan"), (UserFactory(), "Không tìm thấy")):
        with pytest.raises(Refused, match=words):
            add(VISITS, sent(), record_id=record.pk, by=by)
        with pytest.raises(Refused, match=words):
            take_away(VISITS, record_id=record.pk, key=one.key, reason="Không còn cần", by=by)


# --- Taken away ---


def test_photograph_taken_away_stays_with_its_reason_and_is_shown_no_more(officer: Client, scene: Scene) -> None:
    record = enter_with(VISITS, entry(scene, DAY), sent(), by=scene.officer)
    one = Photograph.objects.get()
    assert officer.post(address(record, one, "bo/"), {"reason": ""}).status_code == 422
    answer = officer.post(address(record, one, "bo/"), {"reason": "Gia đình đề nghị bỏ ảnh"})
    assert answer["Location"] == f"{LIST}{record.pk}/"
    one.refresh_from_db()
    assert (one.taken_at, one.taken_by, one.taken_reason) == (NOW, scene.officer, "Gia đình đề nghị bỏ ảnh")
    assert [read(officer, address(record, one, more)).status_code for more in ("", "bo/")] == [404, 404]
    page = officer.get(f"{LIST}{record.pk}/")
    assert (page.context["photographs"], "Gia đình đề nghị bỏ ảnh" in page.text) == ([], True)
    with pytest.raises(Refused, match="đã được bỏ"):
        take_away(VISITS, record_id=record.pk, key=one.key, reason="Không còn cần", by=scene.officer)


@pytest.mark.parametrize("change", [{"consent": "agreed"}, {"taken_reason": "Lý do khác"}, {"added_at": NOW}])
def test_row_is_not_rewritten(scene: Scene, change: dict[str, Any]) -> None:
    record = enter_with(VISITS, entry(scene, DAY), sent(consent="nobody"), by=scene.officer)
    one = Photograph.objects.get()
    take_away(VISITS, record_id=record.pk, key=one.key, reason="Ảnh bị mờ", by=scene.officer)
    if "added_at" in change:
        change = {"added_at": NOW - timedelta(days=1)}
    with pytest.raises(DatabaseError), transaction.atomic():
        Photograph.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Photograph.objects.all().delete()


def test_record_had_a_photograph_as_known_at_a_moment(scene: Scene, time_machine: Any) -> None:
    with_one, without = visit(scene, NOW, DAY), visit(scene, NOW, date(2026, 3, 2))
    later = NOW + timedelta(hours=1)
    time_machine.move_to(later, tick=False)
    add(VISITS, sent(), record_id=with_one.pk, by=scene.officer)
    gone = NOW + timedelta(hours=2)
    time_machine.move_to(gone, tick=False)
    take_away(VISITS, record_id=with_one.pk, key=Photograph.objects.get().key, reason="Ảnh bị mờ", by=scene.officer)
    known = {at: list(Visit.objects.filter(photographed(VISITS, at))) for at in (NOW, later, gone)}
    assert known == {NOW: [], later: [with_one], gone: []}
    assert without not in known[later]


# --- Pages ---


def test_entry_page_takes_photographs_and_loses_nothing_typed_when_one_is_refused(
    officer: Client, scene: Scene
) -> None:
    typed = {"place": f"{scene.unit.pk}:", "day": "04/03/2026", "occasion": "illness", "people": "2", "words": "Bà Sáu"}
    for more, field in (
        ({"photographs": [upload()]}, "photograph_consent"),
        ({"photographs": [upload(files.PDF, "a.pdf")], "photograph_consent": "agreed"}, "photographs"),
    ):
        answer = officer.post(f"{LIST}ghi/", typed | more)
        form = answer.context["form"]
        assert (answer.status_code, list(form.errors), form["words"].value()) == (422, [field], "Bà Sáu")
    assert Visit.objects.count() == 0
    answer = officer.post(
        f"{LIST}ghi/", typed | {"photographs": [upload(), upload(files.image())], "photograph_consent": "nobody"}
    )
    record = Visit.objects.get()
    assert (answer.status_code, record.words, Photograph.objects.filter(origin=record.origin).count()) == (
        302, "Bà Sáu", 2,
    )  # fmt: skip
    page = officer.get(f"{LIST}ghi/").text
    assert 'accept="image/jpeg,image/png,image/webp"' in page
    assert 'enctype="multipart/form-data"' in page


def test_page_of_a_record_adds_some_and_list_counts_them(officer: Client, scene: Scene) -> None:
    record = visit(scene, NOW, DAY)
    add_page = f"{LIST}{record.pk}/anh/"
    assert officer.post(add_page, {"photograph_consent": "agreed"}).context["form"].errors.keys() == {"photographs"}
    answer = officer.post(add_page, {"photograph_consent": "internal", "photographs": [upload()]})
    assert answer["Location"] == f"{LIST}{record.pk}/"
    page = officer.get(f"{LIST}{record.pk}/")
    (shown,) = page.context["photographs"]
    assert f'<img src="{shown["address"]}" alt="Ảnh 1 của lượt thăm hỏi ngày 04/03/2026" loading="lazy">' in page.text
    assert [row.photograph_count for row in officer.get(LIST).context["table"].rows] == [1]


def test_picture_is_served_as_what_it_is_and_asked_for_again(officer: Client, scene: Scene) -> None:
    record = enter_with(VISITS, entry(scene, DAY), sent(), by=scene.officer)
    one = Photograph.objects.get()
    answer = read(officer, address(record, one))
    assert answer.body == stored(one)
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": "image/jpeg",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert officer.get(address(record, one), headers={"if-none-match": answer["ETag"]}).status_code == 304
    with one.file.storage.open(one.file.name, "wb") as content:
        content.write(b"other")
    assert officer.get(address(record, one)).status_code == 409


def test_pages_open_for_readers_and_writers_only(client: Client, scene: Scene) -> None:
    record = enter_with(VISITS, entry(scene, DAY), sent(), by=scene.officer)
    one = Photograph.objects.get()
    addresses = [address(record, one), address(record, one, "bo/"), f"{LIST}{record.pk}/anh/"]
    expected = {
        scene.officer: [200, 200, 200],
        scene.front: [200, 404, 404],
        person(Role.COMMUNE_FOCAL): [404, 404, 404],
        UserFactory(): [404, 404, 404],
    }
    found = {}
    for asker in expected:
        client.force_login(asker)
        found[asker] = [read(client, one_address).status_code for one_address in addresses]
    assert found == expected
    assert [Client().get(one_address).status_code for one_address in addresses] == [302] * 3


@pytest.mark.parametrize(
    ("consent", "status"), [("nobody", 200), ("agreed", 200), ("official", 200), ("internal", 404)]
)
def test_everybody_sees_those_that_people_agreed_to(scene: Scene, consent: str, status: int) -> None:
    enter_with(VISITS, entry(scene, DAY, by_head=True), sent(consent=consent), by=scene.officer)
    answer = read(Client(), f"{LIST}anh/{Photograph.objects.get().key}/")
    assert answer.status_code == status
    if status == 200:
        assert answer["Cache-Control"] == "public, max-age=300"


def test_everybody_sees_none_of_a_record_without_a_public_face(scene: Scene) -> None:
    inside = enter_with(VISITS, entry(scene, DAY), sent(), by=scene.officer)
    outside = enter_with(VISITS, entry(scene, date(2026, 3, 2), by_head=True), sent(), by=scene.officer)
    keys = {one.origin: one.key for one in Photograph.objects.all()}
    assert read(Client(), f"{LIST}anh/{keys[inside.origin]}/").status_code == 404
    assert read(Client(), f"{LIST}anh/{keys[outside.origin]}/").status_code == 200
    withdraw(VISITS, record_id=outside.pk, version=1, reason="Ghi nhầm nơi", by=scene.officer)
    assert read(Client(), f"{LIST}anh/{keys[outside.origin]}/").status_code == 404


def test_everybody_sees_none_where_the_unit_uses_the_room_no_more(scene: Scene) -> None:
    enter_with(VISITS, entry(scene, DAY, by_head=True), sent(), by=scene.officer)
    where = f"{LIST}anh/{Photograph.objects.get().key}/"
    assert read(Client(), where).status_code == 200
    off = {"visits": [{"from": "2026-03-01", "on": False, "at": "2026-03-01T08:00:00+07:00"}]}
    Unit.objects.filter(pk=scene.unit.pk).update(rooms=off)
    assert read(Client(), where).status_code == 404


def test_page_of_a_record_asks_as_much_for_many_photographs_as_for_one(officer: Client, scene: Scene) -> None:
    record = visit(scene, NOW, DAY)
    asked = []
    for file in shades(3):
        add(VISITS, sent(file), record_id=record.pk, by=scene.officer)
        with CaptureQueriesContext(connection) as statements:
            officer.get(f"{LIST}{record.pk}/")
        asked.append(len(statements))
    assert asked[0] == asked[2]


def test_file_without_a_row_is_found(scene: Scene, capsys: Any, time_machine: Any) -> None:
    enter_with(VISITS, entry(scene, DAY), sent(), by=scene.officer)
    one = Photograph.objects.get()
    lost = one.file.storage.save("photographs/zz/lost", SimpleUploadedFile("x", b"1"))
    time_machine.move_to(datetime.now(tz=ZONE) + timedelta(days=400), tick=False)
    call_command("sweep_photographs")
    assert lost in capsys.readouterr().out.splitlines()
