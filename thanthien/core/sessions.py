"""Sessions in the database, as Django keeps them; read by a statement that is written once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from thanthien.core.prepared import Given, Prepared

_SESSION = Prepared(lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")))


class SessionStore(db.SessionStore):
    """A session of the database; `settings.SESSION_ENGINE` names this module."""

    def _get_session_from_db(self) -> Any:
        """The row of a session that has not run out; without one the key is forgotten, as Django does."""
        # By the system's clock, as Django sets the end: a clock that stands at another day ends no session.
        row = _SESSION.first(key=self.session_key, now=timezone.now())
        if row is None:
            self._session_key = None
        return row
