"""`{% load thanthien %}`."""

import pytest
from django.template import Context, Template

from thanthien.core.templatetags.thanthien import highlight


def render(source: str, **context: object) -> str:
    return Template("{% load thanthien %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Phường Hải An", "hai an", "Phường <mark>Hải An</mark>"),
        ("Xã Cẩm Giàng", "cam giang", "Xã <mark>Cẩm Giàng</mark>"),
        ("Phường Đồ Sơn", "do", "Phường <mark>Đồ</mark> Sơn"),
        ("Phường Hải An", "an hai", "Phường <mark>Hải</mark> <mark>An</mark>"),
        ("Phường Hải An", "", "Phường Hải An"),
        ("Phường Hải An", "kiến", "Phường Hải An"),
        ("a < b & hải", "hai", "a &lt; b &amp; <mark>hải</mark>"),
        ("Ha\u0309i An", "hải", "<mark>Hải</mark> An"),
        ("Nhóm (1.2)", "(1.2)", "Nhóm <mark>(1.2)</mark>"),
        ("Quy chế chi tiêu, ý 2", "y", "Quy chế chi tiêu, <mark>ý</mark> 2"),
        ("Quy chế chi tiêu", "che chi u", "Quy <mark>chế</mark> <mark>chi</mark> tiêu"),
        ("Phường Hải An", "phương", "<mark>Phường</mark> Hải An"),
        ("Phường Hải An", "phuo", "<mark>Phườ</mark>ng Hải An"),
    ],
)
def test_highlight_forgives_diacritics_and_marks_what_words_begin_with(text: str, query: str, marked: str) -> None:
    assert highlight(text, query) == marked


def test_filters_are_loaded_under_their_names() -> None:
    source = "{{ p|points }} {{ n|number }} {{ r|percent }}"
    assert render(source, p=2.75, n=1234.5, r=0.885) == "2,75 1.234,5 88,5%"


def test_blocks_keep_markup_and_escape_attributes() -> None:
    shown = render('{% alert tone="warn" title=name %}<p>Đã gửi</p>{% endalert %}', name="<b>Hạn</b>")
    assert "<p><strong>&lt;b&gt;Hạn&lt;/b&gt;</strong></p><p>Đã gửi</p>" in shown
