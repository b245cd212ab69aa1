"""Files that act when they are opened are refused with a sentence; those that only look like it are taken."""

import io
import struct
import zlib

import pytest

from tests.core.test_files import LIMITS
from tests.factories import files
from thanthien.core.files import FileRefused, Inspected, inspect


def look(name: str, content: bytes) -> Inspected:
    return inspect(name, io.BytesIO(content), len(content), LIMITS)


def refused(name: str, content: bytes) -> str:
    """The code of the refusal; the sentence names the file and says what to do. Empty when it is taken."""
    try:
        look(name, content)
    except FileRefused as problem:
        return problem.code if {f"“{name}”", "Cần "} <= _said(problem.sentence, name) else problem.sentence
    return ""


def _said(sentence: str, name: str) -> set[str]:
    return {words for words in (f"“{name}”", "Cần ") if words in sentence}


def pdf_with(objects: bytes, trailer: bytes = b"") -> bytes:
    return files.PDF.replace(b"xref\n", objects + b"\nxref\n", 1).replace(b"/Root 1 0 R", b"/Root 1 0 R" + trailer)


def packed(objects: bytes, more: bytes = b"/Filter/FlateDecode") -> bytes:
    """Objects in a stream, as most programs write them today."""
    body = zlib.compress(objects) if more else objects
    head = b"5 0 obj<</Type/ObjStm/N 1/First 4%b/Length %d>>stream\n" % (more, len(body))
    return head + body + b"\nendstream endobj"


ACTION = b"<</S/JavaScript/JS(app.alert(1))>>"


@pytest.mark.parametrize(
    ("objects", "code"),
    [
        (b"3 0 obj" + ACTION + b"endobj", "script"),
        (b"3 0 obj<</S /J#61va#53cript /JS (x)>>endobj", "script"),
        (b"3 0 obj<</Names[(a) 4 0 R]/JavaScript 5 0 R>>endobj", "script"),
        (b"3 0 obj<</S/Launch/F(cmd.exe)>>endobj", "launch"),
        (b"3 0 obj<</S/L#61unch/Win<</F(calc)>>>>endobj", "launch"),
        (packed(b"3 0 " + ACTION), "script"),
        (packed(b" " * 300_000 + b"3 0 <</S/Launch/F(x)>>"), "launch"),
        (packed(b"3 0 " + ACTION, b""), "script"),
        (packed(b"3 0 <</S 7 0 R>> /JavaScript"), "script"),
        (packed(b"3 0 x", b"/Filter[/ASCIIHexDecode/FlateDecode]"), "hidden"),
        (packed(b"3 0 x", b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>"), "hidden"),
    ],
)
def test_pdf_that_acts_is_refused(objects: bytes, code: str) -> None:
    assert refused("quyết định.pdf", pdf_with(objects)) == code


def test_name_cut_by_the_border_of_a_piece_is_seen() -> None:
    for shift in range(-12, 2):
        filling = b"%" + b"x" * (64 * 1024 - 60 - len(files.PDF.partition(b"xref")[0]) + 60 + shift) + b"\n"
        assert refused("a.pdf", pdf_with(filling + b"3 0 obj" + ACTION + b"endobj")) == "script"


def test_protected_pdf_whose_objects_are_packed_can_not_be_looked_at() -> None:
    assert refused("a.pdf", pdf_with(packed(b"3 0 <<>>"), b"/Encrypt 9 0 R")) == "hidden"


@pytest.mark.parametrize(
    "objects",
    [
        b"3 0 obj<</S/GoTo/D[0 /Fit]>>endobj",
        b"3 0 obj<</S/URI/URI(https://vi.du/JavaScript.html)>>endobj",
        b"3 0 obj(Kh\xf4ng ch\xe1y JavaScript, Launch)endobj",
        b"3 0 obj<</LaunchPad 1/JavaScripts 2/JS 3>>endobj",
        packed(b"3 0 <</Type/Page>>"),
        packed(b"3 0 x", b"/Filter/FlateDecode/DecodeParms<</Predictor 1>>"),
    ],
)
def test_pdf_that_only_shows_is_taken(objects: bytes) -> None:
    assert refused("a.pdf", pdf_with(objects)) == ""


def test_packed_objects_that_grow_beyond_measure_are_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thanthien.core.file_code.MAX_UNPACKED", 1_000_000)
    assert refused("a.pdf", pdf_with(packed(b"\0" * 2_000_000))) == "bomb"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=1+1\n", "formula"),
        ('ten;gia\nA;"=HYPERLINK(""http://x"")"\n', "formula"),
        ("a,b\n1, =cmd|' /C calc'!A0\n", "formula"),
        ("a\tb\n1\t@SUM(1+1)*cmd|' /C calc'!A0\n", "formula"),
        ("+1+cmd|' /C calc'!A0\n", "formula"),
        ("-2+3+cmd|' /C calc'!A0\n", "formula"),
        ("\ufeff=1+1\n", "formula"),
        ("ten;tang\nAn Hoà;-5,3\nHải An;+84 912 345 678\n", ""),
        ("viec\n- Đã tiếp nhận\n@phuonghaian\n", ""),
        ("so\n1=1\n", ""),
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_table_with_a_formula_is_refused_and_signs_are_none(text: str, code: str, coding: str) -> None:
    assert refused("bảng.csv", text.encode(coding)) == code


def test_plain_text_may_say_anything() -> None:
    assert refused("ghi chú.txt", b"=1+1") == ""


def sheet_record(kind: int, name: bytes) -> bytes:
    """BOUNDSHEET8: where a sheet begins, its state and type, its name."""
    body = struct.pack("<IBBBB", 1024, 0, kind, len(name), 0) + name
    return struct.pack("<HH", 0x85, len(body)) + body


@pytest.mark.parametrize(("kind", "code"), [(0, ""), (1, "macro"), (2, "")])
def test_sheet_of_excel_4_macros_is_refused(kind: int, code: str) -> None:
    assert refused("cũ.xls", files.ole("Workbook") + sheet_record(kind, b"Macro1")) == code


@pytest.mark.parametrize("name", ["_VBA_PROJECT", "_vba_project", "_VBA_PROJECT_CUR"])
def test_macros_of_old_office_are_refused_in_any_case(name: str) -> None:
    assert refused("cũ.doc", files.ole("WordDocument", name)) == "macro"


@pytest.mark.parametrize(
    "content",
    [
        files.zipped(
            {
                "[Content_Types].xml": b'<Override ContentType="application/vnd.ms-office.vbaProject"/>',
                "word/document.xml": b"<document/>",
                "word/a.bin": b"x",
            }
        ),
        files.office("word/document.xml", xl__macrosheets__sheet1_dot_xml=b"<x/>"),
    ],
)
def test_macros_under_another_name_are_refused(content: bytes) -> None:
    assert refused("mới.docx", content) == "macro"


def test_macros_of_open_document_are_refused() -> None:
    kind = b"application/vnd.oasis.opendocument.text"
    content = files.zipped({"mimetype": kind, "content.xml": b"<office/>", "Basic/Standard/Module1.xml": b"<x/>"})
    assert refused("văn bản.odt", content) == "macro"
