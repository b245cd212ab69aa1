"""Jobs of the year: bulk acts that are carried out by the worker when they have many rows. Importing them registers
them."""

from collections.abc import Callable

from thanthien.core.formats import date_vn, number
from thanthien.core.jobs import Run, job, periodic
from thanthien.evaluations.actions.figures import Computed, compute_cut_off, compute_figures, keep_week, recompute
from thanthien.evaluations.actions.forecasts import keep_forecasts, running_cycles
from thanthien.evaluations.actions.proceedings import record_unexplained
from thanthien.evaluations.bulk import council, decisions, extensions, intake, set_changes, sheets
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.figures import cycles_with_figures

__all__ = ["council", "decisions", "extensions", "intake", "set_changes", "sheets"]


@periodic(cron="40 4 * * *")
@job("evaluations.figures", title="Tính số liệu hệ thống của các kỳ", in_steps=True)
def figures(run: Run) -> None:
    """Every morning, for every cycle that waits for results; answers follow."""
    _for_each_cycle(run, lambda cycle: _tell(run, cycle, compute_figures(cycle=cycle)))


@periodic(cron="10 0 * * *")
@job("evaluations.cut_off", title="Tính số liệu vào ngày chốt", in_steps=True)
def cut_off(run: Run) -> None:
    """Every midnight, for cycles whose moment has come: computed once, as known at that moment."""
    _for_each_cycle(run, lambda cycle: _tell(run, cycle, compute_cut_off(cycle=cycle)))


@periodic(cron="10 5 * * 1")
@job("evaluations.week", title="Lưu số liệu hằng tuần", in_steps=True)
def week(run: Run) -> None:
    """On Mondays, as of the Sunday before: the trend is drawn from it."""
    _for_each_cycle(run, lambda cycle: run.tell(f"{cycle.title}: đã lưu {number(keep_week(cycle=cycle))} số liệu."))


@periodic(cron="30 5 * * *")
@job("evaluations.foresee", title="Tính dự báo của các đơn vị")
def foresee(run: Run) -> None:
    """Every morning, for the lists of the city, the trend and what duties are worth."""
    kept = sum(keep_forecasts(cycle=cycle) for cycle in running_cycles())
    run.tell(f"Đã tính dự báo của {number(kept)} hồ sơ.")


@periodic(cron="15 0 * * *")
@job("evaluations.unexplained", title="Ghi nhận đơn vị không giải trình trong hạn")
def unexplained(run: Run) -> None:
    """Every midnight: proceedings whose last day passed without a word of the unit say so."""
    run.tell(f"Hết hạn giải trình: {number(len(record_unexplained()))} đơn vị.")


@job("evaluations.recompute", title="Tính lại số liệu hệ thống của một kỳ")
def recompute_cycle(run: Run, *, cycle_id: int) -> None:
    """What the standing office asks for on the page of a cycle."""
    cycle = Cycle.objects.select_related("criteria_set__scheme").get(pk=cycle_id)
    done = recompute(by=run.person, cycle=cycle, progress=run.progress)
    for computed in done:
        _tell(run, cycle, computed)
    if not done:
        run.tell("Chưa có số liệu nào để tính.")


def _for_each_cycle(run: Run, act: Callable[[Cycle], None]) -> None:
    """Each cycle with figures that is left, in a step of its own."""
    cycles = {cycle.pk: cycle for cycle in cycles_with_figures()}
    for pk in run.remaining(cycles):
        with run.step(pk, cycles[pk].title):
            act(cycles[pk])


def _tell(run: Run, cycle: Cycle, computed: Computed | None) -> None:
    if computed is None:
        return
    rule, followed = computed.computation, computed.followed
    changed = f"{number(computed.figures)} số liệu mới hoặc thay đổi"
    if followed.changes:
        changed += f", {number(len(followed.changes))} tiêu chí đang dùng số liệu hệ thống thay đổi theo"
    run.tell(
        f"{cycle.title}, {rule.get_moment_display().lower()}, đến hết {date_vn(rule.as_of)}: "
        f"{number(computed.dossiers)} hồ sơ, {changed}."
    )
    for told in followed.unfit:
        run.refuse(f"Số liệu không dùng được: {told}")
