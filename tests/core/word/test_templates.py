"""Templates: the written source as blocks, the format of Nghị định 30/2020, what is filled in."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.conf import settings
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from thanthien.core.acting.errors import Refused
from thanthien.core.word.filling import fill
from thanthien.core.word.making import make_template
from thanthien.core.word.source import Grid, Head, Kind, Line, SourceProblem, read_source

SOURCES = sorted(settings.BASE_DIR.glob("thanthien/*/word/*.txt"))
HEAD = {
    "superior": "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG", "agency": "ỦY BAN NHÂN DÂN\nXÃ AN HÒA", "unit": "xã An Hòa",
    "city": "thành phố Hải Phòng", "place": "An Hòa", "office": "CHỦ TỊCH", "signer": "Trần Thị Bình", "drafter": "",
}  # fmt: skip
SMALL = """symbol: QĐ-UBND
type: QUYẾT ĐỊNH
about: Về việc thử
signed: chair
receivers: - Như Điều 2;
---
~ Căn cứ {{ ground }};
= QUYẾT ĐỊNH:
* Điều 1. {{ words }}
{%p if more %}
Thêm: {{ more }}
{%p endif %}
===
= PHỤ LỤC
| Số:20c | Tên:140
{%tr for row in rows %}
| {{ loop.index }} | {{ row }}
{%tr endfor %}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    source = tmp_path / "nguon" / "quyet-dinh-thu.txt"
    source.parent.mkdir()
    source.write_text(SMALL, encoding="utf-8")
    make_template(source).save(str(source.with_suffix(".docx")))
    return source.with_suffix(".docx")


def opened(content: bytes) -> Document:
    return docx.Document(BytesIO(content))


def texts(document: Document) -> list[str]:
    """The paragraphs of the body that say something."""
    return [line.text for line in document.paragraphs if line.text]


def cells(document: Document, place: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[place].rows]


def test_source_is_read_as_blocks():
    source = read_source(SMALL)
    assert source.head == {"symbol": "QĐ-UBND", "type": "QUYẾT ĐỊNH", "signed": "chair"}
    assert source.several == {"about": ("Về việc thử",), "receivers": ("- Như Điều 2;",), "to": ()}
    assert source.parts[0].blocks[:3] == (
        Line(Kind.GROUND, "Căn cứ {{ ground }};"),
        Line(Kind.CENTRED, "QUYẾT ĐỊNH:"),
        Line(Kind.ARTICLE, "Điều 1. {{ words }}"),
    )
    assert source.parts[1].blocks == (
        Line(Kind.CENTRED, "PHỤ LỤC"),
        Grid(
            (Head("Số", 20, centred=True), Head("Tên", 140)),
            (("{%tr for row in rows %}",), ("{{ loop.index }}", "{{ row }}"), ("{%tr endfor %}",)),
        ),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("type: A\nsigned: chair\n", "Thiếu dòng --- giữa phần đầu và nội dung."),
        ("type: A\n---\nchữ", "Phần đầu thiếu: signed."),
    ],
)
def test_source_that_lacks_something_is_refused(text, told):
    with pytest.raises(SourceProblem) as refused:
        read_source(text)
    assert str(refused.value) == told


def _content(document: Document) -> tuple[str, str]:
    return document.element.xml, document.styles.element.xml


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.stem)
def test_shipped_template_is_made_of_its_source(source):
    """Else: python3 dev.py manage word_templates."""
    assert _content(docx.Document(str(source.with_suffix(".docx")))) == _content(_again(make_template(source)))


