"""Who may open what in the evaluations room, one file for each audience."""

from tests.evaluations.access_rows_after import AFTER_ROWS
from tests.evaluations.access_rows_appraisal import APPRAISAL_ROWS
from tests.evaluations.access_rows_city import CITY_ROWS
from tests.evaluations.access_rows_commune import COMMUNE_ROWS

ROWS = [
    *AFTER_ROWS,
    *APPRAISAL_ROWS,
    *CITY_ROWS,
    *COMMUNE_ROWS,
]
