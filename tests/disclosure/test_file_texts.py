"""Documents are found by what is written in their files: by those alone that everybody sees, and no longer."""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.core.clamd import MALWARE, clamd
from tests.disclosure.scene import Scene, a_scene, checked, drafted, made_public, values
from tests.factories import files, readable
from thanthien.core.clock import ZONE
from thanthien.core.extracting.apart import BOUNDS, Bounds
from thanthien.core.jobs.enums import JobState
from thanthien.core.text import fold
from thanthien.disclosure import actions, file_texts, reading_files
from thanthien.disclosure.enums import TextState
from thanthien.disclosure.file_texts import files_to_read
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.disclosure.models import Disclosure, DisclosureFile, FileText
from thanthien.disclosure.public import found_faces
from thanthien.disclosure.reading_files import MOST_TRIES, aligned, read_waiting
from thanthien.records.actions import Entry, correct, withdraw

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
WRITTEN = "Điều 5. Định mức hỗ trợ nông nghiệp là 2,5 triệu đồng cho mỗi sào lúa bị thiệt hại do bão."
INSIDE = "dinh muc ho tro nong nghiep"
LIST = {"people": "listed", "ends_on": date(2026, 4, 30), "text": "Kèm theo", "title": "Danh sách hộ được hỗ trợ"}


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 10, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def with_file(
    scene: Scene, content: bytes | None = None, name: str = "quy-dinh.pdf", items: str = "DC11.02.b", **told: Any
) -> Disclosure:
    """A document with one file, published."""
    record = drafted(scene, DAY, items, **told)
    sent = SimpleUploadedFile(name, readable.pdf_of(WRITTEN) if content is None else content)
    actions.add_files(record_id=record.pk, version=1, sent=[sent], by=scene.officer)
    made_public(scene, record, date(2026, 3, 10))
    return record


def found(words: str) -> list[str]:
    """Titles of what a search finds, each with the place in a file that is told."""
    table = Client().get(reverse("disclosure-search"), {"tu_khoa": words}).context["table"]
    return [f"{row.face.version.title}|{row.excerpt or ''}" for row in table.rows]


def searched(scene: Scene, record: Disclosure) -> list[str]:
    """What the officer reads of each file."""
    client = Client()
    client.force_login(scene.officer)
    page = client.get(reverse("disclosures-record", args=[record.pk]))
    return [line.searched for line in page.context["files"]]


