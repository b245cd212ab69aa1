"""Lists of the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from thanthien.core.components.basics import status_tag
from thanthien.core.formats import date_vn, datetime_vn
from thanthien.core.private.models import OwnAct
from thanthien.core.private.purposes import Consents, Purpose, purpose_title, purposes
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, WHOLE
from thanthien.privacy.forms import RequestFilter
from thanthien.privacy.models import DataRequest
from thanthien.privacy.terms import request_terms
from thanthien.privacy.workflow import OPEN


def purpose_table() -> Table[Purpose]:
    """The register of purposes, as anybody may read it."""
    return Table(
        name="muc-dich",
        file="muc-dich-xu-ly-du-lieu-ca-nhan",
        caption="Dữ liệu cá nhân được giữ, theo mục đích",
        noun="mục đích",
        rows=list(purposes()),
        columns=_PURPOSES,
        order_label="Dữ liệu của người dân trước",
        empty=Empty("Chưa có mục đích nào"),
    )


def _data(one: Purpose) -> str:
    return f"{one.data} (dữ liệu nhạy cảm)" if one.sensitive else one.data


_PURPOSES: Sequence[Column[Purpose]] = (
    Column("ten", "Dữ liệu", lambda one: one.title, phone=Phone.TITLE, wraps=True, width=36),
    Column("cua-ai", "Của ai", lambda one: one.whose.label, wraps=True, phone=Phone.MORE, width=24),
    Column("gom", "Gồm", _data, wraps=True, phone=Phone.WHOLE, width=60),
    Column("de", "Dùng để", lambda one: one.why, wraps=True, phone=Phone.WHOLE, width=40),
    Column("can-cu", "Căn cứ", lambda one: f"{one.ground.label}: {one.basis}", wraps=True, phone=Phone.MORE, width=60),
    Column("ai-xem", "Ai xem được", lambda one: one.readers, wraps=True, phone=Phone.MORE, width=50),
    Column("luu", "Lưu bao lâu", lambda one: one.kept_words, wraps=True, phone=Phone.WHOLE, width=50),
    Column("rut", "Rút lại, xóa sớm", lambda one: one.withdraw, wraps=True, phone=Phone.WHOLE, width=40),
)


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A purpose for which consent is asked, with how many there are."""

    purpose: Purpose
    counted: Consents


def consent_table() -> Table[ConsentLine]:
    """Purposes for which consent is asked; one statement for each."""
    return Table(
        name="dong-y",
        file="su-dong-y",
        caption="Sự đồng ý, theo mục đích",
        noun="mục đích",
        rows=[ConsentLine(one, one.consents()) for one in purposes() if one.consents is not None],
        columns=_CONSENTS,
        empty=Empty("Chưa có mục đích nào cần sự đồng ý"),
    )


_CONSENTS: Sequence[Column[ConsentLine]] = (
    Column("ten", "Mục đích", lambda line: line.purpose.title, phone=Phone.TITLE, wraps=True, width=36),
    Column("de", "Dùng để", lambda line: line.purpose.why, phone=Phone.WHOLE, wraps=True, width=40),
    Column("can-cu", "Hỏi ở đâu", lambda line: line.purpose.basis, phone=Phone.WHOLE, wraps=True, width=40),
    Column("con", "Đang có hiệu lực", lambda line: line.counted.standing, WHOLE),
    Column("het", "Đã rút, đã xóa", lambda line: line.counted.ended, WHOLE),
    Column("rut", "Cách rút lại", lambda line: line.purpose.withdraw, phone=Phone.WHOLE, wraps=True, width=40),
)

# --- Requests, and what people did themselves -----------------------------------------------------------------------


