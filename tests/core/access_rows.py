"""Who gets what on the pages of the core."""

from tests.access_rows import row

ROWS = [
    row("healthz", everyone=200),
    row("metrics", everyone=200),
    row("gallery", everyone=404),
]