@pytest.fixture(params=["rare", "common"])
def words_are(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Words of a few documents and words of many are looked for in two ways, and found alike."""
    if request.param == "common":
        monkeypatch.setattr(file_texts, "MOST_OF_RARE", 0)
    return str(request.param)


# --- Found ----------------------------------------------------------------------------------------------------------


def test_what_words_find_is_counted_on_the_way_an_item_narrows_it_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_file(scene)

    def counted(unit: str = "", item: str = "") -> int | None:
        return found_faces([scene.unit], None, "du toan", unit=unit, item=item).counted

    asked = ({}, {"unit": scene.unit.code}, {"unit": "00000"}, {"item": "DC11.02.b"})
    assert [counted(**one) for one in asked] == [1, 1, None, None]
    monkeypatch.setattr(file_texts, "MOST_OF_RARE", 0)
    assert [counted(**one) for one in asked[:2]] == [1, 1]  # more than none


@pytest.mark.usefixtures("words_are")
def test_publishing_has_the_file_read_and_found(scene: Scene, run_jobs: Callable[[], Any]) -> None:
    record = with_file(scene)
    assert (found(INSIDE), searched(scene, record)) == ([], ["đang chờ đọc chữ bên trong để tìm kiếm"])
    (run,) = run_jobs()
    assert (run.name, run.state, run.told) == (
        "disclosure.read_files", JobState.DONE, ["Đã đọc 1 tệp, 1 tệp có chữ."],
    )  # fmt: skip
    place = "trong tệp “quy-dinh.pdf”: Điều 5. Định mức hỗ trợ nông nghiệp là 2,5 triệu đồng cho mỗi sào lúa bị thiệt"
    assert found(INSIDE) == [f"{record.title}|{place} hại do bão."]
    assert searched(scene, record) == ["tìm được theo chữ bên trong"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(readable.docx_of("Lời nói đầu", WRITTEN), "a.docx", id="docx"),
        pytest.param(readable.odt_of("Lời nói đầu", WRITTEN), "a.odt", id="odt"),
        pytest.param(WRITTEN.encode(), "a.txt", id="txt"),
        pytest.param(readable.pdf_of(unicodedata.normalize("NFD", WRITTEN)), "a.pdf", id="marks apart"),
    ],
)
@pytest.mark.parametrize("words", [INSIDE, "Định mức hỗ trợ nông nghiệp", "NÔNG NGHIỆP sao lua"])
def test_each_kind_is_found_in_any_spelling(scene: Scene, content: bytes, name: str, words: str) -> None:
    record = with_file(scene, content, name)
    read_waiting()
    assert [one.partition("|")[0] for one in found(words)] == [record.title]


@pytest.mark.usefixtures("words_are")
def test_place_is_told_of_words_that_the_document_does_not_say(scene: Scene) -> None:
    before, behind = "đứng trước " * 10, " đứng sau" * 20
    with_file(scene, readable.docx_of(f"{before}sào lúa{behind}. Dự toán ngân sách"), "a.docx")
    read_waiting()
    assert found("du toan") == ["Dự toán ngân sách năm 2026|"]
    (told,) = found("ngan sach sao")
    around = f"…{'đứng trước ' * 5}sào lúa{' đứng sau' * 12}"
    assert told.startswith(f"Dự toán ngân sách năm 2026|trong tệp “a.docx”: {around}")
    assert told.endswith(" đứng sau…")


def test_page_marks_the_words_and_files_of_the_list_tell_the_place(scene: Scene) -> None:
    with_file(scene, readable.pdf_of("A <b>lúa</b> & ngô"))
    read_waiting()
    page = Client().get(reverse("disclosure-search"), {"tu_khoa": "lua"}).content.decode()
    assert "trong tệp “quy-dinh.pdf”: A &lt;b&gt;<mark>lúa</mark>&lt;/b&gt; &amp; ngô" in page
    csv = Client().get(reverse("disclosure-search"), {"tu_khoa": "lua", "tai": "csv"})
    assert "trong tệp “quy-dinh.pdf”: A <b>lúa</b> & ngô" in b"".join(csv.streaming_content).decode()
    assert "Thấy trong tệp" not in Client().get(reverse("disclosure-search")).content.decode()


def test_words_of_two_files_are_not_put_together(scene: Scene) -> None:
    record = drafted(scene, DAY)
    sent = [SimpleUploadedFile(f"{word}.txt", word.encode()) for word in ("mot", "hai")]
    actions.add_files(record_id=record.pk, version=1, sent=sent, by=scene.officer)
    made_public(scene, record, date(2026, 3, 10))
    read_waiting()
    assert (len(found("hai")), found("mot hai")) == (1, [])


def test_the_same_bytes_are_read_once_and_found_under_both(scene: Scene) -> None:
    for number in (1, 2):
        with_file(scene, title=f"Văn bản {number}")
    assert (read_waiting(), FileText.objects.count()) == ((1, 1), 1)
    assert sorted(one.partition("|")[0] for one in found(INSIDE)) == ["Văn bản 1", "Văn bản 2"]


def test_search_costs_the_same_for_one_and_for_three(scene: Scene, django_assert_num_queries: Any) -> None:
    with_file(scene, title="Văn bản 1")
    read_waiting()
    address = reverse("disclosure-search")
    with django_assert_num_queries(5):
        Client().get(address, {"tu_khoa": INSIDE})
    for number in (2, 3):
        with_file(scene, readable.pdf_of(f"{WRITTEN} {number}"), title=f"Văn bản {number}")
    read_waiting()
    assert len(found(INSIDE)) == 3
    with django_assert_num_queries(5):
        Client().get(address, {"tu_khoa": INSIDE})


def test_place_of_a_letter_is_its_place_in_the_text() -> None:
    text = "Đường số 12/QĐ: “lúa” \u1e9e 農 ﬁ"
    assert (len(aligned(text)), aligned(text)) == (len(text) + 2, " duong so 12 qd   lua  \u1e9e 農 ﬁ ")


def test_text_as_long_as_is_kept_fits_into_the_index(scene: Scene) -> None:
    addresses = " ".join(f"{number:x}.vn/{number:x}/{number % 7:x}" for number in range(30_000))
    with_file(scene, addresses.encode(), "a.txt")
    assert read_waiting() == (1, 1)
    assert len(found("1f.vn/1f/3")) == 1


# --- Not found ------------------------------------------------------------------------------------------------------


def test_draft_and_file_that_waits_for_a_check_are_not_read(scene: Scene, time_machine: Any) -> None:
    draft, public = drafted(scene, DAY), with_file(scene, WRITTEN.encode(), "a.txt")
    time_machine.move_to(datetime(2026, 3, 10, 14, tzinfo=ZONE), tick=False)  # after the check
    for record in (draft, public):
        sent = SimpleUploadedFile("them.pdf", readable.pdf_of("thêm sau khi kiểm tra"))
        actions.add_files(record_id=record.pk, version=1, sent=[sent], by=scene.officer)
    assert (read_waiting(), found("them sau")) == ((1, 1), [])
    assert searched(scene, public)[1:] == ["chỉ tìm được theo chữ bên trong khi tệp đang hiện trên trang công khai"]


def test_file_of_a_list_of_people_is_never_read(scene: Scene) -> None:
    record = with_file(scene, items="DC11.07.b", **LIST)
    assert (read_waiting(), FileText.objects.count(), found(INSIDE)) == ((0, 0), 0, [])
    assert searched(scene, record) == ["không tìm được theo chữ bên trong, vì có danh sách cá nhân"]


def test_file_that_no_scanner_saw_waits(scene: Scene, settings: Any) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    with_file(scene)
    assert read_waiting() == (0, 0)
    DisclosureFile.objects.update(scanned_at=datetime(2026, 3, 10, 10, tzinfo=ZONE))
    assert read_waiting() == (1, 1)


def test_withdrawn_document_leaves_no_text(scene: Scene) -> None:
    record = with_file(scene)
    read_waiting()
    withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    assert (found(INSIDE), FileText.objects.count()) == ([], 0)


def test_text_stays_while_another_document_shows_the_same_bytes(scene: Scene) -> None:
    record, _ = with_file(scene, title="Bỏ"), with_file(scene, title="Còn")
    read_waiting()
    withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    assert ([one.partition("|")[0] for one in found(INSIDE)], FileText.objects.count()) == (["Còn"], 1)


@pytest.mark.usefixtures("words_are")
def test_document_whose_time_is_over_is_found_no_more_and_leaves_no_text(scene: Scene, time_machine: Any) -> None:
    with_file(scene, ends_on=date(2026, 3, 31))
    read_waiting()
    time_machine.move_to(datetime(2026, 4, 1, 0, 1, tzinfo=ZONE), tick=False)
    assert (found(INSIDE), FileText.objects.count()) == ([], 1)  # before the job comes
    actions.take_down_over()
    assert FileText.objects.count() == 0


def test_file_taken_away_leaves_no_text(scene: Scene) -> None:
    record = with_file(scene)
    read_waiting()
    key = DisclosureFile.objects.get().key
    actions.take_file(record_id=record.pk, key=key, reason="Nhầm tệp", by=scene.officer)
    assert (found(INSIDE), FileText.objects.count()) == ([], 0)


def test_file_found_to_hold_malware_leaves_no_text(scene: Scene, settings: Any) -> None:
    with_file(scene, MALWARE + b" " + WRITTEN.encode(), "a.txt")
    read_waiting()
    with clamd(settings):
        assert actions.scan_waiting() == (1, 1)
    assert (found(INSIDE), FileText.objects.count()) == ([], 0)


def corrected(scene: Scene, record: Disclosure, **told: Any) -> Disclosure:
    entry = Entry(scene.unit, record.day, values(**told))
    made = correct(
        DISCLOSURES, entry, record_id=record.pk, version=record.version, reason="Sửa cho đúng", by=scene.officer
    )
    assert isinstance(made, Disclosure)
    return made


def test_list_of_people_that_is_published_later_takes_the_text_along(scene: Scene) -> None:
    record = with_file(scene)
    read_waiting()
    newer = corrected(scene, record, items="DC11.07.b", **LIST)
    assert (len(found(INSIDE)), FileText.objects.count()) == (1, 1)  # everybody goes on seeing what was published
    checked(scene, newer, date(2026, 3, 10))
    actions.publish(record_id=newer.pk, version=2, by=scene.officer)
    assert (found(INSIDE), FileText.objects.count()) == ([], 0)


def test_file_that_stood_under_a_list_leaves_no_text_once_the_list_ends(scene: Scene) -> None:
    record = with_file(scene)
    read_waiting()
    newer = corrected(scene, record, items="DC11.07.b", **LIST)
    corrected(scene, newer, items="DC11.02.b")
    assert (found(INSIDE), FileText.objects.count()) == ([], 0)


@pytest.mark.parametrize("begun_again", [False, True])
def test_file_that_is_taken_down_while_it_is_read_is_not_kept(scene: Scene, *, begun_again: bool) -> None:
    record = with_file(scene)
    sha256 = DisclosureFile.objects.get().sha256
    assert reading_files._begin(sha256)
    withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    assert not FileText.objects.exists()
    if begun_again:  # by a run that had asked before the withdrawal
        assert reading_files._begin(sha256)
    reading_files._keep(sha256, TextState.READ, text=WRITTEN)
    assert (FileText.objects.count(), list(files_to_read())) == (0, [])


# --- Not read -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        pytest.param(
            lambda: readable.pdf_with(b""), "a.pdf",
            "không có chữ để tìm kiếm, có thể là bản quét ảnh; cần tải lên bản có chữ", id="scanned",
        ),
        pytest.param(
            lambda: readable.locked_pdf(WRITTEN, reader_needs_it=True), "a.pdf",
            "không đọc được chữ bên trong: tệp đặt mật khẩu", id="password",
        ),
        pytest.param(
            files.pdf, "a.pdf", "không đọc được chữ bên trong: tệp hỏng hoặc có cấu trúc lạ", id="broken",
        ),
        pytest.param(files.image, "a.jpg", "loại tệp này chưa tìm được theo chữ bên trong", id="picture"),
    ],
)  # fmt: skip
def test_officer_reads_why_a_file_is_not_found(scene: Scene, content: Callable[[], bytes], name: str, why: str) -> None:
    record = with_file(scene, content(), name)
    read_waiting()
    assert searched(scene, record) == [why]


def test_file_that_takes_too_long_is_given_up_and_the_others_are_read(scene: Scene) -> None:
    slow = with_file(scene, readable.greedy_pdf(), title="Chậm")
    quick = with_file(scene, title="Nhanh")
    assert read_waiting(Bounds(seconds=2)) == (2, 1)
    assert searched(scene, slow) == ["không đọc được chữ bên trong: tệp quá phức tạp, đọc quá thời gian cho phép"]
    assert searched(scene, quick) == ["tìm được theo chữ bên trong"]
    assert read_waiting() == (0, 0)


def test_file_that_a_killed_worker_had_begun_is_read_by_the_next_run(scene: Scene) -> None:
    record = with_file(scene)
    FileText.objects.create(sha256=DisclosureFile.objects.get().sha256, tries=1)
    assert (read_waiting(), searched(scene, record)) == ((1, 1), ["tìm được theo chữ bên trong"])


def test_run_with_an_old_list_leaves_what_another_run_read(scene: Scene) -> None:
    record = with_file(scene)
    (file,) = files_to_read()  # asked before the other run
    read_waiting()
    assert [reading_files._read(file, BOUNDS) for _ in range(MOST_TRIES + 1)] == [None] * (MOST_TRIES + 1)
    assert (FileText.objects.get().tries, searched(scene, record)) == (1, ["tìm được theo chữ bên trong"])


def test_of_two_runs_that_read_at_once_the_first_to_end_says(scene: Scene) -> None:
    with_file(scene)
    sha256 = DisclosureFile.objects.get().sha256
    assert [reading_files._begin(sha256) for _ in range(2)] == [1, 2]
    kept = [
        reading_files._keep(sha256, state, text=text)
        for state, text in ((TextState.READ, WRITTEN), (TextState.UNREAD, ""))
    ]
    assert (kept, FileText.objects.get().state) == ([TextState.READ, TextState.READ], TextState.READ)


def test_units_take_turns_the_oldest_file_first(scene: Scene) -> None:
    others = a_scene()
    for whose, name in ((scene, "a1"), (scene, "a2"), (scene, "a3"), (others, "b1")):
        with_file(whose, readable.pdf_of(name), f"{name}.pdf")
    reading_files._begin(DisclosureFile.objects.get(name="a1.pdf").sha256)  # and the worker died
    assert [one.name for one in files_to_read()] == ["a2.pdf", "b1.pdf", "a3.pdf", "a1.pdf"]


def test_file_with_which_workers_die_is_given_up(scene: Scene) -> None:
    record = with_file(scene)
    FileText.objects.create(sha256=DisclosureFile.objects.get().sha256, tries=MOST_TRIES)
    read_waiting()
    assert searched(scene, record) == ["không đọc được chữ bên trong: việc đọc tệp này nhiều lần dừng giữa chừng"]
    assert read_waiting() == (0, 0)


def test_file_whose_stored_bytes_are_others_is_not_read(scene: Scene) -> None:
    record = with_file(scene)
    row = DisclosureFile.objects.get()
    with row.file.storage.open(row.file.name, "wb") as stored:
        stored.write(readable.pdf_of("Bị thay"))
    assert (read_waiting(), found("bi thay")) == ((1, 0), [])
    assert searched(scene, record) == ["không đọc được chữ bên trong: tệp lưu giữ không còn nguyên vẹn"]


@pytest.mark.usefixtures("words_are")
def test_words_of_the_document_are_found_as_before(scene: Scene) -> None:
    record = with_file(scene)
    assert [one.partition("|")[0] for one in found(fold(record.title))] == [record.title]
