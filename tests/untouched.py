"""A body that nobody may read: for requests that are to be answered by their head."""

from typing import Any


class Untouched:
    """As a server hands a body on; reading it fails the test."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("The body was read.")

    readline = read
