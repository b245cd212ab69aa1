"""The end of personal data, every night."""

from thanthien.core import formats
from thanthien.core.jobs import Run, job, periodic
from thanthien.core.private.actions import erase_over, sweep_keys
from thanthien.core.private.shelves import private_shelves


@periodic(cron="20 2 * * *")
@job("private.erase", title="Xóa dữ liệu cá nhân đã hết thời hạn lưu", in_steps=True)
def erase_private(run: Run) -> None:
    """Keys of what is no longer needed, and keys that belong to nothing."""
    erased = sum(erase_over(shelf) for shelf in private_shelves())
    swept = sum(sweep_keys(shelf) for shelf in private_shelves())
    run.tell(f"Đã hủy khóa của {formats.number(erased)} bản ghi, {formats.number(swept)} khóa không của bản ghi nào.")
