"""Reading an image part by part, never more of it at once than a piece."""

from typing import BinaryIO

MAX_PIXELS = 100_000_000
# A photograph has some dozens of parts, an animation one for each frame; each costs memory and time.
MAX_PARTS = 20_000
COPY = 64 * 1024


class ImageProblem(Exception):
    """`why` continues the sentence “Tệp “…” …”."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code)
        self.code = code
        self.why = why


def check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise broken()
    if width * height > MAX_PIXELS:
        size = f"{width} × {height} điểm ảnh"
        raise ImageProblem("image_bomb", f"có kích thước {size}, quá lớn để mở an toàn. Cần lưu lại ở cỡ nhỏ hơn.")


def check_parts(number: int) -> None:
    if number > MAX_PARTS:
        why = "bị chia thành quá nhiều mảnh để mở an toàn. Cần lưu lại thành JPG hoặc PNG rồi tải lên."
        raise ImageProblem("image_bomb", why)


def broken() -> ImageProblem:
    return ImageProblem("broken", "là ảnh bị hỏng hoặc tải về chưa đủ. Cần chụp, quét hoặc lưu lại rồi tải lên.")


def exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise broken()
    return data


def copy(stream: BinaryIO, target: BinaryIO | None, size: int) -> None:
    while size > 0:
        piece = exactly(stream, min(COPY, size))
        if target:
            target.write(piece)
        size -= len(piece)


def skip(stream: BinaryIO, size: int) -> None:
    copy(stream, None, size)
