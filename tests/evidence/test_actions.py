"""Entering, versions, keeping: what is stored, what is refused, what two people do at once."""

import hashlib
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.db.utils import DatabaseError

from tests.evidence.conftest import edited
from tests.factories import files
from tests.factories.evidence import DocumentFactory, upload
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evidence import actions
from thanthien.evidence.enums import AccessClass, DocumentKind
from thanthien.evidence.models import AccessLog, Document
from thanthien.evidence.usages import Usage


def add(town, *uploads, by=None, **more):
    return actions.add_files(by=by or town.focal, unit=town.unit, files=list(uploads), **more)


def stored_files() -> int:
    base = storages["evidence"]
    try:
        folders = base.listdir("evidence")[0]
    except FileNotFoundError:
        return 0
    return sum(len(base.listdir(f"evidence/{folder}")[1]) for folder in folders)


# --- Files ---------------------------------------------------------------------------------------------------------


def test_add_files_stores_bytes_under_their_hash_and_a_random_path(town):
    content = files.pdf("ngân sách")

    [outcome] = add(town, upload("Công khai ngân sách.pdf", content))

    version = outcome.document.versions.get()
    assert version.sha256 == hashlib.sha256(content).hexdigest()
    assert version.file.read() == content
    assert (version.number, version.size, version.kind) == (1, len(content), "pdf")
    assert (outcome.document.title, outcome.document.owner_agency) == ("Công khai ngân sách", town.ubnd)
    assert "ngân" not in version.file.name
    version.file.close()


def test_add_files_keeps_names_of_macos_in_nfc(town):
    name = "Biên bản hội nghị.pdf"

    [outcome] = add(town, upload(unicodedata.normalize("NFD", name)))

    assert outcome.document.versions.get().original_name == name


def test_add_files_takes_the_good_and_names_the_bad(town):
    outcomes = add(town, upload("a.pdf"), upload("b.pdf", b"MZ\x90\0"), upload("c.pdf", b""), upload("d.pdf"))

    assert [bool(outcome.document) for outcome in outcomes] == [True, False, False, True]
    assert "“b.pdf”" in outcomes[1].problem
    assert "0 byte" in outcomes[2].problem
    assert stored_files() == 2


def test_add_files_refuses_more_than_the_limit_of_one_sending(town):
    outcomes = add(town, *(upload(f"{number}.pdf") for number in range(22)))

    assert [bool(outcome.problem) for outcome in outcomes] == [False] * 20 + [True] * 2


def test_add_files_refuses_the_oversize(town, settings):
    settings.EVIDENCE_MAX_MB = 1

    [outcome] = add(town, upload("lớn.pdf", files.PDF + b"\0" * 1024 * 1024))

    assert "1 MB" in outcome.problem


def test_add_files_strips_whereabouts_and_says_so(town):
    [outcome] = add(town, upload("ảnh.jpg", files.image(exif=True)))

    version = outcome.document.versions.get()
    content = version.file.read()
    assert outcome.notes == (actions.CLEANED_NOTE,)
    assert (version.cleaned, b"SecretPhone" in content) == (True, False)
    assert version.sha256 == hashlib.sha256(content).hexdigest()
    version.file.close()


def test_same_file_twice_gives_the_same_document(town):
    first, again = add(town, upload("a.pdf", files.PDF), upload("tên khác.pdf", files.PDF))
    [later] = add(town, upload("a.pdf", files.PDF), by=town.officer)

    assert {first.document, again.document, later.document} == {first.document}
    assert (again.notes, later.notes) == ((actions.REUSED_NOTE,), (actions.REUSED_NOTE,))
    assert stored_files() == 1


def test_same_file_of_the_other_agency_or_a_hidden_one_is_another_document(town):
    [mine] = add(town, upload("a.pdf", files.PDF), access_class=AccessClass.RESTRICTED)
    [front] = add(town, upload("a.pdf", files.PDF), by=town.front)
    [officer] = add(town, upload("a.pdf", files.PDF), by=town.officer)

    assert len({mine.document, front.document, officer.document}) == 3


