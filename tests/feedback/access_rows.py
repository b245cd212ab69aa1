"""Who gets what of feedback."""

from tests.feedback.channels.access_rows import ROWS as CHANNELS
from tests.feedback.official_rows import ROWS as OFFICIAL
from tests.feedback.open311.rows import ROWS as OTHER_SYSTEMS
from tests.feedback.public_rows import ROWS as PUBLIC

ROWS = [*OFFICIAL, *PUBLIC, *OTHER_SYSTEMS, *CHANNELS]
