"""The link in a letter with which its reader ends mail of one kind (RFC 8058): signed, good without signing in, and
for nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.notices.kinds import find_kind

_SALT = "thanthien.notices.leave"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Whose mail the link ends, and of which kind; without one: mail that is collected."""

    person_id: int
    kind: str = ""

    @property
    def has_ended(self) -> bool:
        """Whether no room writes such mail any more."""
        return bool(self.kind) and find_kind(self.kind) is None

    @property
    def mail(self) -> str:
        """The mail that ends, as words within a sentence."""
        if not self.kind:
            return "thư tổng hợp hằng ngày và hằng tuần"
        kind = find_kind(self.kind)
        return f"thư loại “{kind.title}”" if kind else "thư loại này"


def leave_url(person: User, kind: str = "") -> str:
    """The address for a letter to the person about a kind."""
    token = signing.dumps([person.pk, kind], salt=_SALT)
    return f"{settings.SITE_ADDRESS}{reverse('notices:leave', args=[token])}"


def read(token: str) -> Leaving | None:
    """What a link means; None when it is none of ours. Links don't grow old: an old letter must still be good to end
    what it began."""
    try:
        person_id, kind = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Leaving(person_id, kind)
