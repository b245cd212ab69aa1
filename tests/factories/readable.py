"""Real small files that carry text, or pretend to: PDF as a Word processor writes it, Word and OpenDocument."""

import io
import zlib
from xml.sax.saxutils import escape

from docx import Document
from pypdf import PdfReader, PdfWriter

from tests.factories.files import zipped

_CMAP = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{}endcmap\nend\nend\n"
)
_ODT = (
    '<?xml version="1.0"?><o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text>{}</o:text></o:body></o:document-content>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf_of(*pages: str) -> bytes:
    """A PDF with a page for each text; the letters are numbers of a font, which a table of the font tells."""
    letters = sorted(set("".join(pages)))
    codes = {letter: f"{number:04X}" for number, letter in enumerate(letters, 1)}
    table = "".join(
        f"1 beginbfchar\n<{codes[one]}> <{one.encode('utf-16-be').hex().upper()}>\nendbfchar\n" for one in letters
    )
    shown = [f"BT /F 12 Tf 50 700 Td <{''.join(codes[one] for one in page)}> Tj ET" for page in pages]
    return pdf_with(*(one.encode() for one in shown), cmap=_CMAP.format(table).encode())


def pdf_with(*contents: bytes, cmap: bytes = b"") -> bytes:
    """A PDF whose pages hold these drawing commands; of no command an empty page, as a scanner's with its picture."""
    pages = [b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>/MediaBox[0 0 595 842]>>"] * len(
        contents
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>"
        % (b" ".join(b"%d 0 R" % (6 + 2 * number) for number in range(len(pages))), len(pages)),
        b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 4 0 R>>",
        _stream(cmap),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/F/CIDSystemInfo %s/DW 500>>"
        % b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
    ]
    for number, (page, content) in enumerate(zip(pages, contents, strict=True)):
        objects += [page % (7 + 2 * number), _stream(content)]
    return _numbered(objects)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


def _numbered(objects: list[bytes]) -> bytes:
    whole, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        whole + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(whole))
    )  # fmt: skip


def locked_pdf(text: str, *, reader_needs_it: bool) -> bytes:
    """A PDF under a password: one that whoever opens it needs, or only who changes it."""
    writer, target = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(text)))), io.BytesIO()
    writer.encrypt(user_password="mật khẩu" if reader_needs_it else "", owner_password="chủ", algorithm="AES-256")
    writer.write(target)
    return target.getvalue()


def greedy_pdf(megabytes: int = 30) -> bytes:
    """A PDF of some KB whose one page takes many seconds: so many megabytes of commands that show a letter."""
    return pdf_with(b"BT /F 12 Tf " + b"<0001>Tj " * (megabytes * 1024 * 1024 // 9) + b"ET")


def docx_of(*paragraphs: str) -> bytes:
    """A Word file as Word writes it."""
    made, target = Document(), io.BytesIO()
    for one in paragraphs:
        made.add_paragraph(one)
    made.save(target)
    return target.getvalue()


def docx_with(body: str, head: str = "") -> bytes:
    """A Word file whose main part is written by hand; `head` stands before its root."""
    main = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": main.encode()})


def odt_of(*paragraphs: str, before: str = "") -> bytes:
    """An OpenDocument text; `before` is markup before its first paragraph."""
    body = before + "".join(f"<t:p>{escape(one)}</t:p>" for one in paragraphs)
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": _ODT.format(body).encode()})
