"""What is kept of people who work with the platform, and what for."""

from __future__ import annotations

from django.conf import settings

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Purpose

_TASK = "Nhiệm vụ, công vụ của người được giao; Nghị quyết, quyết định của thành phố về Chính quyền thân thiện"
_WITH_FILES = "cùng hồ sơ, văn bản, nhật ký có tên; người đã thôi vai trò không đăng nhập được nữa"

PEOPLE = Purpose(
    code="accounts.people",
    title="Tài khoản người dùng",
    whose=Whose.STAFF,
    data="Họ tên, tên đăng nhập, thư điện tử, điện thoại, cơ quan, vai trò theo thời gian",
    why="Đăng nhập, phân quyền, biết ai đã ghi, đã ký việc gì",
    ground=Ground.TASK,
    basis=_TASK,
    readers="Quản trị hệ thống; họ tên, cơ quan: người cùng làm một hồ sơ",
    kept=lambda: _WITH_FILES,
    models=("accounts.User",),
    points=("accounts:person_add",),
)

# Rooms above add their models by `also_kept_for`.
OFFICIALS = Purpose(
    code="accounts.officials",
    title="Người ký, người thực hiện nêu trong văn bản, sổ ghi",
    whose=Whose.STAFF,
    data="Họ tên, chức vụ của người ký văn bản, người tiếp dân, người đến nhà phục vụ, người ghi sổ",
    why="Biết ai chịu trách nhiệm về văn bản, việc đã làm",
    ground=Ground.TASK,
    basis=_TASK,
    readers="Người đọc được văn bản, sổ ghi đó; người ký văn bản công khai: mọi người",
    kept=lambda: _WITH_FILES,
)

MAIL = Purpose(
    code="accounts.mail",
    title="Thư hệ thống đã gửi",
    whose=Whose.STAFF,
    data="Địa chỉ thư điện tử nhận thư, nội dung thư",
    why="Báo việc, gửi lại thư chưa đến",
    ground=Ground.TASK,
    basis=_TASK,
    readers="Quản trị hệ thống",
    kept=lambda: f"nội dung {settings.MAIL_BODY_DAYS} ngày, dòng nhật ký thư {settings.MAIL_LOG_DAYS} ngày",
    models=("mail.Message", "mail.BouncingAddress"),
)
