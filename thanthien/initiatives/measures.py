"""The figure of creative models (4.4.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from thanthien.core.formats import number
from thanthien.core.question import Question
from thanthien.initiatives.enums import ROOM
from thanthien.initiatives.kinds import RECOGNITIONS, WORDS
from thanthien.initiatives.models import BodyWord, Recognition
from thanthien.initiatives.permissions import MEASURE
from thanthien.initiatives.queries import Word, words_that_count
from thanthien.initiatives.states import STATES, Told, option_of
from thanthien.measures.figures import Basis, Finding, Picked, RecordLine, fingerprint
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope
from thanthien.records.marks import marked
from thanthien.records.queries import lines_read_of


def _asks(scope: Scope) -> Question[Mapping[int, Finding]]:
    return Question(lambda told: {unit: _finding(told.get(unit, ())) for unit in scope.units}, words_that_count(scope))


def _finding(told: Sequence[Word]) -> Finding:
    recognised = [one for one in told if isinstance(one, Recognition)]
    best: Sequence[Word] = recognised or told
    option = option_of(Told(confirmed=bool(told), recognised=bool(recognised)))
    models = len({one.initiative for one in best})
    note = f"{number(models)} mô hình" if models else "Chưa có mô hình được xác nhận hoặc công nhận."
    named = ((_kind_of(one), one.pk, one.version) for one in best)
    return Finding(Picked(option), fingerprint(named), Basis(len(best)), note)


def _kind_of(one: Word) -> str:
    return RECOGNITIONS.key if isinstance(one, Recognition) else WORDS.key


def _lines(unit: int, scope: Scope) -> list[RecordLine]:
    told = words_that_count(scope).answer().get(unit, [])
    recognised = any(isinstance(one, Recognition) for one in told)
    lines = [_line(one, counted=isinstance(one, Recognition) or not recognised) for one in told]
    return marked(lines, scope, WORDS, RECOGNITIONS)


def _line(one: Word, *, counted: bool) -> RecordLine:
    if isinstance(one, BodyWord):
        words, route = f"{one.get_verdict_display()}, văn bản số {one.document}, năm {one.year}", WORDS.route
    else:
        words, route = f"thành phố công nhận, quyết định số {one.document}", RECOGNITIONS.route
    why = "" if counted else "đã tính theo mức cao hơn"
    url = reverse(f"{route}-record", args=[one.pk])
    return RecordLine(one.day, words, url, counted, why, public=True, told_at=one.told_at, record=one.pk)


CREATIVE_MODEL = Measure(
    key=MEASURE,
    title="Mô hình sáng tạo",
    sentence=(
        "Mức cao nhất mà các mô hình đã đăng ký của đơn vị đạt được: được thành phố công nhận bằng quyết định ký trong "
        "thời kỳ; được cơ quan thẩm định xác nhận hiệu quả cho năm đó bằng văn bản, ghi đến khi cơ quan gửi phiếu "
        "thẩm định, kể cả sau ngày chốt số liệu; không có. Đăng ký và báo cáo của đơn vị không làm đổi mức; mô hình "
        "chưa có báo cáo kết quả thì không xác nhận được. Mô hình đã hủy đăng ký, hoặc đăng ký trên hệ thống sau ngày "
        "cuối của thời kỳ thì không tính."
    ),
    form="option",
    asks=_asks,
    records=_lines,
    codes=tuple(dict.fromkeys(one.option for one in STATES)),
    room=ROOM.key,
    reads=lines_read_of(WORDS, RECOGNITIONS),
    guards=(
        "nothing that the commune tells moves it: bodies say it, nobody with a part in the unit does, and what was "
        "confirmed is neither told otherwise nor taken from under the word; a word is changed only as long as the "
        "sheet of its year is in hand."
    ),
)
