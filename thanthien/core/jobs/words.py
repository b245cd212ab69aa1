"""What a run's page says of it, in sentences."""

from __future__ import annotations

from thanthien.core import formats
from thanthien.core.components.basics import Tone
from thanthien.core.jobs.enums import JobState
from thanthien.core.jobs.models import JobRun
from thanthien.core.jobs.registry import find

TONES: dict[str, Tone] = {
    JobState.WAITING: "plain",
    JobState.RUNNING: "info",
    JobState.DONE: "ok",
    JobState.REFUSED: "warn",
    JobState.DEAD: "danger",
    JobState.CANCELLED: "warn",
}
_TELL_ADMINISTRATOR = "Đề nghị báo quản trị hệ thống; khi khắc phục xong, quản trị hệ thống cho chạy lại."
_AWAY = "Tiến trình chạy việc đang tạm ngừng; việc này được làm ngay khi tiến trình hoạt động trở lại."


def tone(run: JobRun) -> Tone:
    """The colour beside the state; done with refusals is no plain success."""
    return "warn" if run.state == JobState.DONE and run.refused else TONES[run.state]


def state_words(run: JobRun) -> str:
    """The state in two or three words."""
    if run.stop_requested_at and run.state == JobState.RUNNING:
        return "đang dừng"
    return "chờ thử lại" if run.due_at else str(JobState(run.state).label)


def sentence(run: JobRun, *, worker_away: bool) -> str:
    """What the state means for the person, and the next step."""
    if run.state == JobState.WAITING and run.due_at:
        return f"{run.error_sentence} Hệ thống tự thử lại lúc {formats.time_vn(run.due_at)}."
    if run.state in {JobState.WAITING, JobState.RUNNING}:
        return _AWAY if worker_away else "Anh/chị có thể rời trang này; việc vẫn được làm tiếp."
    if run.state == JobState.DONE:
        return ""
    if run.state == JobState.DEAD:
        return f"{run.error_sentence} {_what_stays(run)} {_TELL_ADMINISTRATOR}"
    return _what_stays(run)


def facts(run: JobRun, *, own: bool) -> list[tuple[str, str]]:
    """Terms and values of the run's page: when, and what others see of it, by whom and why it failed."""
    told = [("Giao lúc", formats.datetime_vn(run.created_at))]
    if run.finished_at:
        told.append(("Kết thúc lúc", formats.datetime_vn(run.finished_at)))
    if not own:
        told.insert(0, ("Người giao", str(run.person or "hệ thống")))
        told += [("Lần chạy", formats.number(run.attempt))]
        told += [("Lỗi gần nhất", reason(run))] if run.error_sentence else []
    return told


def reason(run: JobRun) -> str:
    """Why a run failed, with class and place of the error, for the administrator."""
    where = f" ({run.error_class}, {run.error_place})" if run.error_place else f" ({run.error_class})"
    return run.error_sentence + (where if run.error_class else "")


def _what_stays(run: JobRun) -> str:
    what = find(run.name)
    if what is not None and what.in_steps and run.progress_done:
        return f"{formats.number(run.progress_done)} phần đã làm xong vẫn được giữ."
    return "Chưa có nội dung nào thay đổi."
