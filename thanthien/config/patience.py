"""How long a request waits for the database: nobody's transaction, and no statement of ours, holds up everybody.

For the server only. Jobs and commands take the time they need.
"""

from typing import Any

from thanthien.core.silence import listening

_CONNECT_SECONDS = 3  # also to find a connection in the pool, which has one for each thread
_SILENCE_SECONDS = 10  # after which a line whose other end acknowledges nothing is given up


def bound(database: dict[str, Any], *, lock: int, statement: int, idle: int, silence: int) -> None:
    """Make each connection of these settings begin with limits, in seconds; what `DATABASE_URL` says wins.

    ``lock``: the wait for a row or a table that somebody else holds; ``statement``: one statement, waits included;
    ``idle``: a transaction in which nothing is asked; ``silence``: until a look tells whether a database that says
    nothing still speaks to anybody, which connections of a pool know (core/silence.py). To be called before the first
    connection.
    """
    options: dict[str, Any] = database["OPTIONS"]
    limits = {"lock_timeout": lock, "statement_timeout": statement, "idle_in_transaction_session_timeout": idle}
    begins = [f"-c {name}={seconds}s" for name, seconds in limits.items()]
    options["options"] = " ".join([*begins, str(options.get("options", ""))]).strip()
    unheard = {"keepalives_idle": _SILENCE_SECONDS, "tcp_user_timeout": _SILENCE_SECONDS * 1000}
    for name, value in {"connect_timeout": _CONNECT_SECONDS, **unheard}.items():
        options.setdefault(name, value)
    if "pool" in options:
        # Given up soon, a connection is tried anew by the next request, and not after pauses that grow.
        options["pool"] |= {"timeout": _CONNECT_SECONDS, "reconnect_timeout": _CONNECT_SECONDS}
        options["pool"]["connection_class"] = listening(patience=silence, statement=statement)
