"""Work of the evidence room that goes on behind the pages."""

from thanthien.core import formats
from thanthien.core.jobs import Run, job, periodic
from thanthien.evidence.scans import scan_waiting


@periodic(cron="*/10 * * * *")
@job("evidence.scan", title="Quét mã độc tệp minh chứng chưa được quét", in_steps=True)
def scan(run: Run) -> None:
    """What was taken while the scanner was away, or before there was one."""
    count, found = scan_waiting()
    run.tell(f"Đã quét {formats.number(count)} tệp, {formats.number(found)} tệp có mã độc.")
