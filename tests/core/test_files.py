"""What is taken and what is refused; every refusal names the file and says what to do."""

import bz2
import io
import struct
import tracemalloc
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.factories import files
from thanthien.core.files import MEGABYTE, FileRefused, Limits, clean_name, inspect, sha256_of
from thanthien.core.images.stripping import strip_image

LIMITS = Limits(max_bytes=2 * MEGABYTE)
ODT = b"application/vnd.oasis.opendocument.text"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def look(name: str, content: bytes, limits: Limits = LIMITS):
    return inspect(name, io.BytesIO(content), len(content), limits)


def refusal(name: str, content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        look(name, content)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Quyết định số 15.pdf", files.PDF, "pdf"),
        ("ảnh.PNG", files.image("PNG"), "png"),
        ("ảnh.jpeg", files.image("JPEG"), "jpg"),
        ("ảnh.webp", files.image("WEBP"), "webp"),
        ("quy chế.docx", files.office("word/document.xml"), "docx"),
        ("bảng.xlsx", files.office("xl/workbook.xml"), "xlsx"),
        ("trình chiếu.pptx", files.office("ppt/presentation.xml"), "pptx"),
        ("cũ.doc", files.ole("Root Entry", "WordDocument"), "doc"),
        ("cũ.xls", files.ole("Root Entry", "Workbook"), "xls"),
        ("rất cũ.xls", files.ole("Root Entry", "Book"), "xls"),
        ("có bảng nhúng.doc", files.ole("WordDocument", "Workbook"), "doc"),
        ("văn bản.odt", files.open_document(ODT), "odt"),
        ("bảng.ods", files.open_document(ODS), "ods"),
        ("ghi chú.txt", "Biên bản họp".encode(), "txt"),
        ("danh sách.csv", "\ufeffmã;tên\r\n1;Hòa".encode(), "txt"),
        ("ghi chú 16.txt", "Biên bản họp".encode("utf-16"), "txt"),
        ("ghi âm.mp3", files.MP3, "mp3"),
        ("phim.mp4", files.MP4, "mp4"),
        ("do chương trình ghi.docx", files.wide_zip(), "docx"),
        ("nhiều mảnh.webp", files.shattered("WEBP", 5_000), "webp"),
        ("nhiều mảnh.jpg", files.shattered("JPEG", 5_000), "jpg"),
        ("nhúng.docx", files.office(word__embeddings__a_dot_xlsx=files.office("xl/workbook.xml")), "docx"),
    ],
)
def test_inspect_takes_each_kind_by_content(name, content, kind):
    found = look(name, content)

    assert (found.kind.code, found.notes) == (kind, ())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("trống.pdf", b"", "empty"),
        ("lớn.pdf", files.PDF + b"\0" * (2 * MEGABYTE), "too_large"),
        ("dài.txt", b"a" * (MEGABYTE), "too_large"),
        ("chương trình.pdf", b"MZ\x90\0" + b"\0" * 100, "program"),
        ("linux.pdf", b"\x7fELF\x02" + b"\0" * 100, "program"),
        ("lệnh.txt", b"#!/bin/sh\nrm -rf /", "script"),
        ("lệnh.csv", b"@ECHO OFF\r\n", "script"),
        ("trang.txt", b"\n  <!DOCTYPE html><script>", "web_page"),
        ("trang.pdf", b"\xef\xbb\xbf<html>", "web_page"),
        ("hình.png", b"<svg xmlns='http://www.w3.org/2000/svg'>", "web_page"),
        ("nén.pdf", b"Rar!\x1a\x07", "archive"),
        ("nén.docx", files.zipped({"a.txt": b"a"}), "archive"),
        ("ảnh.jpg", b"GIF89a" + b"\0" * 20, "other_image"),
        ("iphone.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 40, "heic"),
        ("ảnh mạng.jpg", b"\0\0\0\x1cftypavif" + b"\0" * 40, "other_image"),
        ("không rõ.bin", b"\x01\x02\x03\x04", "unknown_type"),
        ("đổi đuôi.pdf", files.image("JPEG"), "wrong_extension"),
        ("đổi đuôi.docx", files.office("xl/workbook.xml"), "wrong_extension"),
        ("đổi đuôi.exe", files.PDF, "wrong_extension"),
        ("không đuôi", files.PDF, "name_empty"),
        ("cắt dở.pdf", files.PDF[:60], "broken"),
        ("cắt dở.docx", files.office()[:-30], "broken"),
        ("cắt dở.jpg", files.image("JPEG")[:-20], "broken"),
        ("cắt dở.png", files.image("PNG")[:-8], "broken"),
        ("cắt dở.webp", files.image("WEBP")[:-8], "broken"),
        ("vừa pdf vừa zip.pdf", files.PDF + files.zipped({"a.js": b"1"}), "polyglot"),
        ("có rác.docx", b"<html></html>" + files.office(), "web_page"),
        ("bom.docx", files.zip_bomb(), "bomb"),
        ("bom nói dối.docx", files.lying_zip(), "broken"),
        ("bom đông.docx", files.crowded_zip(), "bomb"),
        ("bom lồng.docx", files.nested_zip(), "bomb"),
        ("bom bzip2.docx", files.other_method_zip(12, bz2.compress(b"\0" * MEGABYTE), b"\0" * 50), "broken"),
        ("bzip2 hỏng.docx", files.other_method_zip(12, b"BZh9 hong", b"\0" * 50), "broken"),
        ("lzma hỏng.docx", files.other_method_zip(14, b"\x09\x04\x05\0 hong hong", b"\0" * 50), "broken"),
        ("deflate hỏng.docx", files.other_method_zip(8, b"\xff\xff hong", b"\0" * 50), "broken"),
        ("thư mục rộng quá lớn.docx", files.wide_zip(directory=18 * MEGABYTE), "bomb"),
        ("thư mục rộng lạc chỗ.docx", files.wide_zip(shift=-1), "broken"),
        ("bom ảnh.png", files.huge_png(), "image_bomb"),
        ("vụn.jpg", files.shattered("JPEG", 20_000), "image_bomb"),
        ("đệm.jpg", b"\xff\xd8" + b"\xff" * 30_000 + files.image("JPEG")[2:], "image_bomb"),
        ("vụn.png", files.shattered("PNG", 20_000), "image_bomb"),
        ("vụn.webp", files.shattered("WEBP", 20_000), "image_bomb"),
        ("mật khẩu.docx", files.encrypted_zip(), "encrypted"),
        ("mật khẩu.docx", files.ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        ("macro.docx", files.office(word__vbaProject_dot_bin=b"x"), "macro"),
        ("macro.xls", files.ole("Workbook", "_VBA_PROJECT"), "macro"),
        (
            "thoát.docx",
            files.zipped({"[Content_Types].xml": b"", "../x": b"", "word/document.xml": b""}),
            "unsafe_path",
        ),
        ("mã.docx", files.office(word__embeddings__a_dot_exe=b"MZ"), "program"),
        ("nhị phân.txt", b"abc\x00\x01", "not_text"),
        ("bảng mã cũ.txt", "Biên bản họp".encode().replace(b"\xe1", b"\xff"), "not_utf8"),
        ("cắt giữa chữ.txt", "Biên bả".encode()[:-1], "not_utf8"),
    ],
)
def test_inspect_refuses_with_a_sentence_naming_the_file(name, content, code):
    refused = refusal(name, content)

    assert refused.code == code
    assert name in refused.sentence
    assert refused.sentence.endswith(".")


