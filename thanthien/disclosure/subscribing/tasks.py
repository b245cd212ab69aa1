"""Letters to readers, written behind the pages."""

from thanthien.core import clock, formats
from thanthien.core.jobs import Run, enqueue, job, periodic
from thanthien.core.private.actions import erase_over
from thanthien.disclosure.subscribing import mailing
from thanthien.disclosure.subscribing.models import Subscription
from thanthien.disclosure.subscribing.queries import readers_today
from thanthien.disclosure.subscribing.shelf import READERS


@job("disclosure.ask_reader", title="Viết thư xác nhận đăng ký nhận tin công khai", quick=True)
def ask_reader(run: Run, *, subscription_id: int) -> None:
    """Whether it was them who asked for letters."""
    mailing.ask_to_confirm(subscription_id)


@job("disclosure.tell_reader", title="Viết thư về nội dung công khai mới cho một người đăng ký", quick=True)
def tell_reader(run: Run, *, subscription_id: int) -> None:
    """What became public; one reader's trouble holds up nobody else."""
    mailing.tell_reader(subscription_id)


@periodic(cron="10 7 * * *")
@job("disclosure.tell_readers", title="Viết thư về nội dung công khai mới", quick=True)
def tell_readers(run: Run) -> None:
    """Every morning, a job for each reader for whom there is something; the others are looked up from here the next
    time."""
    readers = readers_today()
    mailing.pass_over(readers.without, readers.until)
    for row in readers.with_news:
        enqueue(tell_reader, by=None, key=f"disclosure-news:{row}:{clock.today()}", subscription_id=row)
    run.tell(f"Có nội dung mới cho {formats.number(len(readers.with_news))} người đăng ký.")


@periodic(cron="37 * * * *")
@job("disclosure.forget_readers", title="Xóa đăng ký nhận tin không được xác nhận, hết thời hạn", in_steps=True)
def forget_readers(run: Run) -> None:
    """Keys of what is over, every hour; of what nobody confirmed the rows too."""
    erase_over(READERS)
    count, _ = Subscription.objects.filter(erased_at__isnull=False, confirmed_at__isnull=True).delete()
    run.tell(f"Đã xóa {formats.number(count)} đăng ký không được xác nhận.")
