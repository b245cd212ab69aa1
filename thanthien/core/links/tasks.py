"""Looks at links, by night."""

from django.conf import settings

from thanthien.core import formats
from thanthien.core.jobs import Run, job, periodic
from thanthien.core.links.actions import check_due, outside


@periodic(cron="3-59/10 1-4 * * *")
@job("links.check", title="Kiểm tra liên kết ra ngoài", in_steps=True)
def check_links(run: Run) -> None:
    """A minute of each ten while few people are awake: a link once a week, one that doesn't open each night."""
    if not settings.LINK_CHECKS:
        run.tell("Việc kiểm tra liên kết đang tắt (LINK_CHECKS).")
        return
    found = check_due(outside())
    if found.offline:
        run.tell("Không kết nối được ra ngoài nên chưa kiểm tra được liên kết nào.")
    else:
        run.tell(
            f"Đã kiểm tra {formats.number(found.count)} liên kết, {formats.number(found.dead)} liên kết không mở được."
        )
