"""Text out of files, read by a process of its own: what carries text, what hides it, and what wants to do harm."""

import io
import os
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.factories import files, readable
from thanthien.core.extracting import apart
from thanthien.core.extracting.apart import Bounds, read_apart
from thanthien.core.extracting.said import Said

ROOT = Path(__file__).parents[3]
BUDGET = "Dự toán ngân sách năm 2026: chi thường xuyên 12,5 tỷ đồng"


def said(kind: str, content: bytes, **bounds: int) -> tuple[Said, str]:
    return read_apart(kind, io.BytesIO(content), Bounds(**bounds))


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "thanthien.core.extracting" in " ".join(one.cmdline())]


# --- What carries text ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("pdf", lambda: readable.pdf_of(BUDGET, "Trang hai"), id="pdf"),
        pytest.param("docx", lambda: readable.docx_of(BUDGET, "Trang hai"), id="docx"),
        pytest.param("odt", lambda: readable.odt_of(BUDGET, "Trang hai"), id="odt"),
        pytest.param("txt", lambda: f"\ufeff{BUDGET}\r\nTrang hai".encode(), id="txt"),
        pytest.param("txt", lambda: f"{BUDGET}\nTrang hai".encode("utf-16"), id="wide txt"),
    ],
)
def test_text_is_read(kind: str, content: Callable[[], bytes]) -> None:
    assert said(kind, content()) == (Said.TEXT, f"{BUDGET} Trang hai")


def test_text_of_another_form_comes_in_the_one_form() -> None:
    spelled = unicodedata.normalize("NFD", BUDGET)
    assert spelled != BUDGET
    assert said("pdf", readable.pdf_of(spelled)) == (Said.TEXT, BUDGET)
    assert said("docx", readable.docx_of(f"{spelled}\u200b")) == (Said.TEXT, BUDGET)


def test_protected_pdf_that_everybody_may_read_is_read() -> None:
    assert said("pdf", readable.locked_pdf(BUDGET, reader_needs_it=False)) == (Said.TEXT, BUDGET)


def test_deleted_and_remarked_text_is_no_text() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    word = readable.docx_with(
        f"<w:p>{run.format('còn')}<w:del>{run.format('bỏ')}</w:del><w:moveFrom>{run.format('chuyển')}</w:moveFrom></w:p>"
    )
    remark = "<o:annotation><t:p>góp ý</t:p></o:annotation>"
    assert said("docx", word) == (Said.TEXT, "còn")
    assert said("odt", readable.odt_of("còn", before=f"<t:p>{remark}</t:p>")) == (Said.TEXT, "còn")


def test_hidden_text_is_no_text() -> None:
    hidden = "<w:r><w:rPr><w:vanish/>{}</w:rPr><w:t>ẩn</w:t></w:r>"
    shown = "<w:r><w:rPr>{}</w:rPr><w:t>{} </w:t></w:r>"
    word = readable.docx_with(
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>"  # the mark of the paragraph, not its text
        + hidden.format("")
        + hidden.format("<w:vanish/>")
        + shown.format('<w:vanish w:val="0"/>', "còn")
        + shown.format("<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>", "trước")
        + shown.format("", "sau")
        + "</w:p>"
    )
    assert said("docx", word) == (Said.TEXT, "còn trước sau")


def test_long_text_is_cut_between_two_words() -> None:
    found, text = said("txt", ("ngân sách " * 400_000).encode(), text=1_001)
    assert (found, len(text.encode()) <= 1_001, set(text.split(" "))) == (Said.TEXT, True, {"ngân", "sách"})


def test_pdf_that_a_browser_printed_is_read() -> None:
    found, text = said("pdf", (ROOT / "thanthien/reports/demo/data/du-toan-ngan-sach.pdf").read_bytes())
    assert (found, text[:32]) == (Said.TEXT, "Biểu dự toán thu, chi ngân sách ")
    assert "Chi chiếu sáng công cộng, chăm sóc cây xanh 780" in text


# --- What carries none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content", "found"),
    [
        pytest.param("pdf", lambda: readable.pdf_with(b""), Said.EMPTY, id="scanned"),
        pytest.param("docx", lambda: readable.docx_of(""), Said.EMPTY, id="empty"),
        pytest.param(
            "pdf", lambda: readable.locked_pdf(BUDGET, reader_needs_it=True), Said.LOCKED, id="password of a pdf"
        ),
        pytest.param("docx", files.encrypted_zip, Said.LOCKED, id="password of a docx"),
        pytest.param("pdf", lambda: readable.pdf_of(BUDGET)[:300], Said.BROKEN, id="half a pdf"),
        pytest.param("docx", lambda: readable.docx_of(BUDGET)[:-400], Said.BROKEN, id="half a docx"),
        pytest.param("docx", lambda: readable.odt_of(BUDGET), Said.BROKEN, id="another kind"),
        pytest.param("docx", lambda: readable.docx_with("<w:p>"), Said.BROKEN, id="broken markup"),
        pytest.param("txt", lambda: b"\xff\xfe\xff", Said.BROKEN, id="no letters"),
    ],
)
def test_file_without_text_says_why(kind: str, content: Callable[[], bytes], found: Said) -> None:
    assert said(kind, content()) == (found, "")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(files.zip_bomb, Said.BOMB, id="bomb"),
        pytest.param(files.lying_zip, Said.BROKEN, id="lies about its size"),
        pytest.param(files.nested_zip, Said.BOMB, id="nested"),
        pytest.param(
            lambda: readable.docx_with(
                "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>",
                '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
            ),
            Said.BROKEN,
            id="entities",
        ),
    ],
)
def test_container_that_wants_to_do_harm_is_not_read(content: Callable[[], bytes], found: Said) -> None:
    assert said("docx", content()) == (found, "")


