"""The lists of the standing office: registrations, dossiers that came, that were sent back, that did not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.safestring import SafeString

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.components.basics import status_tag
from thanthien.core.formats import date_vn
from thanthien.core.levels import LevelNames
from thanthien.core.tables.columns import Column, Control, Extra, Phone
from thanthien.core.tables.levels import level_column
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, MOMENT, WHOLE
from thanthien.evaluations.actions.moves import check
from thanthien.evaluations.forms.lists import UnitNameFilter
from thanthien.evaluations.lateness import is_late
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.deadlines import due_days
from thanthien.evaluations.queries.intake import Completeness, completeness_of, dossiers_of
from thanthien.evaluations.queries.named import of_units_named
from thanthien.evaluations.states import BEFORE_SUBMISSION
from thanthien.evaluations.tables.choosing import PAGE_SIZE, box, dossier_link, itself, name, step_link
from thanthien.evaluations.tables.tags import LATE, late_day
from thanthien.evaluations.templatetags.dossiers import status_name, status_tone
from thanthien.evaluations.workflow import Status

BACK = "Về trang của kỳ"


def _always(row: object) -> bool:
    return True


def _never(row: object) -> bool:
    return False


# --- Registrations --------------------------------------------------------------------------------------------------


def registration_table(user: User, cycle: Cycle, form: UnitNameFilter) -> Table[Dossier]:
    """Registrations that wait for approval."""
    waiting = ("Không có đăng ký nào chờ duyệt", "Đăng ký mới của đơn vị hiện ở đây để duyệt.")
    unasked = ("Kỳ này không cần duyệt đăng ký", "Đơn vị đăng ký xong là được tự chấm.")
    title, text = waiting if cycle.registration_needs_approval else unasked
    return Table(
        name="dang-ky",
        file=f"dang-ky-cho-duyet-{cycle.year}-{cycle.kind}",
        caption=f"Đăng ký chờ duyệt của {cycle.title}",
        noun="đăng ký chờ duyệt",
        rows=of_units_named(dossiers_of(user, cycle, [Status.REGISTRATION_PENDING]), form.words),
        columns=_registrations(cycle.level_names),
        link=dossier_link(cycle, itself),
        filters=form,
        words=form.words,
        page_size=PAGE_SIZE,
        empty=Empty(title, text, reverse("cycle-detail", args=[cycle.pk]), BACK, "check-circle"),
    )


def _registrations(names: LevelNames) -> list[Column[Dossier] | Control[Dossier]]:
    return [
        box(itself, _always, _always),
        name(itself),
        level_column("muc", "Mức độ phấn đấu", "target_level", names),
        Column(
            "mo-hinh",
            "Mô hình sáng tạo",
            lambda row: row.creative_model or None,
            phone=Phone.WHOLE,
            clip=True,
            width=50,
        ),
        Column("nguoi-gui", "Người gửi", lambda row: row.registered_by.full_name if row.registered_by else None),
        Column("gui-luc", "Gửi lúc", lambda row: row.registered_at, MOMENT, order="registered_at"),
        step_link(itself, "Không duyệt", "registration-refuse"),
    ]


# --- Submitted ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Submitted:
    """A dossier that waits for intake, and what would have to be asked for."""

    dossier: Dossier
    found: Completeness


def _submitted(row: Submitted) -> Dossier:
    return row.dossier


def submitted_table(user: User, cycle: Cycle, form: UnitNameFilter) -> Table[Submitted]:
    """Dossiers that wait for intake; what is complete is chosen already."""
    return Table(
        name="cho-tiep-nhan",
        file=f"ho-so-cho-tiep-nhan-{cycle.year}-{cycle.kind}",
        caption=f"Hồ sơ chờ tiếp nhận của {cycle.title}",
        noun="hồ sơ chờ tiếp nhận",
        rows=of_units_named(dossiers_of(user, cycle, [Status.SUBMITTED]), form.words),
        prepare=_with_completeness,
        columns=_SUBMITTED,
        link=dossier_link(cycle, _submitted),
        filters=form,
        words=form.words,
        page_size=PAGE_SIZE,
        empty=Empty(
            "Không có hồ sơ chờ tiếp nhận",
            "Hồ sơ đơn vị vừa nộp hiện ở đây cùng những gì còn thiếu.",
            reverse("cycle-detail", args=[cycle.pk]),
            BACK,
            "check-circle",
        ),
    )


def _with_completeness(dossiers: Sequence[Dossier]) -> list[Submitted]:
    found = completeness_of(dossiers)
    return [Submitted(dossier, found[dossier.pk]) for dossier in dossiers]


def _complete(row: Submitted) -> str:
    return "Đủ" if row.found.is_complete else "Còn thiếu"


def _posting(row: Submitted) -> str:
    return f"{date_vn(row.dossier.posted_on)} – {date_vn(row.dossier.posting_ends_on)}"


def _meeting(row: Submitted) -> str:
    held = date_vn(row.dossier.meeting_on)
    return f"{held}, có biên bản" if row.dossier.meeting_minutes_id else held


_SUBMITTED: list[Column[Submitted] | Control[Submitted]] = [
    box(_submitted, _always, lambda row: row.found.is_complete),
    name(_submitted),
    Column(
        "day-du",
        "Số liệu, minh chứng",
        _complete,
        cell=lambda row: status_tag(_complete(row), "ok" if row.found.is_complete else "warn"),
    ),
    Column("thieu-so-lieu", "Thiếu số liệu", lambda row: ", ".join(row.found.missing), phone=Phone.WHOLE, clip=True),
    Column(
        "thieu-minh-chung", "Thiếu minh chứng", lambda row: ", ".join(row.found.unproven), phone=Phone.WHOLE, clip=True
    ),
    Column("y-kien", "Ý kiến", lambda row: row.found.opinions, WHOLE),
    Column("chua-giai-trinh", "Chưa giải trình", lambda row: row.found.unanswered, WHOLE),
    Column("nop-luc", "Nộp lúc", lambda row: row.dossier.submitted_at, MOMENT, order="submitted_at"),
    Column(
        "niem-yet",
        "Niêm yết",
        lambda row: row.dossier.posted_on,
        DAY,
        cell=_posting,
        extras=(Extra("Niêm yết đến ngày", lambda row: row.dossier.posting_ends_on, DAY),),
        phone=Phone.MORE,
        roomy=True,
        file_heading="Niêm yết từ ngày",
    ),
    Column(
        "hop",
        "Họp đánh giá",
        lambda row: row.dossier.meeting_on,
        DAY,
        cell=_meeting,
        extras=(Extra("Biên bản họp", lambda row: "có biên bản" if row.dossier.meeting_minutes_id else ""),),
        phone=Phone.MORE,
    ),
    Column(
        "bo-sung",
        "Đã bổ sung (ngày làm việc)",
        lambda row: row.dossier.paused_days or None,
        WHOLE,
        order="paused_days",
        phone=Phone.MORE,
        roomy=True,
    ),
    step_link(_submitted, "Trả lại", "dossier-return"),
]


@dataclass(frozen=True, slots=True)
class Returned:
    """A dossier that was sent back, and why it can't be appraised as it is yet."""

    dossier: Dossier
    late: bool
    refused: str


