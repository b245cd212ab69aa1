"""States of a run."""

from django.db.models import TextChoices


class JobState(TextChoices):
    """From the queue to the end."""

    WAITING = "waiting", "chờ đến lượt"
    RUNNING = "running", "đang chạy"
    DONE = "done", "đã xong"
    REFUSED = "refused", "không thực hiện được"
    DEAD = "dead", "dừng vì lỗi"
    CANCELLED = "cancelled", "đã dừng theo yêu cầu"


LIVE = frozenset({JobState.WAITING, JobState.RUNNING})
ENDED = frozenset(set(JobState) - LIVE)
UNDONE = frozenset({JobState.REFUSED, JobState.CANCELLED})  # the same page sent again begins another run
TAKEN_AWAY = frozenset({JobState.DONE, JobState.REFUSED})  # where a file may wait for its person
