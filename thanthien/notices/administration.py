"""What waits for the administrator: addresses that take no mail, jobs that died, files that are not as they were,
people without a role, roles to which a second administrator must agree."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.permissions import can_manage_people
from thanthien.accounts.queries import NO_ROLE, people_without_role, waiting_roles
from thanthien.core.jobs.enums import JobState
from thanthien.core.jobs.models import JobRun
from thanthien.core.kept.models import FileAlarm
from thanthien.core.mail.models import BouncingAddress
from thanthien.notices.work import Work


def administrators_work(user: User) -> list[Work]:
    """One thing of each sort, with how many there are. Five statements for an administrator, else none."""
    if not can_manage_people(user):
        return []
    people = User.objects.filter(is_active=True).exclude(email="")
    bouncing = BouncingAddress.objects.filter(address__in=people.values("email")).count()
    dead = JobRun.objects.filter(state=JobState.DEAD).count()
    to_agree_to = sum(row.may_accept for row in waiting_roles(user))
    found = (
        ("bouncing", "Địa chỉ không nhận thư", "Cần hỏi lại địa chỉ thư và sửa ở trang của người đó.",
         reverse("mail:addresses"), bouncing, "địa chỉ"),
        ("dead", "Việc chạy nền dừng vì lỗi", "Cần xem lý do và cho chạy lại.",
         f"{reverse('jobs:everybody')}?trang_thai={JobState.DEAD}", dead, "việc"),
        ("files", "Tệp không còn nguyên vẹn", "Cần khôi phục từ bản sao lưu.", reverse("kept:alarms"),
         FileAlarm.objects.filter(settled_at=None).count(), "tệp"),
        ("roleless", "Người chưa có vai trò", "Cần giao vai trò hoặc ngừng sử dụng tài khoản.",
         f"{reverse('accounts:people')}?vai_tro={NO_ROLE}", people_without_role().count(), "người"),
        ("roles", "Đồng ý giao vai trò", "Vai trò cấp thành phố do quản trị hệ thống khác đề nghị.",
         reverse("accounts:role_requests"), to_agree_to, "vai trò"),
    )  # fmt: skip
    return [
        Work(f"administration:{key}", title, what, url, count=count, noun=noun)
        for key, title, what, url, count, noun in found
        if count
    ]
