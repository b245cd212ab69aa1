from django.utils.safestring import SafeString

from thanthien.core.markup import escaped, put


def test_what_is_put_is_escaped_unless_it_is_markup():
    assert put("<td>{}</td><td>{}</td>", "a < b & 'c'", SafeString("<b>d</b>")) == (
        "<td>a &lt; b &amp; &#x27;c&#x27;</td><td><b>d</b></td>"
    )
    assert isinstance(put("{}", "a"), SafeString)


def test_markup_stays_as_it_is():
    assert [escaped('"<'), escaped(SafeString("<br>"))] == ["&quot;&lt;", "<br>"]
