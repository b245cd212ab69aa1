"""A body on many dossiers: sheets are sent, self-scores kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from thanthien.accounts.positions import body_ids, is_appraiser
from thanthien.core.acting.bulk import Bulk, BulkRow, BulkWords, Column, Progress, in_parts
from thanthien.core.acting.bulk_jobs import long_act
from thanthien.core.acting.errors import Refused
from thanthien.core.formats import NOTHING, points, signed
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.bulk.of_cycle import OfCycle
from thanthien.evaluations.forms.appraiser import GridRow, KeepForm
from thanthien.evaluations.models import Dossier, Sheet, SheetItem
from thanthien.evaluations.notices import tell_sheets_complete
from thanthien.evaluations.queries import grid, grid_sheets


@long_act("evaluations.send_sheets", "Gửi phiếu thẩm định")
@dataclass
class SendSheets(OfCycle):
    """Send the sheets of my bodies, all chosen ones or none."""

    columns = (
        Column("Tiêu chí đã thẩm định"),
        Column("Khác tự chấm"),
        Column("Chênh lệch điểm", number=True),
        Column("Kiểm tra thực tế"),
    )

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Gửi phiếu thẩm định",
            lead=f"{self.cycle.title}. Mỗi dòng là phiếu của một hồ sơ.",
            button="Gửi phiếu",
            warning="Sau khi gửi, cơ quan anh/chị không sửa được phiếu. Khi mọi cơ quan của một hồ sơ đã gửi, các cơ "
            "quan và Hội đồng thấy điểm thẩm định của nhau.",
            back=reverse("appraisal-home"),
            back_label="Phiếu thẩm định",
            noun="phiếu",
            nothing="Không còn phiếu nào chờ gửi.",
        )

    def allowed(self) -> bool:
        """Someone of an appraising body."""
        return is_appraiser(self.by)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """The draft sheets of my bodies, and what keeps some from being sent."""
        asked = Sheet.objects.filter(body_id__in=body_ids(self.by), dossier__cycle=self.cycle, pk__in=only or ())
        dossiers = None if only is None else asked.values_list("dossier_id", flat=True)
        ready = sheets.sendable(self.by, self.cycle, dossiers)
        found = {sheet: told for sheet, told in ready.items() if only is None or sheet.pk in only}
        summaries = grid_sheets.sheet_summaries([sheet.pk for sheet in found])
        rows = [self._row(sheet, _cells(summaries[sheet.pk]), told) for sheet, told in found.items()]
        gone = asked.exclude(pk__in=[row.key for row in rows]).select_related("dossier__unit", "body__passed_to")
        return [*rows, *(self._row(sheet, (NOTHING,) * 4, [_GONE]) for sheet in gone)]

    def _row(self, sheet: Sheet, cells: tuple[str, ...], problems: Sequence[str]) -> BulkRow:
        unit = sheet.dossier.unit.name
        name = f"{unit} · {sheet.name}" if len(body_ids(self.by)) > 1 else unit
        return BulkRow(key=sheet.pk, name=name, cells=cells, problems=tuple(problems))

    def hold(self, keys: Collection[int]) -> None:
        """Nobody writes in them meanwhile."""
        sheets.hold_sheets(by=self.by, sheet_ids=keys)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Send them; whoever waits for them is told once."""
        complete: list[Dossier] = []

        def send(some: Sequence[int]) -> int:
            sent = sheets.send_part(by=self.by, cycle=self.cycle, sheet_ids=some)
            complete.extend(sent.complete)
            return len(sent.sheets)

        count = in_parts(keys, send, progress)
        tell_sheets_complete(complete, by=self.by)
        return f"Đã gửi {count} phiếu thẩm định."


_GONE = "Phiếu đã gửi, hoặc hồ sơ không còn ở bước thẩm định."


def _cells(summary: grid_sheets.SheetSummary) -> tuple[str, ...]:
    return (
        f"{len(summary.judged)}/{len(summary.codes)}: {', '.join(summary.judged) or NOTHING}",
        _named(summary.differing),
        signed(summary.difference),
        _named(summary.field_checks),
    )


