"""Small generated files: a page and a picture are enough to show that evidence opens."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from thanthien.core.text import fold


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser would send it."""
    return SimpleUploadedFile(name, content)


def pdf(text: str) -> bytes:
    """A valid one-page PDF that says, without diacritics, what it stands for."""
    # The base fonts of PDF know no Vietnamese letters.
    words = fold(text).encode("ascii", "ignore").replace(b"(", b"").replace(b")", b"")
    stream = b"BT /F1 16 Tf 60 770 Td (Du lieu minh hoa) Tj 0 -28 Td (" + words + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += str(number).encode() + b" 0 obj\n" + content + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    tail = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    return body + head + table + tail


def picture() -> bytes:
    """A PNG of a notice board with nothing readable on it."""
    image = Image.new("RGB", (640, 420), "#c9d6df")
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 40, 580, 360), fill="#8a5a33")
    pen.rectangle((80, 60, 560, 340), fill="#2f6b4f")
    for place in range(6):
        left, top = 100 + 155 * (place % 3), 80 + 130 * (place // 3)
        pen.rectangle((left, top, left + 125, top + 110), fill="#ffffff")
        for line in range(6):
            pen.line(
                (left + 12, top + 20 + 14 * line, left + 112 - 9 * (line % 3), top + 20 + 14 * line), fill="#7b8794"
            )
    target = BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()
