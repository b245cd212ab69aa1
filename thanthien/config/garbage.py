"""How often a process that serves pages looks for garbage."""

import gc

# New objects after which Python looks through them. A page makes a few thousand, nearly all gone with it: with its
# usual 700, a twentieth of the time of a page went to looking at what was still in use.
_NEW_OBJECTS = 10_000


def look_seldom() -> None:
    """Once all that a request needs of the program is there, before the first one comes: the search for garbage need
    not go through it every few hundred requests, which held up all threads for a tenth of a second (ADR 18)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
