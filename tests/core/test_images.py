"""What is left in a picture of what somebody hid in it: nothing, wherever it stood, and the picture as it was."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageSequence

from tests.factories import files
from thanthien.core.images.jpeg import jpeg_size
from thanthien.core.images.reading import COPY, ImageProblem
from thanthien.core.images.stripping import strip_image

HIDDEN = b"Exif\x00\x00 20.8449N 106.6881E"


def jpeg(*, progressive: bool) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((300, 200), 80).convert("RGB").save(target, "JPEG", progressive=progressive, quality=95)
    return target.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def before_each_scan(content: bytes, inserted: bytes) -> bytes:
    """The segment before every head of a scan, whose marker stands nowhere else."""
    return content.replace(b"\xff\xda", inserted + b"\xff\xda")


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def animation() -> bytes:
    target = io.BytesIO()
    first, *others = (Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue"))
    first.save(target, "WEBP", save_all=True, append_images=others, lossless=True)
    return target.getvalue()


def hidden_in_frames(content: bytes) -> bytes:
    """Each frame of the animation with two chunks more, and a chunk of no known name behind them all."""
    chunks, at = b"", 12
    while at < len(content):
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + length]
        chunks += riff(name, body + riff(b"EXIF", HIDDEN) + riff(b"note", HIDDEN) if name == b"ANMF" else body)
        at += 8 + length + length % 2
    chunks += riff(b"note", HIDDEN)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def pixels(content: bytes) -> list[bytes]:
    return [frame.convert("RGBA").tobytes() for frame in ImageSequence.Iterator(Image.open(io.BytesIO(content)))]


def stripped(content: bytes) -> tuple[bytes, bool]:
    target = io.BytesIO()
    removed = strip_image(io.BytesIO(content), target)
    return target.getvalue(), removed


SEGMENTS = {
    "place": segment(0xE1, HIDDEN),
    "comment": segment(0xFE, HIDDEN),
    "small picture of JFXX": segment(0xE0, b"JFXX\x00\x10" + HIDDEN),
    "no JFIF": segment(0xE0, HIDDEN),
    "long Adobe": segment(0xEE, b"Adobe" + HIDDEN),
    "no Adobe": segment(0xEE, HIDDEN),
    "several pictures": segment(0xE2, b"MPF\x00" + HIDDEN),
    "reserved": segment(0xF3, HIDDEN),
}


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("name", SEGMENTS)
def test_nothing_hidden_stays_before_or_between_the_scans_of_a_jpeg(name, progressive):
    whole = jpeg(progressive=progressive)
    holding = before_each_scan(whole, SEGMENTS[name])

    assert stripped(holding) == (whole, True)


def test_the_small_picture_in_the_head_of_a_jpeg_goes():
    whole = jpeg(progressive=False)
    head = whole[4 : 4 + 16]
    with_small = whole[:2] + segment(0xE0, head[2:14] + b"\x01\x01" + b"GPS") + whole[20:]

    assert (head[2:7], stripped(with_small)) == (b"JFIF\x00", (whole, True))


def test_nothing_hidden_stays_in_the_frames_of_an_animation():
    whole = animation()
    holding = hidden_in_frames(whole)

    clean, removed = stripped(holding)

    assert (HIDDEN in holding, HIDDEN in clean, removed) == (True, False, True)
    assert pixels(clean) == pixels(whole)
    assert len(pixels(whole)) == 3


def test_a_clean_animation_stays_as_it_is():
    whole = animation()

    assert stripped(whole) == (whole, False)


@pytest.mark.parametrize(
    ("name", "body"),
    [(b"PLTE", b"abc" * 300), (b"tRNS", HIDDEN * 20), (b"gAMA", HIDDEN), (b"zTXt", HIDDEN), (b"prIV", HIDDEN)],
    ids=["palette", "transparency", "gamma", "text", "own"],
)
def test_what_a_png_is_not_shown_with_goes(name, body):
    whole = files.image("PNG")
    holding = whole[:33] + png_chunk(name, body) + whole[33:]

    assert stripped(holding) == (whole, True)


def test_what_a_png_says_twice_is_taken_once():
    whole = files.image("PNG")
    gamma = png_chunk(b"gAMA", b"\x00\x01\x86\xa0")

    clean, removed = stripped(whole[:33] + gamma + gamma + whole[33:])

    assert (clean, removed) == (whole[:33] + gamma + whole[33:], True)


def test_the_colours_of_a_png_stay_without_their_name():
    whole = files.image("PNG")
    profile = b"\x00\x00" + zlib.compress(b"colours")
    named = whole[:33] + png_chunk(b"iCCP", b"Nha ong A" + profile) + whole[33:]

    clean, _ = stripped(named)

    assert clean == whole[:33] + png_chunk(b"iCCP", b"icc" + profile) + whole[33:]


@pytest.mark.parametrize("length", [1, 2, 50])
@pytest.mark.parametrize("more", range(-2, 3))
def test_what_fills_a_jpeg_up_before_a_marker_is_no_part_of_its_scan(more, length):
    whole = jpeg(progressive=False)
    head = whole.index(b"\xff\xda")
    scan = whole[head + 2 + int.from_bytes(whole[head + 2 : head + 4], "big") : -2]
    # However the marker lies to the pieces in which a file is read.
    long = whole[:-2] + b"\x00" * (-len(scan) % COPY + COPY + more) + whole[-2:]

    assert stripped(long) == (long, False)
    assert stripped(long[:-2] + b"\xff" * length + long[-2:])[0] == long


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_cut_off_within_a_scan_or_before_it_is_refused(progressive):
    whole = jpeg(progressive=progressive)

    for cut in (len(whole) - 2, len(whole) // 2, whole.index(b"\xff\xda")):
        with pytest.raises(Exception, match="broken"):
            stripped(whole[:cut])


@pytest.mark.parametrize("progressive", [True, False])
def test_size_of_a_jpeg_is_read_from_its_head(progressive: bool):
    stream = io.BytesIO(jpeg(progressive=progressive))
    assert (jpeg_size(stream), stream.tell()) == ((300, 200), 0)


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xd9", b"\xff\xd8", b"\xff\xd8" + segment(0xC0, b"\x08")])
def test_jpeg_without_a_size_is_broken(content: bytes):
    with pytest.raises(ImageProblem):
        jpeg_size(io.BytesIO(content))
