"""Registers of personal data: a request that is done, one that waits, one by whose limit something is due; a breach."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.private.enums import Right
from thanthien.privacy.actions import Asked, Taken, Told, enter_request, take_step, tell_breach, tell_further
from thanthien.privacy.enums import Outcome, Via
from thanthien.privacy.workflow import ANSWER, TELL
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.story import Say

_OFFICER = "baove.dulieu"


def make_privacy(people: Mapping[str, User], say: Say) -> None:
    """As the officer keeps them, today; where the place has no officer, nothing."""
    if _OFFICER not in people:
        return
    officer = User.objects.get(pk=people[_OFFICER].pk)
    today = clock.today()
    done = _asked(officer, Right.DELETE, 12, "feedback.contact", "Xóa liên hệ, đã mất mã theo dõi")
    take = (Taken(TELL, today - timedelta(days=11)), Taken(ANSWER, today - timedelta(days=5), Outcome.DONE))
    for version, step in enumerate(take, start=1):
        do(take_step, step, request_id=done, version=version, by=officer)
    told = _asked(officer, Right.SEE, 4, "service.at_home", "Xem những gì đã ghi khi đề nghị phục vụ tại nhà")
    do(take_step, Taken(TELL, today - timedelta(days=3)), request_id=told, version=1, by=officer)
    _asked(officer, Right.CORRECT, 0, "", "Sửa số điện thoại đã để lại")
    noticed = clock.now() - timedelta(days=20)
    first = Told(noticed, "Gửi nhầm tệp liên hệ cho một cơ quan khác.", "Liên hệ của người phản ánh")
    breach = do(tell_breach, first, by=officer)
    known = Told(
        noticed, first.what, first.data, people=14, measures="Đã thu hồi tệp, đổi mật khẩu dùng chung.",
        told_authority_at=noticed + timedelta(hours=26), authority_document="118/SNV-BC",
        told_people_on=(noticed + timedelta(days=2)).date(), people_words="Gọi điện cho từng người",
    )  # fmt: skip
    do(tell_further, known, breach_id=breach.pk, seen=breach.last_id or 0, reason="Đã đếm được và đã báo", by=officer)
    say("Sổ dữ liệu cá nhân: 3 yêu cầu, 1 vi phạm.")


def _asked(officer: User, right: Right, days_ago: int, purpose: str, about: str) -> int:
    """A request of some days ago; its number."""
    day = clock.today() - timedelta(days=days_ago)
    asked = Asked(right, purpose, None, Via.DESK, day, about, {"name": "Người yêu cầu minh họa", "contact": ""})
    return int(do(enter_request, asked, by=officer).pk)
