"""What units of a city make public and what people tell them, in a year, set-wise in the database: documents with their
forms, some too late, taken back or never shown; statements, reviews, looks from outside; channels with their tests; and
matters with all courses that they take."""

from __future__ import annotations

from bench.weekly_life import Told, table
from thanthien.accounts.models import User
from thanthien.disclosure.kinds import POSTINGS
from thanthien.disclosure.models import Disclosure, NothingArose, Posting, Review, Sample, Step
from thanthien.feedback.channels.kinds import TESTS
from thanthien.feedback.models import ChannelTest, Feedback, FeedbackAnswer, FeedbackChannel, FeedbackStep
from thanthien.records.models import Photograph

_ITEMS = (
    "DC11.02.c", "DC11.03.a", "DC11.02.đ", "DC11.05.a", "TN10.a", "TN10.b", "TN10.d", "DC11.04.a", "DC11.04.c",
    "DC11.13", "TN10.2", "CK",
)  # fmt: skip
_TIMES = 4 * len(_ITEMS)  # once in each quarter
_ITEM = f"(ARRAY{list(_ITEMS)})[1 + (n - 1) % {len(_ITEMS)}]"
_QUARTER = f"(date '2026-01-08' + ((n - 1) / {len(_ITEMS)}) * interval '3 months')::date"
_LAST = "((date '2026-04-01' + 3 * (n - 1) * interval '1 month')::date - 1)"
_FRONT = "a.unit_id = u.id AND a.kind = 'commune_front'"
_SOMEBODY = f"(SELECT min(id) FROM {table(User)})"  # noqa: S608
_ZONE = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
_CHANNELS = "(ARRAY['hom-thu', 'duong-day-nong', 'ban-tiep-nhan', 'trang-thong-tin', 'ma-qr', 'mat-tran-doan-the'])[n]"
TOLD = (
    Told(Disclosure, _TIMES, f"{_QUARTER} + (u.id::int * 5 + n) % 60", {"items": _ITEM, "title": "'Văn bản ' || n",
        "issuer": "'Ủy ban nhân dân'", "signer": "CASE WHEN unit % 7 = 0 THEN '' ELSE 'Chủ tịch' END",
        "people": "'none'", "responsible": "'Văn phòng'", "ends_on": "CASE WHEN n % 9 = 0 THEN day + 45 END"},
        "(u.id * 3 + n) % 8 <> 0 AND (u.id * 5 + n) % 60 < 46"),
    Told(NothingArose, 3, f"{_LAST} + 1", {"period": "'2026-Q' || n",
        "items": "'DC11.03.a; DC11.05.a; DC11.06.a; TN10.c'"},
        "(u.id + n) % 3 <> 0"),
    Told(Review, 3, f"{_LAST} + (u.id::int + n) % 20", {"period": "'2026-Q' || n", "change": "'none'",
        "reviewer": "'Văn phòng'"}, "(u.id * 3 + n) % 7 <> 0"),
    Told(Sample, 2, "date '2026-05-20' + 130 * (n - 1)", {"items": "'DC11.02.c; TN10.b; DC11.13'",
        "period": "CASE WHEN n = 2 THEN '2026-Q2' ELSE '' END", "document": "'5/BB'",
        "verdict": "CASE WHEN unit % 8 = 0 THEN 'right' ELSE 'wrong' END"}, "u.id % 4 = 0", agency=_FRONT),
    Told(FeedbackChannel, 6, "date '2026-01-05'", {"kind": _CHANNELS, "where": "'Nơi ' || n",
        "last_day": "CASE WHEN (unit + n) % 11 = 0 THEN date '2026-08-31' END"}, "n <= 2 + u.id % 5"),
)  # fmt: skip
# Most are published within some days; the form's first day and the day of telling lie elsewhere.
_SHOWN = f"""
INSERT INTO {table(Step)} (disclosure, version_id, act, at, by_id, words)
SELECT origin, id, 'publish', moment, {_SOMEBODY}, ''
FROM {table(Disclosure)} CROSS JOIN LATERAL (SELECT GREATEST(made_at,
  (day + 1 + (unit_id::int + extract(doy FROM day)::int) % 9 + time '16:00') {_ZONE}) AS moment) t
WHERE (unit_id + extract(doy FROM day)) % 13 <> 0 AND (ended_at IS NULL OR moment < ended_at)
  AND moment < timestamp '2026-12-01' {_ZONE}
"""  # noqa: S608 - statements of constants
_FORMS = f"""
INSERT INTO {table(Posting)} (key, origin, unit_id, agency_id, day, made_at, told_at, version, "through", reason,
  end_reason, disclosure, form, spots, "where", last)
SELECT own, own, unit_id, agency_id, first, moment, moment, 1, 'page', '', '', origin, form,
  CASE form WHEN 'a' THEN CASE WHEN mark % 12 = 0 THEN 'culture' ELSE 'office; culture' END ELSE '' END,
  CASE form WHEN 'a' THEN '' WHEN 'b' THEN 'https://phuong.example' ELSE 'Nhà văn hóa' END,
  CASE WHEN mark % 10 = 0 THEN first + 40 END
FROM {table(Disclosure)} d
  CROSS JOIN LATERAL (VALUES ('a', 1), ('b', 2), ('c', 5), ('e', 7), ('g', 11), ('i', 13)) AS f (form, place)
  CROSS JOIN LATERAL (SELECT unit_id::int + extract(doy FROM day)::int * f.place AS mark) m
  CROSS JOIN LATERAL (SELECT gen_random_uuid() AS own, day + (mark % 10) AS first) k
  CROSS JOIN LATERAL (SELECT (first + CASE WHEN mark % 14 = 0 THEN 40 ELSE 0 END + time '17:00') {_ZONE} AS moment) t
WHERE (f.place <= 2 OR mark % f.place = 0) AND mark % 15 <> 0 AND moment < timestamp '2026-12-01' {_ZONE}
"""  # noqa: S608
_TESTS = f"""
INSERT INTO {table(ChannelTest)} (key, origin, unit_id, agency_id, day, made_at, told_at, version, "through", reason,
  end_reason, channel, kind, "where", result, note)
SELECT own, own, c.unit_id, a.id, tried, moment, moment, 1, 'page', '', '', c.origin, c.kind, c."where",
  CASE WHEN (c.unit_id + n) % 6 = 0 THEN 'dead' ELSE 'works' END, ''
FROM {table(FeedbackChannel)} c JOIN units_agency a ON a.unit_id = c.unit_id AND a.kind = 'commune_front'
  CROSS JOIN generate_series(1, 3) n
  CROSS JOIN LATERAL (SELECT gen_random_uuid() AS own, date '2026-04-10' + 75 * n + (c.unit_id::int % 9) AS tried) k
  CROSS JOIN LATERAL
    (SELECT (tried + CASE WHEN (c.unit_id + n) % 8 = 0 THEN 40 ELSE 0 END + time '17:00') {_ZONE} AS moment) t
WHERE (c.id + n) % 4 <> 0 AND moment < timestamp '2026-12-01' {_ZONE}
"""  # noqa: S608


