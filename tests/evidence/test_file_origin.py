"""Whose a file is: checked when it comes, stored for good, shown to everybody who judges by it."""

import io
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from tests.factories.evidence import upload
from thanthien.core.own_files import Purpose, mark, marked
from thanthien.core.workbooks.columns import Column, Workbook
from thanthien.core.workbooks.kinds import Text
from thanthien.core.workbooks.writing import workbook_file
from thanthien.evidence import actions
from thanthien.evidence.enums import FileOrigin
from thanthien.evidence.models import DocumentVersion

pytestmark = pytest.mark.django_db

TITLE = "Số liệu ngày giải quyết nhanh"


def own(word: str = "Một") -> bytes:
    """A workbook like the platform's, without its mark."""
    return workbook_file(Workbook("Danh sách", "danh-sach", (Column("a", "A", Text(9), 9),)), [{"a": word}])


def exported(word: str = "Một") -> bytes:
    return marked(own(word), TITLE)


def edited_and_marked_with_the_old_comment() -> bytes:
    comment = exported()[len(own()) :]
    return own("Hai")[:-2] + len(comment).to_bytes(2, "little") + comment


def extract() -> bytes:
    held = io.BytesIO(own())
    mark(held, TITLE, Purpose.EXTRACT)
    return held.getvalue()


def take(town: SimpleNamespace, content: bytes, name: str = "So-lieu.xlsx") -> tuple[actions.Outcome, DocumentVersion]:
    [outcome] = actions.add_files(by=town.focal, unit=town.unit, files=[upload(name, content)])
    assert outcome.document is not None
    return outcome, outcome.document.versions.get()


@pytest.mark.parametrize(
    ("content", "origin", "notes"),
    [
        (exported, "system", ("Tệp do hệ thống xuất, đã kiểm tra.",)),
        (own, "own", ()),
        (edited_and_marked_with_the_old_comment, "unproven", (actions.ORIGIN_NOTES[FileOrigin.UNPROVEN],)),
        (extract, "city", ("Tệp do thành phố cấp, đã kiểm tra.",)),
    ],
)
def test_origin_is_checked_when_the_file_comes(
    town: SimpleNamespace, content: Callable[[], bytes], origin: str, notes: tuple[str, ...]
) -> None:
    outcome, version = take(town, content())
    assert (version.origin, outcome.notes) == (origin, notes)
    assert version.origin_words.startswith(f"“{TITLE}”, ") is (origin != "own")


def test_export_that_a_program_saved_anew_is_the_commune_s_own(town: SimpleNamespace) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(exported())) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    assert take(town, held.getvalue())[1].origin == "own"


def test_newer_version_has_an_origin_of_its_own(town: SimpleNamespace) -> None:
    outcome, _ = take(town, exported())
    assert outcome.document is not None
    actions.add_version(by=town.focal, document=outcome.document, file=upload("So-lieu.xlsx", own("Hai")))
    assert list(outcome.document.versions.order_by("number").values_list("origin", flat=True)) == ["system", "own"]


def test_nobody_changes_an_origin_afterwards(town: SimpleNamespace) -> None:
    _, version = take(town, own())
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentVersion.objects.filter(pk=version.pk).update(origin="system", origin_words="x")


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (exported, ["Tệp do hệ thống xuất, đã kiểm tra", f"“{TITLE}”", "còn nguyên như khi xuất"]),
        (own, ["Tệp của đơn vị"]),
        (extract, ["Tệp do thành phố cấp, đã kiểm tra", "được thành phố đóng dấu kiểm tra"]),
        (edited_and_marked_with_the_old_comment, ["Không kiểm tra được nguồn", "tệp đã bị sửa sau khi xuất"]),
    ],
)
def test_page_and_library_say_whose_a_file_is(
    client: Client, town: SimpleNamespace, content: Callable[[], bytes], shown: list[str]
) -> None:
    outcome, _ = take(town, content())
    assert outcome.document is not None
    client.force_login(town.focal)
    page = client.get(reverse("evidence:document", args=[outcome.document.key])).content.decode()
    assert [words in page for words in shown] == [True] * len(shown)
    assert shown[0] in client.get(reverse("evidence:library")).content.decode()


def test_platform_s_own_list_proves_itself_when_it_comes_back(client: Client, town: SimpleNamespace) -> None:
    take(town, own())
    client.force_login(town.focal)
    downloaded: Any = client.get(reverse("evidence:library"), {"tai": "xlsx"})
    outcome, version = take(town, b"".join(downloaded.streaming_content), "minh-chung.xlsx")
    assert (version.origin, version.origin_words.partition("”")[0]) == (
        "system",
        "“Minh chứng đang dùng của phường Hải An",
    )
    assert outcome.notes == ("Tệp do hệ thống xuất, đã kiểm tra.",)
