"""Reads about messages and their delivery."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from thanthien.core.mail.enums import Channel
from thanthien.core.mail.models import Attempt, BouncingAddress, Message


def list_messages(state: str = "", words: str = "") -> QuerySet[Message]:
    """Messages, the newest first, with the number of attempts and what the last one came to: ``tries``,
    ``last_outcome``, ``last_code``, ``last_reason``. ``words``: in the address or the subject."""
    last = Attempt.objects.filter(message=OuterRef("pk")).order_by("-number")
    found = (
        Message.objects.defer("text", "html")
        .select_related("recipient")
        .annotate(
            tries=Count("attempts"),
            last_outcome=Subquery(last.values("outcome")[:1]),
            last_code=Subquery(last.values("code")[:1]),
            last_reason=Subquery(last.values("reason")[:1]),
        )
        .newest_first()
    )
    found = found.filter(state=state) if state else found
    for word in words.split():
        found = found.filter(Q(address__icontains=word) | Q(subject__icontains=word))
    return found


def bouncing_addresses() -> QuerySet[BouncingAddress]:
    """Addresses that take no mail, the latest first."""
    return BouncingAddress.objects.order_by("-since", "pk")


def is_bouncing(address: str, channel: Channel = Channel.EMAIL) -> bool:
    """Whether a server said of this address that it takes no mail, and nothing was accepted for it since."""
    return BouncingAddress.objects.filter(channel=channel, address=address).exists()
