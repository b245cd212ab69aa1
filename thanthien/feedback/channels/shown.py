"""How channels stand today, for lists and pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from thanthien.core import clock
from thanthien.core.formats import date_vn, number
from thanthien.core.question import ask
from thanthien.feedback.channels.measures import LIVE_CHANNELS
from thanthien.feedback.channels.queries import Standing, standings
from thanthien.feedback.channels.rules import Sign
from thanthien.measures.queries import this_years_scope


def standings_now(units: Collection[int]) -> tuple[Mapping[int, Standing], int]:
    """How the channels of units stand today by the figure's own rule, and how old a sign may be. Five statements,
    however many units."""
    scope = replace(this_years_scope(units), as_of=clock.today())
    days = LIVE_CHANNELS.whole(scope, "days")
    [found] = ask(standings(scope, days))
    return found, days


def sign_words(sign: Sign | None, days: int) -> str:
    """“kiểm tra ngày 05/10/2026”, “có ý kiến ngày …”; that there is none."""
    if sign is None:
        return f"chưa có bằng chứng trong {number(days)} ngày gần đây"
    return f"{'kiểm tra' if sign.what == 'test' else 'có ý kiến'} ngày {date_vn(sign.day)}"
