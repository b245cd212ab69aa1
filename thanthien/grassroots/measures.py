"""The figure of the weekly channel (1.2.3)."""

from __future__ import annotations

from collections.abc import Mapping

from thanthien.core.question import Question
from thanthien.grassroots.kinds import REPORTS, words_of
from thanthien.measures.figures import Finding, RecordLine
from thanthien.measures.registry import Measure, PeriodWords
from thanthien.measures.scope import Scope
from thanthien.records.queries import lines_read, period_findings, period_lines
from thanthien.records.timeliness import records_timeliness

KEY = "grassroots.weekly_reports"


def _asks(scope: Scope) -> Question[Mapping[int, Finding]]:
    return period_findings(REPORTS, scope, measure=KEY, coverage=True)


def _records(unit: int, scope: Scope) -> list[RecordLine]:
    return period_lines(REPORTS, unit, scope, measure=KEY, words=words_of)


WEEKLY_REPORTS = Measure(
    key=KEY,
    title="Báo cáo hằng tuần qua Mặt trận Tổ quốc, đoàn thể, thôn, tổ dân phố",
    sentence=(
        "Số báo cáo ý kiến của Nhân dân trong từng tuần, kể cả báo “không phát sinh”, kèm số thôn, tổ dân phố đã báo "
        "cáo trên số thôn, tổ dân phố của đơn vị vào Chủ nhật tuần đó. Báo cáo thuộc tuần nghe được ý kiến và phải ghi "
        "trước 24 giờ ngày làm việc thứ [2] sau tuần đó. Sửa trong cùng tuần, cùng nơi thì vẫn tính theo lúc ghi lần "
        "đầu; chuyển sang tuần khác hoặc nơi khác thì tính theo lúc sửa."
    ),
    form="periods",
    period="iso_week",
    asks=_asks,
    records=_records,
    timeliness=lambda scope: records_timeliness(REPORTS, scope),
    unit="tuần",
    numerator="tuần có báo cáo",
    denominator="tuần đến hạn",
    room="grassroots",
    reads=lines_read(REPORTS),
    period_words=PeriodWords("có tiếp nhận", "không phát sinh", "không có báo cáo"),
    guards=(
        "the weeks (the calendar's, each owed whether anybody told of it or not); the thôn, tổ dân phố that are "
        "divided by (the administrator of the platform keeps their list, as it was known then); one tame reporter "
        "(the set asks a share of the places, a place counts once); a report moved to another week or place (it has "
        "the moment of the move)."
    ),
)
