"""Who gets what of feedback."""

from tests.feedback.official_rows import ROWS as OFFICIAL

ROWS = [*OFFICIAL]