def test_same_file_with_other_access_or_as_an_older_version_is_another_document(town):
    [open_one] = add(town, upload("a.pdf", files.PDF))
    [restricted] = add(town, upload("a.pdf", files.PDF), access_class=AccessClass.RESTRICTED)
    actions.add_version(by=town.focal, document=open_one.document, file=upload("b.pdf"))
    [older] = add(town, upload("a.pdf", files.PDF))

    assert len({open_one.document, restricted.document, older.document}) == 3


def test_add_files_refuses_people_of_other_units(town):
    for person in (town.neighbour, town.appraiser, town.party, town.village_head):
        with pytest.raises(Refused):
            add(town, upload(), by=person)

    assert Document.objects.count() == 0


def test_add_files_refuses_to_enter_for_the_other_agency(town):
    with pytest.raises(Refused):
        add(town, upload(), owner_agency=town.front_agency)


def test_failed_row_removes_its_file(town):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE evidence_documentversion ADD CONSTRAINT never CHECK (size < 0)")

    with pytest.raises(DatabaseError):
        add(town, upload())

    assert (stored_files(), Document.objects.count()) == (0, 0)


# --- Links and texts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" https://haiphong.gov.vn/a b ", "https://haiphong.gov.vn/a%20b"),
        ("HTTP://haiphong.gov.vn", "http://haiphong.gov.vn"),
        ("https://haiphong.gov.vn/công-khai?năm=2026", "https://haiphong.gov.vn/công-khai?năm=2026"),
    ],
)
def test_add_link_stores_a_web_address(town, typed, stored):
    document = actions.add_link(by=town.focal, unit=town.unit, url=typed)

    assert (document.kind, document.url) == (DocumentKind.LINK, stored)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JavaScript://x.vn/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://x.vn/a",
        "//x.vn/a",
        "haiphong.gov.vn",
        "https://",
        "https://localhost",
        "https://ai:mat-khau@x.vn/",
        "https://[x.vn",
        "https://x.vn:99999/",
        "https://x.vn/\u202ea",
        "https://x.vn/" + "a" * 2000,
    ],
)
def test_add_link_refuses_with_a_sentence(town, url):
    with pytest.raises(Invalid, match=r"^Đường dẫn") as caught:
        actions.add_link(by=town.focal, unit=town.unit, url=url)

    assert set(caught.value.errors) == {"url"}


def test_add_link_with_a_long_address_cuts_the_title_only(town):
    url = "https://x.vn/" + "a" * 900

    document = actions.add_link(by=town.focal, unit=town.unit, url=url)

    assert (document.url, len(document.title)) == (url, 250)


def test_add_text_keeps_lines(town):
    document = actions.add_text(by=town.front, unit=town.unit, title="Bản giấy", text=" Dòng 1\r\nDòng 2 ")

    assert (document.text, document.owner_agency) == ("Dòng 1\nDòng 2", town.front_agency)


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [("", "có", "title"), ("có", "  ", "text"), ("có", "a" * 20_001, "text"), ("\u200b ", "có", "title")],
)
def test_add_text_refuses_the_empty_and_the_endless(town, title, text, field):
    with pytest.raises(Invalid) as caught:
        actions.add_text(by=town.focal, unit=town.unit, title=title, text=text)

    assert set(caught.value.errors) == {field}


def test_unknown_access_class_is_refused(town):
    with pytest.raises(Invalid) as caught:
        actions.add_text(by=town.focal, unit=town.unit, title="a", text="b", access_class="public")

    assert set(caught.value.errors) == {"access_class"}


# --- Versions ------------------------------------------------------------------------------------------------------


def test_add_version_counts_on_and_keeps_the_old(town):
    document = DocumentFactory(created_by=town.focal, with_file=True)

    outcome = actions.add_version(by=town.officer, document=document, file=upload("mới.pdf"))

    assert (outcome.problem, [version.number for version in document.versions.order_by("number")]) == ("", [1, 2])
    assert document.latest.original_name == "mới.pdf"


def test_add_version_with_the_same_bytes_makes_none(town):
    document = DocumentFactory(created_by=town.focal, with_file=files.PDF)

    outcome = actions.add_version(by=town.focal, document=document, file=upload("a.pdf", files.PDF))

    assert (outcome.notes, document.versions.count()) == ((actions.SAME_VERSION_NOTE,), 1)


