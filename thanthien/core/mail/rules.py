"""What an answer of a mail server means, and when the next attempt is due. Pure functions."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from thanthien.core.mail.enums import Outcome, Stage, State

SHORT = 200
MINUTE = timedelta(minutes=1)
# After the first failed attempt a minute, then longer each time; the last span repeats.
PAUSES = tuple(MINUTE * minutes for minutes in (1, 5, 15, 30, 60, 180, 360))

# A refusal here says nothing of the message or its recipient: the mail server, or our access to it, is not in order.
BEFORE_THE_MESSAGE = frozenset(
    {Stage.CONNECT, Stage.GREETING, Stage.HELLO, Stage.ENCRYPTION, Stage.SIGN_IN, Stage.SENDER}
)
_FINAL = {
    Outcome.ACCEPTED: State.SENT,
    Outcome.BOUNCED: State.BOUNCED,
    Outcome.REFUSED: State.REFUSED,
    Outcome.KEPT: State.KEPT,
}
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_FULL, _NO_ROOM = "5.2.2", 552
_OF_THE_SENDER = frozenset({"5.1.7", "5.1.8"})  # RFC 3463: it is our address that is taken for wrong
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Report:
    """What a sender says of one attempt; ``code`` and ``enhanced`` (RFC 3463) are the server's, where it gave any."""

    outcome: Outcome
    stage: Stage | None = None
    code: int | None = None
    enhanced: str = ""
    reason: str = ""


def judge(stage: Stage, code: int, said: str) -> Report:
    """A refusal in the server's words. 4xx, and what is no proper answer, is tried again; 5xx is final for the message.

    Refinements of 5xx: before the recipient was named it is the mail server's trouble and tried again; so is a full
    mailbox (5.2.2, or 552 at the recipient), and what calls itself passing (4.x.x). Only an address that doesn't exist
    (5.1.x, or no code at its stage) bounces, for that ends what was asked for; 5.7.x is a policy.
    """
    enhanced = enhanced_code(said)
    return Report(_meaning(stage, code, enhanced), stage, code, enhanced, short(said))


def _meaning(stage: Stage, code: int, enhanced: str) -> Outcome:
    if not 500 <= code < 600:
        return Outcome.UNCERTAIN if stage is Stage.ANSWER and not 400 <= code < 500 else Outcome.DEFERRED
    if stage in BEFORE_THE_MESSAGE:
        return Outcome.SERVER_TROUBLE
    at_the_recipient = stage is Stage.RECIPIENT and not enhanced
    if enhanced == _FULL or enhanced.startswith("4.") or (at_the_recipient and code == _NO_ROOM):
        return Outcome.DEFERRED
    unknown = enhanced.startswith("5.1.") and enhanced not in _OF_THE_SENDER
    return Outcome.BOUNCED if unknown or at_the_recipient else Outcome.REFUSED


def final_state(outcome: Outcome) -> State | None:
    """The state in which an outcome leaves its message; None: it is to be tried again."""
    return _FINAL.get(outcome)


def next_attempt(tried: int, now: datetime, expires_at: datetime) -> datetime | None:
    """When to try again after ``tried`` failed attempts (at least one); None when that would be past ``expires_at``."""
    due = now + PAUSES[min(tried, len(PAUSES)) - 1]
    return due if due < expires_at else None


def enhanced_code(said: str) -> str:
    """The enhanced status code at the head of an answer, or nothing."""
    found = _ENHANCED.match(said)
    return found[1] if found else ""


def short(said: str) -> str:
    """A server's words, fit to be kept: one line without addresses, at most SHORT characters."""
    return _ADDRESS.sub("…", one_line(said))[:SHORT]


def one_line(text: str) -> str:
    """The text without line breaks and control characters: nothing in a header can begin another header."""
    return " ".join(_CONTROL.sub(" ", text).split())
