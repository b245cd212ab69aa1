"""A message's state as people read it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.core.components.basics import Tone, status_tag
from thanthien.core.formats import datetime_vn
from thanthien.core.mail.enums import State
from thanthien.core.mail.models import Message

TONES: dict[State, Tone] = {
    State.WAITING: "info",
    State.SENT: "ok",
    State.BOUNCED: "danger",
    State.REFUSED: "danger",
    State.EXPIRED: "warn",
    State.GONE: "plain",
    State.KEPT: "plain",
}


def state_tag(message: Message) -> SafeString:
    """The state in its colour."""
    state = State(message.state)
    return status_tag(state.label, TONES[state])


def state_when(message: Message) -> str:
    """Since when it is so; for a message that waits, when the next attempt is due, if one failed."""
    if message.settled_at:
        return datetime_vn(message.settled_at)
    return f"gửi lại lúc {datetime_vn(message.next_attempt_at)}" if message.next_attempt_at else ""


def delivery_state(message: Message) -> SafeString:
    """State and moment, for the page of what the message is about."""
    return format_html("{} {}", state_tag(message), state_when(message))
