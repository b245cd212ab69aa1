"""Work of the records that goes on behind the pages."""

from thanthien.core import formats
from thanthien.core.jobs import Run, job, periodic
from thanthien.records.keeping import keep_duties
from thanthien.records.photographs import scan_waiting


@periodic(cron="5-59/10 * * * *")
@job("records.scan_photographs", title="Quét mã độc ảnh chưa được quét", in_steps=True)
def scan(run: Run) -> None:
    """What was taken while the scanner was away, or before there was one."""
    count, found = scan_waiting()
    run.tell(f"Đã quét {formats.number(count)} ảnh, {formats.number(found)} ảnh có mã độc.")


@periodic(cron="50 4 * * *")
@job("records.duties", title="Lưu tình hình các việc của đơn vị", in_steps=True)
def duties(run: Run) -> None:
    """Every morning, for the boards of communes and of the city."""
    run.tell(f"Đã lưu {formats.number(keep_duties())} việc theo kỳ.")