def _with_obstacles(user: User, cycle: Cycle, dossiers: Sequence[Dossier]) -> list[Returned]:
    for dossier in dossiers:
        dossier.cycle = cycle  # its calendar is read already
    refused, today = check(dossiers, "appraise_as_is", by=user), clock.today()
    return [Returned(one, is_late(one.supplement_due_on, today), " ".join(refused.get(one.pk, []))) for one in dossiers]


def _returned(row: Returned) -> Dossier:
    return row.dossier


def returned_table(user: User, cycle: Cycle) -> Table[Returned]:
    """Dossiers that were sent back and have not come again."""
    return Table(
        name="tra-lai",
        file=f"ho-so-tra-lai-{cycle.year}-{cycle.kind}",
        caption=f"Hồ sơ đang trả lại để bổ sung của {cycle.title}",
        noun="hồ sơ đang bổ sung",
        rows=dossiers_of(user, cycle, [Status.RETURNED]),
        prepare=partial(_with_obstacles, user, cycle),
        columns=_RETURNED,
        link=dossier_link(cycle, _returned),
        page_size=PAGE_SIZE,
        empty=Empty("Không có hồ sơ nào đang bổ sung"),
        key="tra-lai",
    )


FORM_RETURNED = "chon-tra-lai"  # the form of this list stands below it; the page has another list to choose from
_RETURNED: list[Column[Returned] | Control[Returned]] = [
    box(_returned, lambda row: not row.refused, _never, FORM_RETURNED),
    name(_returned),
    Column("tra-luc", "Trả lại lúc", lambda row: row.dossier.status_since, DAY, order="status_since"),
    Column(
        "han",
        "Hạn bổ sung",
        lambda row: row.dossier.supplement_due_on,
        DAY,
        cell=lambda row: late_day(row.dossier.supplement_due_on, late=row.late),
        order="supplement_due_on",
        extras=(Extra(LATE, lambda row: LATE if row.late else ""),),
    ),
    Column(
        "tham-dinh",
        "Thẩm định theo hồ sơ hiện có",
        lambda row: row.refused or "Được",
        phone=Phone.WHOLE,
        wraps=True,
        width=60,
    ),
]


