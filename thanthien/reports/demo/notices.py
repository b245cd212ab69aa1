"""What people of the demo were told: of the past without mail, and the latest unread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import F

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.evaluations.actions.urging import urge
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.urging import late_with_communes
from thanthien.notices.actions import choose
from thanthien.notices.enums import How
from thanthien.notices.models import Notice
from thanthien.notices.rules import Quiet
from thanthien.reports.demo import texts
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.story import Say

UNREAD = timedelta(days=7)
URGED = 3  # units


def make_notices(people: Mapping[str, User], cycle: Cycle, say: Say) -> None:
    """The older notices are read; some people wish mail otherwise; the office reminds a few late units today, of which
    the letters of the demo show the mail."""
    Notice.objects.filter(told_at__lt=clock.now() - UNREAD).update(read_at=F("told_at"))
    choose(by=people["chuyenvien"], hows={"intake": How.DAILY, "reminder": How.WEEKLY}, quiet=Quiet(20, 7))
    choose(by=people["lanhdao.snv"], hows={"intake": How.OFF}, quiet=Quiet())
    office = User.objects.get(pk=people["chuyenvien"].pk)
    late = list(late_with_communes(office, cycle)[:URGED])
    if late:
        do(urge, by=office, dossier_ids=[dossier.pk for dossier in late], words=texts.URGING)
    say(f"{Notice.objects.count()} thông báo, đôn đốc {len(late)} đơn vị")
