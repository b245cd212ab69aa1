"""The ways out: one sender for each channel. A channel that is off says so, and holds no code that could send."""

from typing import Any, Protocol

from django.conf import settings

from thanthien.core.mail.enums import Channel, Outcome
from thanthien.core.mail.letters import Letter
from thanthien.core.mail.rules import Report
from thanthien.core.mail.smtp import SmtpSender


class Sender(Protocol):
    """One way out."""

    channel: Channel

    def off(self) -> str:
        """Why nothing can be sent this way, as a sentence; nothing when it can."""
        ...

    def address_of(self, person: Any) -> str:
        """Where this person is reached this way, or nothing."""
        ...

    def send(self, letter: Letter) -> Report:
        """Hand one letter over, within a bounded time; what goes wrong outside is an outcome, not an error."""
        ...


class SenderThatIsOff:
    """A channel that is planned: it has a name and refuses."""

    def __init__(self, channel: Channel, sentence: str) -> None:
        self.channel = channel
        self._sentence = sentence

    def off(self) -> str:
        """What is missing."""
        return self._sentence

    def address_of(self, person: Any) -> str:
        """The telephone number; such a message is refused before it matters."""
        return person.phone or ""

    def send(self, letter: Letter) -> Report:
        """Refuses: reached only when a channel was switched off after a message was written."""
        return Report(Outcome.REFUSED, reason=self._sentence)


class DemoSender:
    """In the demo nothing leaves: messages are kept and shown on a page."""

    def __init__(self, real: Sender) -> None:
        self._real = real
        self.channel = real.channel

    def off(self) -> str:
        """As the real one."""
        return self._real.off()

    def address_of(self, person: Any) -> str:
        """As the real one."""
        return self._real.address_of(person)

    def send(self, letter: Letter) -> Report:
        """Keeps the letter."""
        return Report(Outcome.KEPT)


_SENDERS: dict[Channel, Sender] = {
    Channel.EMAIL: SmtpSender(),
    Channel.SMS: SenderThatIsOff(Channel.SMS, "Kênh tin nhắn SMS chưa được kết nối."),
    Channel.ZALO: SenderThatIsOff(Channel.ZALO, "Kênh Zalo chưa được kết nối."),
}


def sender_of(channel: Channel) -> Sender:
    """The sender of a channel; in the demo one that keeps what it gets."""
    sender = _SENDERS[channel]
    return DemoSender(sender) if settings.DEMO else sender
