"""A message as a letter: what a sender gets, and its form on the wire (RFC 5322)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, parseaddr
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

from thanthien.core.mail.rules import one_line

_WIRE = policy.compat32.clone(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. ``leave_url``: where one click ends messages of this kind (RFC 8058)."""

    message_id: str
    written_at: datetime
    address: str
    name: str
    subject: str
    text: str
    html: str = ""
    leave_url: str = ""


def wire_address(address: str) -> str:
    """The address as SMTP takes it: a domain of other letters in its ASCII form."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{punycode(domain)}"


def mailbox_of(address: str) -> str:
    """The mailbox behind an address, by which limits count and nothing else: “Lan+tin@…” reaches “lan@…” at most mail
    servers, so a limit by what was typed is none. Letters go to the address as it was typed."""
    local, _, domain = wire_address(address.strip()).casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def is_address(words: str) -> bool:
    """Whether these words have the form of an address; empty ones don't."""
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True


def own_domain(sender: str) -> str:
    """The domain of a sender, which names our Message-IDs and introduces us: that of the platform's own address."""
    return punycode(parseaddr(sender)[1].rpartition("@")[2])


def compose(letter: Letter, sender: str) -> bytes:
    """The letter in ASCII lines ending in CRLF: text, and HTML beside it where there is any."""
    form = _content(letter)
    form["Message-ID"] = letter.message_id
    form["Date"] = format_datetime(letter.written_at)
    form["From"] = _mailbox(*parseaddr(one_line(sender)))
    form["To"] = _mailbox(letter.name, letter.address)
    form["Subject"] = Header(one_line(letter.subject), "utf-8", header_name="Subject")
    form["Auto-Submitted"] = "auto-generated"
    form["X-Auto-Response-Suppress"] = "All"
    if letter.leave_url:
        form["List-Unsubscribe"] = f"<{one_line(letter.leave_url)}>"
        form["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return form.as_bytes(policy=_WIRE)


def _content(letter: Letter) -> Message[Any, Any]:
    text = MIMEText(letter.text, "plain", "utf-8")
    if not letter.html:
        return text
    # The same each time: every copy of a letter is the same. No line of base64 begins so.
    both = MIMEMultipart("alternative", boundary=f"=_{hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]}")
    both.attach(text)
    both.attach(MIMEText(letter.html, "html", "utf-8"))
    return both


def _mailbox(name: str, address: str) -> Header:
    header = Header(header_name="To")
    if clean := one_line(name):
        header.append(clean, "utf-8")  # encoded even when ASCII: no name needs quoting then
    header.append(f"<{wire_address(one_line(address))}>", "us-ascii")
    return header