# --- Not submitted --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unsubmitted:
    """A dossier that did not come, its deadline, and why it can't be closed yet."""

    dossier: Dossier
    due_on: date | None
    late: bool
    refused: str


def _unsubmitted(row: Unsubmitted) -> Dossier:
    return row.dossier


def unsubmitted_table(user: User, cycle: Cycle, form: UnitNameFilter) -> Table[Unsubmitted]:
    """Dossiers that were not submitted, with the deadline each of them has."""
    return Table(
        name="chua-nop",
        file=f"ho-so-chua-nop-{cycle.year}-{cycle.kind}",
        caption=f"Đơn vị chưa nộp hồ sơ của {cycle.title}",
        noun="đơn vị chưa nộp hồ sơ",
        rows=of_units_named(dossiers_of(user, cycle, BEFORE_SUBMISSION), form.words),
        prepare=partial(_with_deadlines, user, cycle),
        columns=_UNSUBMITTED,
        link=dossier_link(cycle, _unsubmitted),
        filters=form,
        words=form.words,
        page_size=PAGE_SIZE,
        empty=Empty("Mọi đơn vị đã nộp hồ sơ", "", reverse("cycle-detail", args=[cycle.pk]), BACK, "check-circle"),
    )


def _with_deadlines(user: User, cycle: Cycle, dossiers: Sequence[Dossier]) -> list[Unsubmitted]:
    for dossier in dossiers:
        dossier.cycle = cycle  # its calendar is read already
    refused, due, today = check(dossiers, "close_unsubmitted", by=user), due_days(cycle, dossiers), clock.today()
    return [
        Unsubmitted(one, due[one.pk], is_late(due[one.pk], today), " ".join(refused.get(one.pk, [])))
        for one in dossiers
    ]


def _state(row: Unsubmitted) -> SafeString:
    return status_tag(status_name(row.dossier.status), status_tone(row.dossier.status))


_UNSUBMITTED: list[Column[Unsubmitted] | Control[Unsubmitted]] = [
    box(_unsubmitted, lambda row: not row.refused, _never),
    name(_unsubmitted),
    Column("trang-thai", "Trạng thái", lambda row: status_name(row.dossier.status), cell=_state, phone=Phone.BESIDE),
    Column(
        "han",
        "Hạn của bước này",
        lambda row: row.due_on,
        DAY,
        cell=lambda row: late_day(row.due_on, late=row.late),
        extras=(Extra(LATE, lambda row: LATE if row.late else ""),),
    ),
    Column("khoa", "Khóa được không", lambda row: row.refused or "Được", phone=Phone.WHOLE, wraps=True, width=60),
]