def test_add_version_reports_a_bad_file(town):
    document = DocumentFactory(created_by=town.focal, with_file=True)

    outcome = actions.add_version(by=town.focal, document=document, file=upload("a.pdf", b"MZ"))

    assert (bool(outcome.problem), document.versions.count()) == (True, 1)


@pytest.mark.parametrize("person", ["front", "neighbour", "appraiser", "party"])
def test_add_version_refuses_other_agencies(town, person):
    document = DocumentFactory(created_by=town.focal, with_file=True)

    with pytest.raises(Refused):
        actions.add_version(by=getattr(town, person), document=document, file=upload())


def test_add_version_to_a_link_is_refused(town):
    with pytest.raises(Refused):
        actions.add_version(by=town.focal, document=DocumentFactory(created_by=town.focal, link=True), file=upload())


@pytest.mark.django_db(transaction=True)
def test_versions_added_at_once_get_their_own_numbers(town):
    document = DocumentFactory(created_by=town.focal, with_file=True)

    at_once(
        lambda: actions.add_version(by=town.focal, document=document, file=upload("a.pdf")),
        lambda: actions.add_version(by=town.officer, document=document, file=upload("b.pdf")),
    )

    assert sorted(document.versions.values_list("number", flat=True)) == [1, 2, 3]
    assert stored_files() == 3


@pytest.mark.django_db(transaction=True)
def test_same_file_sent_at_once_is_one_document(town):
    at_once(*(lambda: add(town, upload("a.pdf", files.PDF)) for _ in range(3)))

    assert (Document.objects.count(), stored_files()) == (1, 1)


def at_once(*works) -> None:
    """Runs the works in threads that start together, each with its own connection; raises what they raised."""
    start = threading.Barrier(len(works))

    def run(work) -> None:
        try:
            start.wait(60)
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result(120)


# --- Keeping -------------------------------------------------------------------------------------------------------


def test_edit_changes_title_and_access_and_keeps_history(town):
    document = DocumentFactory(created_by=town.focal, title="Cũ")

    edited(town.officer, document, "  Mới\u00a0hơn ")
    document.refresh_from_db()
    assert (document.title, document.access_class) == ("Mới hơn", AccessClass.UNIT)
    assert document.events.count() == 2


def test_front_documents_are_not_edited_by_the_committee(town):
    document = DocumentFactory(created_by=town.front, title="Của Mặt trận")

    for step in (
        lambda: edited(town.focal, document, "x"),
        lambda: actions.retire(by=town.chair, document=document, reason="x"),
    ):
        with pytest.raises(Refused):
            step()

    document.refresh_from_db()
    assert (document.title, document.retired_at) == ("Của Mặt trận", None)


def test_restricted_is_not_edited_by_those_who_cannot_see_it(town):
    document = DocumentFactory(created_by=town.focal, restricted=True)

    with pytest.raises(Refused):
        edited(town.officer, document, "x", AccessClass.APPRAISAL)


def test_retire_needs_a_reason_and_tells_who(town):
    document = DocumentFactory(created_by=town.focal)
    with pytest.raises(Invalid) as caught:
        actions.retire(by=town.focal, document=document, reason=" ")
    assert set(caught.value.errors) == {"reason"}

    retired = actions.retire(by=town.focal, document=document, reason="Đã có bản mới")

    assert (retired.retired_by, retired.retired_reason, retired.is_retired) == (town.focal, "Đã có bản mới", True)
    with pytest.raises(Refused):
        actions.retire(by=town.focal, document=document, reason="lần nữa")


def test_retire_is_refused_while_a_use_forbids_it(town, hooks):
    document = DocumentFactory(created_by=town.focal)
    hooks.register_usages(lambda _user, ids: {pk: [Usage("Tiêu chí 1.2.3", blocks_retirement=True)] for pk in ids})

    with pytest.raises(Refused, match=r"Tiêu chí 1\.2\.3"):
        actions.retire(by=town.focal, document=document, reason="thừa")


def test_log_opening_records_restricted_only(town):
    actions.log_opening(by=town.focal, document=DocumentFactory(created_by=town.focal))
    restricted = DocumentFactory(created_by=town.focal, restricted=True)

    actions.log_opening(by=town.chair, document=restricted)

    assert [(opening.document, opening.user) for opening in AccessLog.objects.all()] == [(restricted, town.chair)]