def _pictures(model: type[Posting | ChannelTest], kind: str) -> str:
    return f"""
INSERT INTO {table(Photograph)}
  (key, kind, origin, file, file_code, size, sha256, consent, added_at, added_by_id, taken_reason, malware)
SELECT gen_random_uuid(), '{kind}', origin, 'photographs/00/' || key, 'jpg', 200000,
  encode(sha256(key::text::bytea), 'hex'), 'nobody', made_at, {_SOMEBODY}, '', ''
FROM {table(model)} WHERE (unit_id + extract(doy FROM day)) % 5 <> 0
"""  # noqa: S608


# Courses of matters: what becomes of it, and its steps with their days after receiving it.
_COURSES = {
    0: ("answered", "draft 3, answer 3, publish 5"),
    1: ("answered", "draft 9, answer 10, publish 25"),
    2: ("answered", "draft 13, answer 13, exempt 14"),
    3: ("answered", "draft 5, answer 5"),
    4: ("unsolved", "draft 6, close 7, publish 8, take_down 30"),
    5: ("answered", "draft 30, answer 30, publish 31"),
    6: ("answered", "ask 3, resume 15, draft 20, answer 21, publish 22"),
    7: ("received", ""),
    8: ("spam", "spam 2"),
    9: ("answered", "sort 1, draft 5, answer 5, publish 6"),
    10: ("forwarded", "forward 2"),
    11: ("forwarded", "forward 9"),
    12: ("legal", "legal 2"),
    13: ("legal", "legal 25"),
    14: ("answered", "draft 4, answer 4, publish 5, again 9, draft 32, answer 33"),
    15: ("spam", "spam 40"),
    16: ("withdrawn", "withdraw 1"),
}
_MATTERS = 22  # of each unit, so that the longest course ends before December
_LED, _OWN = ("answer", "close", "publish", "exempt", "take_down", "spam"), ("again", "withdraw")