def test_inspect_leaves_the_stream_at_its_start():
    stream = io.BytesIO(files.office())

    inspect("a.docx", stream, 500, LIMITS)

    assert stream.tell() == 0


def test_inspect_remarks_a_protected_pdf():
    protected = files.PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 9 0 R")

    assert len(look("bảo vệ.pdf", protected).notes) == 1


def test_inspect_never_unpacks_a_bomb_into_memory():
    bomb = files.zip_bomb(megabytes=200)
    tracemalloc.start()
    try:
        code = refusal("bom.docx", bomb).code
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert (code, peak < 4 * MEGABYTE) == ("bomb", True)


def test_inspect_takes_a_large_sheet_that_packs_well():
    sheet = b"".join(b"<c r='A%d'><v>%d</v></c>" % (row, row * 7919) for row in range(400_000))
    content = files.zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": sheet})

    assert look("bảng lớn.xlsx", content, Limits(20 * MEGABYTE)).kind.code == "xlsx"


# --- Names ---------------------------------------------------------------------------------------------------------


def test_clean_name_composes_names_of_macos():
    decomposed = unicodedata.normalize("NFD", "Quyết định công khai ngân sách.pdf")

    assert clean_name(decomposed) == "Quyết định công khai ngân sách.pdf"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a\u202efdp.exe.pdf", "name_hidden"),
        ("a\x00.pdf", "name_hidden"),
        ("a\nb.pdf", "name_hidden"),
        ("a\u200b.pdf", "name_hidden"),
        ("../a.pdf", "name_path"),
        ("C:\\a.pdf", "name_path"),
        (".pdf", "name_empty"),
        (" .. .pdf", "name_empty"),
        ("", "name_empty"),
        ("a" * 197 + ".pdf", "name_long"),
    ],
)
def test_clean_name_refuses_names_that_deceive(name, code):
    with pytest.raises(FileRefused) as caught:
        clean_name(name)

    assert caught.value.code == code
    assert caught.value.sentence.isprintable()


