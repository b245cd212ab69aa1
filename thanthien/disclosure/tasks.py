"""Work of the room that goes on behind the pages."""

from thanthien.core import formats
from thanthien.core.jobs import Run, job, periodic
from thanthien.disclosure.actions import scan_waiting, take_down_over
from thanthien.disclosure.reading_files import read_waiting
from thanthien.disclosure.subscribing import tasks  # noqa: F401 - jobs of this room


@periodic(cron="7 0 * * *")
@job("disclosure.take_down", title="Gỡ nội dung công khai hết thời gian niêm yết", in_steps=True)
def take_down(run: Run) -> None:
    """Just after midnight; public pages leave out what is over by themselves until then."""
    run.tell(f"Đã gỡ {formats.number(take_down_over())} nội dung.")


@periodic(cron="8-59/10 * * * *")
@job("disclosure.scan", title="Quét mã độc tệp công khai chưa được quét", in_steps=True)
def scan(run: Run) -> None:
    """What was taken while the scanner was away."""
    count, found = scan_waiting()
    run.tell(f"Đã quét {formats.number(count)} tệp, {formats.number(found)} tệp có mã độc.")


@periodic(cron="4-59/10 * * * *")
@job("disclosure.read_files", title="Đọc chữ trong tệp công khai để tìm kiếm", in_steps=True)
def read_files(run: Run) -> None:
    """After each publication, and what was left since: taken while the scanner was away, or with a killed worker."""
    count, with_text = read_waiting()
    run.tell(f"Đã đọc {formats.number(count)} tệp, {formats.number(with_text)} tệp có chữ.")
