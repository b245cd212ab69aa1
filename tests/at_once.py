"""Two who act at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from thanthien.core.acting.errors import Invalid


def at_once(first: Callable[[], Any], second: Callable[[], Any]) -> dict[str, str]:
    """What the second is told that begins before the first is through."""
    told: dict[str, str] = {}

    def act() -> None:
        try:
            second()
        except Invalid as problem:
            told.update(problem.errors)
        finally:
            connection.close()

    other = threading.Thread(target=act)
    with transaction.atomic():
        first()
        other.start()
        other.join(timeout=0.5)
    other.join()
    return told