def _actor(step: str) -> str:
    return "leader" if step in _LED else "citizen" if step in _OWN else "unit"


def _matters() -> str:
    states = ", ".join(f"({course}, '{state}')" for course, (state, _) in _COURSES.items())
    return f"""
WITH told AS (
  SELECT nextval(pg_get_serial_sequence('{table(Feedback)}', 'id')) AS id, u.id AS unit, n, state, course,
    date '2025-12-05' + 14 * n + (u.id % 10)::int AS day,
    CASE WHEN state IN ('answered', 'unsolved')
      THEN nextval(pg_get_serial_sequence('{table(FeedbackAnswer)}', 'id')) END AS answer
  FROM units_unit u CROSS JOIN generate_series(1, {_MATTERS}) n
    JOIN (VALUES {states}) AS c (course, state) ON course = (u.id * 7 + n) % {len(_COURSES)}
), matters AS (
  INSERT INTO {table(Feedback)} (id, key, unit_id, topic, kind, first_kind, via, source, received_on, made_at,
    code_digest, from_staff, status, version, due_on, exempt, answer_id)
  SELECT id, gen_random_uuid(), unit, 'duong-sa', 'normal', 'normal',
    CASE WHEN n % 5 = 0 THEN 'grassroots' ELSE 'web' END, '', day,
    (day + CASE WHEN n % 5 = 0 THEN 2 ELSE 0 END + time '09:00') {_ZONE}, md5('a' || id) || md5('b' || id), false,
    state, 1, day + 14, CASE course WHEN 2 THEN 'personal' ELSE '' END, answer
  FROM told
)
INSERT INTO {table(FeedbackAnswer)} (id, feedback_id, summary, text, signer, by_id, at)
SELECT answer, id, 'Đèn đường hỏng.', 'Đã thay.', 'Chủ tịch', {_SOMEBODY}, (day + time '10:00') {_ZONE}
FROM told WHERE answer IS NOT NULL
"""  # noqa: S608


def _steps() -> str:
    rows = [
        f"({course}, {place}, '{step}', '{_actor(step)}', {days})"
        for course, (_, told) in _COURSES.items()
        for place, (step, days) in enumerate(one.split() for one in told.split(", ") if one)
    ]
    return f"""
INSERT INTO {table(FeedbackStep)} (feedback_id, step, actor, at, note, "to", topic, kind, exempt, from_staff)
SELECT f.id, step, actor, (f.received_on + days + time '16:00') {_ZONE}, 'lý do', '', '',
  CASE step WHEN 'sort' THEN 'urgent' ELSE '' END, CASE step WHEN 'exempt' THEN 'personal' ELSE '' END, false
FROM {table(Feedback)} f
  JOIN (VALUES {", ".join(rows)}) AS s (course, place, step, actor, days)
    ON course = (f.unit_id * 7 + (f.received_on - date '2025-12-05' - (f.unit_id % 10)::int) / 14) % {len(_COURSES)}
ORDER BY f.id, place
"""  # noqa: S608


BESIDE = (
    _SHOWN, _FORMS, _TESTS, _pictures(Posting, POSTINGS.key), _pictures(ChannelTest, TESTS.key), _matters(), _steps(),
)  # fmt: skip
