"""Work of the room that goes on behind the pages."""

from thanthien.core import formats
from thanthien.core.jobs import Run, job, periodic
from thanthien.feedback.drafts import forget_drafts_over, forget_notes_over
from thanthien.feedback.due_days import count_due_days_anew
from thanthien.feedback.left_addresses import forget_left_addresses
from thanthien.feedback.photographs import forget_over, scan_waiting


@periodic(cron="8-59/10 * * * *")
@job("feedback.scan_photographs", title="Quét mã độc ảnh của phản ánh chưa được quét", in_steps=True)
def scan(run: Run) -> None:
    """What was taken while the scanner was away, or before there was one."""
    count, found = scan_waiting()
    run.tell(f"Đã quét {formats.number(count)} ảnh, {formats.number(found)} ảnh có mã độc.")


@periodic(cron="20 0 * * *")
@job("feedback.due_days", title="Tính lại hạn trả lời phản ánh theo lịch nghỉ, thời hạn hiện nay", in_steps=True)
def due_days(run: Run) -> None:
    """Every midnight: a day off that was declared, or a limit that the year changed, moves what waits."""
    run.tell(f"Hạn trả lời của {formats.number(count_due_days_anew())} phản ánh thay đổi.")


@periodic(cron="40 2 * * *")
@job("feedback.forget_photographs", title="Xóa ảnh của phản ánh đã hết thời hạn lưu", in_steps=True)
def forget_photographs(run: Run) -> None:
    """After the keys of words that nobody needs any more are destroyed."""
    run.tell(f"Đã xóa {formats.number(forget_over())} ảnh.")


@periodic(cron="45 2 * * *")
@job(
    "feedback.forget_drafts",
    title="Xóa dự thảo, lời ghi ở các bước của phản ánh đã hết thời hạn lưu",
    in_steps=True,
)
def forget_drafts(run: Run) -> None:
    """After the keys of words that nobody needs any more are destroyed."""
    drafts, notes = forget_drafts_over(), forget_notes_over()
    run.tell(f"Đã xóa {formats.number(drafts)} dự thảo, lời ghi của {formats.number(notes)} bước.")


@periodic(cron="50 2 * * *")
@job("feedback.forget_left", title="Xóa dấu của địa chỉ đã ngừng nhận thư về phản ánh khi hết thời hạn lưu")
def forget_left(run: Run) -> None:
    """After the days of the setting."""
    run.tell(f"Đã xóa {formats.number(forget_left_addresses())} dấu địa chỉ.")