def request_table(filters: RequestFilter) -> Table[DataRequest]:
    """The register of requests, as the address narrows it."""
    rows = DataRequest.objects.listed()
    if right := filters.read("de_nghi"):
        rows = rows.filter(right=right)
    if status := filters.read("trang_thai"):
        rows = rows.filter(status=status)
    return Table(
        name="yeu-cau",
        file="yeu-cau-ve-du-lieu-ca-nhan",
        caption="Yêu cầu về dữ liệu cá nhân",
        noun="yêu cầu",
        rows=rows,
        columns=_REQUESTS,
        link=lambda row: reverse("privacy-request", args=[row.pk]),
        filters=filters,
        order_label="Hạn gần nhất ở trên",
        empty=Empty("Chưa có yêu cầu nào", "Yêu cầu gửi bằng đơn, trực tiếp, điện thoại được ghi ở đây."),
    )


def _state_cell(row: DataRequest) -> str:
    late = row.late_words
    return status_tag(late or row.stage.label, "danger" if late else "warn" if row.stage in OPEN else "ok")


_REQUESTS: Sequence[Column[DataRequest]] = (
    Column("so", "Số", lambda row: row.label, phone=Phone.TITLE),
    Column("de-nghi", "Đề nghị", lambda row: row.get_right_display(), order="right", wraps=True),
    Column("trang-thai", "Trạng thái", lambda row: row.late_words or row.stage.label, cell=_state_cell,
           phone=Phone.BESIDE),
    Column("nhan", "Ngày nhận", lambda row: row.received_on, DAY, order="received_on"),
    Column("han-bao", "Hạn báo đã nhận", lambda row: row.tell_by, DAY),
    Column("han", "Hạn thực hiện", lambda row: row.due_on, DAY, order="due_on"),
    Column("xong", "Trả lời", lambda row: row.answered_on, DAY),
    Column("ket-qua", "Kết quả", lambda row: row.get_outcome_display(), wraps=True),
    Column("don-vi", "Đơn vị", lambda row: row.unit.name if row.unit else "", wraps=True, roomy=True),
)  # fmt: skip


def request_facts(row: DataRequest) -> list[tuple[str, str]]:
    """What is told of a request without who asks."""
    told = [
        ("Đề nghị", str(row.get_right_display())),
        ("Về dữ liệu", purpose_title(row.purpose)),
        ("Đơn vị đang giữ", row.unit.name if row.unit else ""),
        ("Cách gửi", str(row.get_via_display())),
        ("Ngày nhận", date_vn(row.received_on)),
        ("Hạn báo đã nhận", date_vn(row.tell_by)),
        ("Đã báo đã nhận", date_vn(row.told_on) if row.told_on else ""),
        ("Hạn thực hiện", date_vn(row.due_on)),
        ("Thời hạn theo", request_terms()[row.right].law),
        ("Đã báo gia hạn", date_vn(row.extended_on) if row.extended_on else ""),
        ("Trả lời", date_vn(row.answered_on) if row.answered_on else ""),
        ("Kết quả", str(row.get_outcome_display())),
    ]
    return [(label, words) for label, words in told if words]


def request_history(row: DataRequest) -> list[tuple[str, str, str]]:
    """The steps that were taken, the last first: what, by whom and when, with which words. One statement."""
    return [
        (
            f"{one.get_step_display()}, {date_vn(one.day)}",
            f"{one.by.full_name}, {datetime_vn(one.at)}",
            "; ".join(words for words in (one.get_outcome_display(), one.note, one.document) if words),
        )
        for one in row.steps.select_related("by").order_by("-pk")
    ]


def own_act_table() -> Table[OwnAct]:
    """What people did by their codes, the latest day first."""
    return Table(
        name="tu-lam",
        file="nguoi-dan-tu-lam-bang-ma",
        caption="Người dân tự làm bằng mã theo dõi",
        noun="lượt",
        rows=OwnAct.objects.order_by("-day", "-pk"),
        columns=_OWN_ACTS,
        order_label="Ngày gần nhất ở trên",
        empty=Empty("Chưa có lượt nào"),
    )


_OWN_ACTS: Sequence[Column[OwnAct]] = (
    Column("ngay", "Ngày", lambda row: row.day, DAY, order="day"),
    Column("viec", "Đã làm", lambda row: row.get_right_display(), order="right", phone=Phone.TITLE),
    Column("du-lieu", "Với dữ liệu", lambda row: purpose_title(row.purpose), wraps=True, phone=Phone.WHOLE),
)