# --- What takes too much --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bounds", [{"processor_seconds": 2}, {"seconds": 2}])
def test_file_that_takes_too_long_is_given_up_and_its_process_ended(bounds: dict[str, int]) -> None:
    began = time.monotonic()
    assert said("pdf", readable.greedy_pdf(), **bounds) == (Said.SLOW, "")
    assert time.monotonic() - began < 15
    assert children() == []


def test_file_that_needs_too_much_memory_is_given_up() -> None:
    assert said("pdf", readable.greedy_pdf(60), memory=140 * 1024 * 1024)[0] == Said.LARGE


def test_reader_writes_no_byte_anywhere(tmp_path: Path) -> None:
    asked = (
        "import sys; from thanthien.core.extracting.__main__ import _bind; _bind(5, 5, 900 << 20)\n"
        "with open(sys.argv[1], 'wb', buffering=0) as file: file.write(b'x')"
    )
    command = [sys.executable, "-c", asked, str(tmp_path / "written")]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "OSError: [Errno 27] File too large"
    assert (tmp_path / "written").read_bytes() == b""


def test_reader_knows_no_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program in the place of Python tells what surrounds it."""
    told = tmp_path / "python"
    told.write_text("#!/bin/sh\necho text\nenv | cut -d= -f1 | grep -v -E '^(PWD|SHLVL|_)$' | sort\n")
    told.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(told))
    assert "DATABASE_URL" in os.environ
    assert said("txt", b"") == (Said.TEXT, "LC_ALL\nPYTHONPATH\n")


def test_reader_ends_by_itself_when_whoever_started_it_is_gone() -> None:
    command = [sys.executable, "-P", "-m", "thanthien.core.extracting", "txt", "20", "1", str(900 << 20), "1000"]
    ours, theirs = os.pipe()
    with subprocess.Popen(command, stdin=ours, stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}) as process:
        os.close(ours)
        code = process.wait(10)  # its input stays open and silent
        os.close(theirs)
    assert code == -signal.SIGALRM


# --- What has taken hold of the reader ------------------------------------------------------------------------------

_TAKEN_OVER = """
class PasswordType:
    NOT_DECRYPTED = 0

class PdfReader:
    is_encrypted = False

    def __init__(self, stream):
        try:
            {act}
        except BaseException:
            pass
        self.pages = [self]

    def extract_text(self):
        return "went on"
"""
ACTS = {
    "nothing": "pass",
    "connection": "import socket; socket.socket()",
    "connection past the module": "import _socket; _socket.socket()",
    "name of a machine": "import socket; socket.getaddrinfo('localhost', 80)",
    "process": "import subprocess; subprocess.run(['/bin/true'])",
    "process unheard": "import _posixsubprocess; _posixsubprocess.fork_exec()",
    "process unheard, fetched anew": "import sys; del sys.modules['_posixsubprocess']; import _posixsubprocess",
    "shell": "import os; os.system('true')",
    "another program": "import os; os.execv('/bin/true', ['true'])",
    "fork": "import os; os.fork()",
    "spawned": "import os; os.posix_spawn('/bin/true', ['true'], {})",
    "foreign code": "import ctypes; ctypes.CDLL(None)",
    "signal to another": "import os; os.kill(os.getppid(), 0)",
    "file to write": "open('/tmp/thanthien-never', 'w')",
    "file to write by its number": "import os; os.open('/tmp/thanthien-never', os.O_WRONLY)",
    "file taken away": "import os; os.remove('/tmp/thanthien-never')",
    "limits": "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))",
    "looks for what hears it": "import gc; gc.get_objects()",
}


@pytest.mark.parametrize("act", ACTS)
def test_parser_that_was_taken_over_reaches_nothing_and_ends(
    act: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pypdf.py").write_text(_TAKEN_OVER.format(act=ACTS[act]))
    monkeypatch.setattr(apart, "_ROOM", f"{tmp_path}{os.pathsep}{ROOT}")
    assert said("pdf", b"") == ((Said.TEXT, "went on") if act == "nothing" else (Said.BROKEN, ""))


@pytest.mark.parametrize("answer", [r"text\nM\xe3", r"text\nM\xc3\xa3\x00", r"t\xe3xt\nM", r"other\nM", "text"])
def test_answer_of_a_process_that_was_taken_over_is_believed_in_nothing(
    answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    act = f"import os; os.write(1, b'{answer}'); os._exit(0)"
    (tmp_path / "pypdf.py").write_text(_TAKEN_OVER.format(act=act))
    monkeypatch.setattr(apart, "_ROOM", f"{tmp_path}{os.pathsep}{ROOT}")
    assert said("pdf", b"") == ((Said.TEXT, "") if answer == "text" else (Said.BROKEN, ""))


def test_parser_is_loaded_by_a_process_that_refuses_already(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loaded = _TAKEN_OVER.format(act="pass") + "try:\n    import socket; socket.socket()\nexcept BaseException: pass\n"
    (tmp_path / "pypdf.py").write_text(loaded)
    monkeypatch.setattr(apart, "_ROOM", f"{tmp_path}{os.pathsep}{ROOT}")
    assert said("pdf", b"") == (Said.BROKEN, "")
