"""Who may open what in the evaluations room, one file for each audience."""

from tests.evaluations.access_rows_commune import COMMUNE_ROWS

ROWS = [
    *COMMUNE_ROWS,
]
