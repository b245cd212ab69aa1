"""The mark that files of the platform carry: what it holds, and that nobody else makes or keeps it."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.factories import files
from thanthien.core.clock import ZONE
from thanthien.core.own_files import FileMark, Purpose, mark, mark_of, marked

NOW = datetime(2026, 12, 18, 15, 42, tzinfo=ZONE)
TITLE = "Số liệu ngày giải quyết nhanh"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def container(text: str = "5") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", text)
    return held.getvalue()


def read(content: bytes) -> FileMark | None:
    return mark_of(io.BytesIO(content))


def test_marked_file_says_what_it_is_and_is_still_a_container() -> None:
    content = marked(container(), TITLE)
    found = read(content)
    assert found == FileMark("export", TITLE, NOW, genuine=True)
    assert found.words == "“Số liệu ngày giải quyết nhanh”, 15:42, 18/12/2026"
    assert (found.is_for(Purpose.EXPORT), found.is_for(Purpose.EXTRACT)) == (True, False)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert (archive.read("xl/workbook.xml"), archive.testzip()) == (b"5", None)


def moved(content: bytes) -> bytes:
    """The mark of one file on another."""
    comment = content[len(container()) :]
    return container("9")[:-2] + len(comment).to_bytes(2, "little") + comment


def renamed(content: bytes) -> bytes:
    return content.replace(b"nhanh", "chậm!".encode()[:5])


@pytest.mark.parametrize(
    "change",
    [
        moved,
        renamed,
        lambda content: content.replace(b"2026-12-18", b"2026-11-18"),
        lambda content: content.replace(b'"export"', b'"extrac"'),
        lambda content: b"x" + content,
        lambda content: content.replace(b"xl/workbook.xml", b"xl/worKbook.xml"),
    ],
)
def test_changed_file_bears_a_mark_that_is_not_genuine(change: Callable[[bytes], bytes]) -> None:
    content = marked(container(), TITLE)
    assert change(content) != content
    found = read(change(content))
    assert found is not None
    assert not found.genuine


def saved_anew(content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [container(), saved_anew(marked(container(), TITLE)), files.pdf("x"), b"", marked(container(), TITLE) + b"more"],
)
def test_file_without_a_whole_mark_has_none(content: bytes) -> None:
    assert read(content) is None


@pytest.mark.parametrize("comment", [b"hello", b"{}", b"[1]", b'{"name": "thanthien.file.1"}', b"\xff"])
def test_comment_of_another_program_is_no_mark(comment: bytes) -> None:
    assert read(container()[:-2] + len(comment).to_bytes(2, "little") + comment) is None


def test_mark_of_an_earlier_key_stays_genuine_and_one_of_a_lost_key_does_not(settings: Any) -> None:
    content = marked(container(), TITLE)
    settings.FIGURE_DIGEST_KEYS = ["a-new-key-a-new-key-a-new-key-a-new-key", *settings.FIGURE_DIGEST_KEYS]
    found = read(content)
    assert found is not None
    assert found.genuine
    settings.FIGURE_DIGEST_KEYS = settings.FIGURE_DIGEST_KEYS[:1]
    lost = read(content)
    assert lost is not None
    assert not lost.genuine


@pytest.mark.parametrize("content", [files.pdf("x"), b"", marked(container(), TITLE)])
def test_only_a_container_without_a_comment_is_marked(content: bytes) -> None:
    with pytest.raises(ValueError, match="without a comment"):
        mark(io.BytesIO(content), TITLE)
