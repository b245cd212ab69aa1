"""Who may open what in the notices room."""

from tests.access_rows import row

ROWS = [
    row("notices:work", signed_in=200),
    row("notices:counts", signed_in=200),
]
