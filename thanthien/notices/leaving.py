"""The link in a letter with which its reader ends mail of one kind (RFC 8058): signed, good for a time without signing
in, and for nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.notices.kinds import find_kind

# Long enough for a letter that is found late; a letter that was passed on or leaked ends nothing for ever.
GOOD_FOR = timedelta(days=180)
_SALT = "thanthien.notices.leave"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Whose mail the link ends, and of which kind; without one: mail that is collected."""

    person_id: int
    kind: str = ""
    is_old: bool = False

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
    """What a link means; None when it is none of ours. One that grew old says so and ends nothing: who signs in may
    still choose."""
    try:
        person_id, kind = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except signing.SignatureExpired:
        person_id, kind = signing.loads(token, salt=_SALT)
        return Leaving(person_id, kind, is_old=True)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Leaving(person_id, kind)
