"""Who gets what of the room: each duty lists its rows in a file of its own."""

from tests.engagement import outreach_rows, reception_rows

ROWS = [*reception_rows.ROWS, *outreach_rows.ROWS]
