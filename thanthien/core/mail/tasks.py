"""Work of the mail room that goes on behind the pages."""

from thanthien.core.jobs import Run, Transient, job, periodic
from thanthien.core.mail import delivering, tidying

# A message ends its tries itself, when it is too old; this is only more than it can take until then.
_TRIES = 1000


@job("mail.deliver", title="Gửi thư", outside=True, in_steps=True, tries=_TRIES)
def deliver(run: Run, *, message_id: int, at_once: bool = False) -> None:
    """Hand one message to its server, again and again until it is settled (`thanthien.core.mail.delivering`).

    Runs for nobody: the person who caused the message is in its history, and need not be there any more.
    """
    again = delivering.deliver(message_id, at_once=at_once)
    if again:
        raise Transient("Máy chủ thư chưa nhận; xem trang Thư.", at=again)


@periodic(cron="17 * * * *")
@job("mail.tidy", title="Xóa nội dung thư đã gửi", quick=True, in_steps=True)
def tidy(run: Run) -> None:
    """Erase what was kept long enough (`thanthien.core.mail.tidying`)."""
    tidying.tidy()