def _again(document: Document) -> Document:
    written = BytesIO()
    document.save(written)
    return opened(written.getvalue())


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.stem)
def test_template_keeps_to_the_decree(source):
    document = docx.Document(str(source.with_suffix(".docx")))
    first = document.sections[0]
    sizes = (first.page_width, first.page_height, first.top_margin, first.bottom_margin)
    assert [round(one.mm) for one in (*sizes, first.left_margin, first.right_margin)] == [210, 297, 20, 20, 30, 15]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(slot)) for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")} == {"Times New Roman"}
    assert document.styles["Normal"].font.size == Pt(14)
    named = document.element.xpath("//w:rFonts/@w:ascii")
    assert set(named) <= {"Times New Roman"}
    head = document.tables[0].rows[0].cells[1]
    assert [line.text for line in head.paragraphs][:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    sizes = [run.font.size for line in head.paragraphs for run in line.runs]
    assert sizes == [Pt(12), Pt(13)]


def test_filled_paper_says_what_was_given(small):
    fields = {"head": HEAD, "ground": "Luật", "words": "Nội dung", "more": "", "rows": ["một", "hai"]}
    document = opened(fill(small, fields))
    assert texts(document) == [
        "QUYẾT ĐỊNH", "Về việc thử", "Căn cứ Luật;", "QUYẾT ĐỊNH:", "Điều 1. Nội dung", "PHỤ LỤC",
    ]  # fmt: skip
    assert cells(document, 0)[0][0].strip() == "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG\nỦY BAN NHÂN DÂN\nXÃ AN HÒA"
    assert cells(document, 1) == [["Số: …/QĐ-UBND", "An Hòa, ngày … tháng … năm …"]]
    left, right = cells(document, 2)[0]
    assert left == "Nơi nhận:\n- Như Điều 2;\n- Lưu: VT."
    assert right.split() == ["CHỦ", "TỊCH", "Trần", "Thị", "Bình"]
    assert cells(document, 3) == [["Số", "Tên"], ["1", "một"], ["2", "hai"]]


def test_office_without_a_body_above_has_its_own_name_alone(small):
    fields = {"head": HEAD | {"superior": ""}, "ground": "", "words": "", "more": "", "rows": []}
    document = opened(fill(small, fields))
    assert cells(document, 0)[0][0].strip() == "ỦY BAN NHÂN DÂN\nXÃ AN HÒA"


ODD = "Trần & <b>Sơn</b> “ngoặc” \"kép\" 'đơn' {{ head.unit }} {% endif %} \x0b\x00 dài" + " rất dài" * 400


def test_what_people_typed_stands_as_typed(small):
    fields = {"head": HEAD, "ground": ODD, "words": ODD, "more": "dòng 1\ndòng 2", "rows": [ODD]}
    document = opened(fill(small, fields))
    written = ODD.replace("\x0b", " ").replace("\x00", " ")
    assert texts(document)[2] == f"Căn cứ {written};"
    assert texts(document)[5] == "Thêm: dòng 1\ndòng 2"
    assert cells(document, 3)[1] == ["1", written]


@pytest.mark.parametrize(
    "sign", ["{_{ 7 * 7 }_}", "{_% if more %_}", "_{_{_{_", "{{_{_{", "&#95; &lt;_&amp;", "a_b\n_c"]
)
def test_what_looks_like_a_sign_of_the_template_stands_as_typed(small, sign):
    fields = {"head": HEAD | {"place": sign}, "ground": sign, "words": f"{{{sign}}}", "more": sign, "rows": [sign]}
    document = opened(fill(small, fields))
    shown = texts(document)
    assert (shown[2], shown[4], shown[5]) == (f"Căn cứ {sign};", f"Điều 1. {{{sign}}}", f"Thêm: {sign}")
    assert cells(document, 3)[1] == ["1", sign]


def test_citys_own_template_goes_first(small, settings, tmp_path):
    settings.PAPER_TEMPLATES_DIR = tmp_path / "cua-thanh-pho"
    settings.PAPER_TEMPLATES_DIR.mkdir()
    own = docx.Document()
    own.add_paragraph("Mẫu của thành phố: {{ words }}")
    own.save(str(settings.PAPER_TEMPLATES_DIR / small.name))
    assert texts(opened(fill(small, {"words": "một"}))) == ["Mẫu của thành phố: một"]


@pytest.mark.parametrize("broken", ["{{ khong_co }}", "{% if %}", None])
def test_citys_template_that_cant_be_filled_is_told(small, settings, tmp_path, broken):
    settings.PAPER_TEMPLATES_DIR = tmp_path / "cua-thanh-pho"
    settings.PAPER_TEMPLATES_DIR.mkdir()
    target = settings.PAPER_TEMPLATES_DIR / small.name
    if broken is None:
        target.write_bytes(b"khong phai Word")
    else:
        own = docx.Document()
        own.add_paragraph(broken)
        own.save(str(target))
    with pytest.raises(Refused) as refused:
        fill(small, {"words": "một"})
    assert refused.value.problems[0].startswith("Mẫu “quyet-dinh-thu.docx” của thành phố chưa dùng được: ")
