"""Small generated files: a one-page PDF is enough to show that evidence opens."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser would send it."""
    return SimpleUploadedFile(name, content)


def pdf(text: str) -> bytes:
    """A valid one-page PDF that says, without diacritics, what it stands for."""
    from thanthien.core.text import fold  # noqa: PLC0415 - the base fonts of PDF know no Vietnamese letters

    words = fold(text).encode("ascii", "ignore").replace(b"(", b"").replace(b")", b"")
    stream = b"BT /F1 16 Tf 60 770 Td (Du lieu minh hoa) Tj 0 -28 Td (" + words + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += str(number).encode() + b" 0 obj\n" + content + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    tail = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    return body + head + table + tail
