"""Who is signed in: the person with their memberships, as they stand at this request, in one statement.

Nothing of it is kept from one request to the next: a person who is locked out, or whose role ends, is out at once.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from thanthien.accounts.models import HAT_COLUMNS, Membership, User, hat_of
from thanthien.core import clock
from thanthien.core.prepared import Given, Prepared


def _person() -> Any:
    today: Any = Given("today")
    hats = Membership.objects.current(today).filter(user=OuterRef("pk")).order_by("pk")
    told = hats.values(told=JSONObject(**{column: column for column in HAT_COLUMNS}))
    return User.objects.filter(pk=Given("person")).annotate(hats_told=ArraySubquery(told))


_PERSON: Prepared[Any] = Prepared(_person)


class Backend(AuthenticationBackend):  # type: ignore[misc]  # the library is not typed
    """The sign-in library's own, which reads the person of a session together with their hats."""

    def get_user(self, user_id: int) -> User | None:
        """The person, None when there is none or they may not sign in (any more). One statement."""
        person: User | None = _PERSON.first(person=user_id, today=clock.today())
        if person is None or not self.user_can_authenticate(person):
            return None
        person.hats = tuple(hat_of(*(told[column] for column in HAT_COLUMNS)) for told in person.hats_told)  # type: ignore[attr-defined]  # annotated above
        return person