def test_clean_name_takes_200_characters():
    name = "ă" * 196 + ".pdf"

    assert clean_name(name) == name


@given(st.text(max_size=260))
def test_clean_name_gives_a_safe_name_or_a_sentence(raw):
    with suppress(FileRefused):
        name = clean_name(raw)
        assert name == clean_name(name)
        assert not set(name) & set("/\\:\0\n\r")


@given(st.binary(max_size=400), st.sampled_from(["pdf", "jpg", "png", "webp", "docx", "doc", "txt", "mp4", "xyz"]))
def test_inspect_answers_any_bytes_with_a_kind_or_a_refusal(content, extension):
    for head in (
        b"",
        b"%PDF-",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBP",
        b"PK\x03\x04",
        files.OLE_HEAD,
    ):
        with suppress(FileRefused):
            found = look(f"a.{extension}", head + content)
            assert extension in found.kind.extensions


# --- Pictures ------------------------------------------------------------------------------------------------------


def stripped(content: bytes) -> tuple[bytes, bool]:
    target = io.BytesIO()
    removed = strip_image(io.BytesIO(content), target)
    return target.getvalue(), removed


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_strip_image_removes_the_place_and_keeps_picture_and_orientation(kind):
    content = files.image(kind, exif=True)

    clean, removed = stripped(content)

    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(clean))
    assert removed
    assert dict(after.getexif()) == {0x0112: 6}
    assert after.getexif().get_ifd(0x8825) == {}
    assert (b"SecretPhone" in clean, b"Nha ong A" in clean) == (False, False)
    assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("WEBP", "RGBA")])
def test_strip_image_leaves_a_clean_picture_as_it_is(kind, mode):
    content = files.image(kind, mode=mode)

    assert stripped(content) == (content, False)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_strip_image_drops_what_stands_behind_the_end(kind):
    content = files.image(kind)

    assert stripped(content + files.zipped({"x.jar": b"1"})) == (content, True)


def test_strip_image_never_reads_what_a_greedy_exif_block_claims():
    exif = files.greedy_exif()
    whole = files.image("JPEG")
    greedy = whole[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + whole[2:]
    tracemalloc.start()
    try:
        clean, removed = stripped(greedy)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert (clean, removed, peak < MEGABYTE) == (whole, True, True)


def test_strip_image_keeps_a_progressive_picture_byte_for_byte():
    target = io.BytesIO()
    Image.effect_noise((300, 200), 80).save(target, "JPEG", progressive=True, quality=95)

    assert stripped(target.getvalue()) == (target.getvalue(), False)


# --- Sizes and hashes ----------------------------------------------------------------------------------------------


def test_sha256_of_known_bytes():
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert sha256_of(io.BytesIO(b"abc")) == known