def _named(codes: Sequence[str]) -> str:
    """“2: 1.1, 3.2.1”."""
    return f"{len(codes)}: {', '.join(codes)}" if codes else "0"


def _warned(words: str) -> str:
    return format_html('<span class="difference">{}</span>', words) if words else ""


@long_act("evaluations.keep_self_scores", "Đồng ý với tự chấm")
@dataclass
class KeepSelfScores(Bulk):
    """Take over the self-scores of the rows chosen in the grid of one indicator. ``body``: the code of the body whose
    grid it is."""

    cycle_id: int
    code: str
    body: str

    own_list = True
    columns = (
        Column("Tự chấm"),
        Column("Điểm", number=True),
        Column("Thẩm định đang ghi"),
        Column("Minh chứng", number=True),
        Column("Cần xem", dress=_warned),
    )
    asked = "Đồng ý cả đơn vị này"

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        address = reverse("appraisal-grid", args=[self.cycle_id, self.code])
        return BulkWords(
            title="Đồng ý với tự chấm",
            button="Đồng ý với tự chấm",
            warning=f"Tiêu chí {self.code}: số liệu tự chấm của các đơn vị dưới đây được ghi làm số liệu thẩm định. "
            "Đơn vị cần xem riêng chỉ được ghi khi anh/chị đánh dấu ở hàng của đơn vị đó.",
            back=f"{address}?co-quan={self.body}",
            back_label=self.code,
            noun="đơn vị",
        )

    def allowed(self) -> bool:
        """Someone of an appraising body; the action asks for each sheet."""
        return is_appraiser(self.by)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """The rows of the grid, first those that want a look of their own."""
        items = grid.items_of(self.by, self.cycle_id, self.code, body=self.body, only=only)
        return sorted((_kept_row(row) for row in grid.grid_rows(self.by, items)), key=lambda row: not row.field)

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """A tick for each row that wants a look of its own."""
        return KeepForm({row.field: row.name for row in self.rows(keys) if row.field}, **bound)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody writes in these rows meanwhile."""
        sheets.hold_items(keys)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Take them over, but for those that want a look and weren't ticked."""
        left = cast("KeepForm", form).unticked
        taken = [key for key in keys if _tick(key) not in left]
        if not taken:
            raise Refused("Các đơn vị này cần xem riêng: cần đánh dấu ở hàng của đơn vị được đồng ý với tự chấm.")
        kept = in_parts(taken, lambda some: len(sheets.save_items(by=self.by, changes=_confirmations(some))), progress)
        told = f"Đã ghi theo tự chấm của {kept} đơn vị."
        return f"{told} Để lại {len(left)} đơn vị cần xem riêng chưa đánh dấu." if left else told


def _kept_row(row: grid.Row) -> BulkRow:
    shown = GridRow(row)
    told = ""
    if not row.writable:
        told = "Không sửa được."
    elif not row.confirmable:
        told = "Đơn vị chưa tự chấm."
    elif not row.unscored and not row.differs:
        told = "Đã ghi như tự chấm."
    return BulkRow(
        key=row.item.pk,
        name=row.dossier.unit.name,
        cells=(
            shown.self_text,
            NOTHING if row.answer.points is None else points(row.answer.points),
            shown.own_text or NOTHING,
            str(row.evidence),
            "; ".join(row.doubts),
        ),
        problems=(told,) if told else (),
        mark=f"{row.item.version}.{row.answer.version}",
        section="Cần xem riêng" if row.doubts else "Đồng ý với tự chấm",
        field=_tick(row.item.pk) if row.doubts else "",
    )


def _tick(key: int) -> str:
    return f"xem{key}"


def _confirmations(keys: Sequence[int]) -> list[sheets.ItemChange]:
    rows = SheetItem.objects.filter(pk__in=keys).values_list("pk", "version", "field_check")
    return [sheets.ItemChange(pk, version, confirm=True, field_check=check) for pk, version, check in rows]
