"""The form of a letter on the wire."""

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thanthien.core import clock
from thanthien.core.mail.letters import Letter, compose, mailbox_of, own_domain, wire_address
from thanthien.core.mail.rules import one_line

SENDER = "Chính quyền thân thiện <khong-tra-loi@thanthien.example.vn>"
LETTER = Letter(
    message_id="<5f0c.1@thanthien.example.vn>",
    written_at=datetime(2026, 11, 2, 9, 30, tzinfo=clock.ZONE),
    address="lan@example.org",
    name="Vũ Thị Lan",
    subject="Đặt mật khẩu",
    text="Kính gửi ông/bà,\n\n.một dòng bắt đầu bằng dấu chấm\n",
    html="<p>Kính gửi ông/bà,</p>",
)
BOXES = {
    "lan@example.org": "lan@example.org",
    " Lan+tin@Example.ORG ": "lan@example.org",
    "lan+a+b@example.org": "lan@example.org",
    "+lan@example.org": "+lan@example.org",
    "lan@hải-phòng.vn": "lan@xn--hi-phng-h0a8159d.vn",
}
HOSTILE = st.text(alphabet=st.sampled_from("aĂđ \r\n\t\x00\x0b\x1c\x85\u2028:,;<>@\"'\\=?.()"), max_size=120)


def read(letter: Letter, sender: str = SENDER) -> EmailMessage:
    return message_from_bytes(compose(letter, sender), policy=policy.default)  # type: ignore[return-value]


def recipients(letter: Letter) -> list[tuple[str, str]]:
    """Names and addresses of To, by the older reader: the newer one puts a space between two pieces of a name."""
    given = message_from_bytes(compose(letter, SENDER)).get_all("To", [])
    return [(str(make_header(decode_header(name))), address) for name, address in getaddresses(given)]


def test_headers_name_date_id_and_that_no_person_wrote_it() -> None:
    got = read(LETTER)
    assert dict(got.items()) == {
        "Content-Type": got["Content-Type"],
        "MIME-Version": "1.0",
        "Message-ID": "<5f0c.1@thanthien.example.vn>",
        "Date": "Mon, 02 Nov 2026 09:30:00 +0700",
        "From": "Chính quyền thân thiện <khong-tra-loi@thanthien.example.vn>",
        "To": "Vũ Thị Lan <lan@example.org>",
        "Subject": "Đặt mật khẩu",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def test_text_and_html_stand_side_by_side() -> None:
    parts = [(one.get_content_type(), one.get_content()) for one in read(LETTER).iter_parts()]
    assert parts == [("text/plain", LETTER.text), ("text/html", LETTER.html)]


def test_letter_without_html_is_plain_text() -> None:
    got = read(replace(LETTER, html=""))
    assert (got.get_content_type(), got.get_content()) == ("text/plain", LETTER.text)


def test_one_click_ends_messages_of_a_kind() -> None:
    got = read(replace(LETTER, leave_url="https://thanthien.example.vn/ngung-nhan/abc/"))
    assert (got["List-Unsubscribe"], got["List-Unsubscribe-Post"]) == (
        "<https://thanthien.example.vn/ngung-nhan/abc/>",
        "List-Unsubscribe=One-Click",
    )


@given(subject=HOSTILE, name=HOSTILE)
def test_no_subject_or_name_makes_a_header_of_its_own(subject: str, name: str) -> None:
    got = read(replace(LETTER, subject=subject, name=name))
    assert got.keys() == read(LETTER).keys()
    assert got["Subject"] == one_line(subject)
    assert recipients(replace(LETTER, name=name)) == [(one_line(name), "lan@example.org")]
    assert got.get_body(("plain",)).get_content() == LETTER.text  # type: ignore[union-attr]


@given(subject=st.text(alphabet="Đặt mật khẩu ơưỹỵ", min_size=1, max_size=200))
def test_long_vietnamese_subjects_come_back_whole_in_short_ascii_lines(subject: str) -> None:
    letter = replace(LETTER, subject=subject, name=subject)
    lines = compose(letter, SENDER).split(b"\r\n")
    assert read(letter)["Subject"] == one_line(subject)
    assert (max(map(len, lines)) <= 78, all(line.isascii() for line in lines)) == (True, True)


def test_line_breaks_are_those_of_the_wire() -> None:
    content = compose(LETTER, SENDER)
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


@pytest.mark.parametrize(
    ("address", "wire"),
    [("lan@example.org", "lan@example.org"), ("lan@thànhphố.vn", "lan@xn--thnhph-jta8342d.vn")],
)
def test_domain_goes_in_its_ascii_form(address: str, wire: str) -> None:
    assert wire_address(address) == wire


@pytest.mark.parametrize(("sender", "domain"), [(SENDER, "thanthien.example.vn"), ("a@b.vn", "b.vn")])
def test_own_domain_is_that_of_the_sender(sender: str, domain: str) -> None:
    assert own_domain(sender) == domain


@pytest.mark.parametrize("typed", BOXES)
def test_mailbox_is_known_whatever_tag_and_capitals_it_is_typed_with(typed: str) -> None:
    assert mailbox_of(typed) == BOXES[typed]
