"""A realistic year of records of every room, told by units of any number: hundreds of thousands of rows in seconds.

Set-wise, by the database: each kind is one statement over units (or their thôn, tổ dân phố) and the times at which it
is told. Days, words and who is missing follow from the numbers of unit and time, so that the same city comes out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from thanthien.accounts.models import User
from thanthien.core.codes import joined
from thanthien.engagement.outreach_records import Greeting, Outreach, SupportersMeeting
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception
from thanthien.grassroots.models import WeeklyReport
from thanthien.initiatives.models import Adoption, BodyWord, Initiative, ProgressReport, Recognition
from thanthien.records.models import Photograph, Record
from thanthien.service.at_home.models import HomeAnnouncement, HomeRequest, HomeStep
from thanthien.service.models import FastDay, FastDayDecision
from thanthien.service.procedures import minimum_list
from thanthien.service.roster.models import ShiftPresence, SupportShift
from thanthien.workforce.models import Commitment, Course, StaffCount, StaffEntry, Statement
from thanthien.workplace.items import catalogue
from thanthien.workplace.kinds import CHECKS
from thanthien.workplace.models import AppHouseholds, CentreCheck, RadioTest, SmokingInspection

HAMLETS = 25  # of each unit: Hải Phòng has some 2,900 thôn and tổ dân phố
WEEKS = 48  # of 2026 that were over by the end of November
STAFF = 25
_WEDNESDAY = "date '2025-12-31' + 7 * (n - 1)"
_MISSING = "(u.id * 3 + n) % 10 <> 0"  # a unit misses one of ten


def options(model: type[models.Model]) -> Any:
    """What Django knows of a model."""
    return model._meta  # noqa: SLF001 - its public name


def table(model: type[models.Model]) -> str:
    """The table of a model."""
    return str(options(model).db_table)


@dataclass(frozen=True, slots=True)
class Told:
    """Records of one kind. ``times``: how often a unit tells one (``n`` runs from 1); ``day``, ``where`` and what the
    columns hold are written in SQL, of the unit ``u``, its ``agency``, the thôn ``h`` where it is ``of_hamlets``. Texts
    that aren't told are empty."""

    model: type[Record]
    times: int
    day: str
    own: Mapping[str, str] = field(default_factory=dict)
    where: str = "true"
    of_hamlets: bool = False
    agency: str = "a.unit_id = u.id AND a.kind = 'commune_committee'"

    def statement(self) -> str:
        """The statement that tells them all, each on the evening of its day."""
        hamlets = "JOIN units_hamlet h ON h.unit_id = u.id" if self.of_hamlets else ""
        values = _HEAD | _empty_texts(self.model) | {"through": "'page'"} | self.own
        if self.of_hamlets:
            values["hamlet_id"] = "hamlet"
        return f"""
            WITH told AS (
              SELECT gen_random_uuid() AS key, u.id AS unit, a.id AS agency, {self.day} AS day, n,
                {"h.id" if self.of_hamlets else "NULL::bigint"} AS hamlet, u.code AS code
              FROM units_unit u JOIN units_agency a ON {self.agency} {hamlets}
                CROSS JOIN generate_series(1, {self.times}) n
              WHERE {self.where})
            INSERT INTO {table(self.model)} ({", ".join(f'"{name}"' for name in values)})
            SELECT {", ".join(values.values())} FROM told
        """  # noqa: S608 - a statement of constants


_AT = "(day + time '17:00') AT TIME ZONE 'Asia/Ho_Chi_Minh'"
_HEAD = {
    "key": "key", "origin": "key", "unit_id": "unit", "agency_id": "agency", "day": "day", "made_at": _AT,
    "told_at": _AT, "version": "1",
}  # fmt: skip


def _empty_texts(model: type[Record]) -> dict[str, str]:
    texts = models.CharField | models.TextField
    return {one.column: "''" for one in options(model).concrete_fields if isinstance(one, texts)}


_CITY = "a.id = (SELECT min(id) FROM units_agency WHERE unit_id IS NULL)"
_PERSON = "'Bí thư chi đoàn ' || n % 3"
_SHIFT = {"part": "'morning'", "organisation": "'youth'", "post": _PERSON}
# Three shifts a week: Tuesday, Wednesday (the fast day), Thursday.
_SHIFT_DAY = "date '2025-12-30' + 7 * ((n - 1) / 3) + (n - 1) % 3"
_PARTY_DAY = "(date '2026-01-06' + (n / 2) * interval '1 month')::date + 14 * (n % 2)"
_MODEL = "(SELECT i.key FROM initiatives_initiative i WHERE i.unit_id = unit)"
_KINDS = "(ARRAY['illness', 'funeral', 'policy_family', 'longevity', 'good_student', 'hardship'])[1 + n % 6]"
_OCCASIONS = "(ARRAY['new_year', 'tet', 'liberation_labour', 'national_day'])[n]"
_OCCASION_DAYS = "(ARRAY[date '2026-01-01', date '2026-02-17', date '2026-04-30', date '2026-09-02'])[n]"
ROOMS = (
    Told(WeeklyReport, WEEKS, _WEDNESDAY, {"nothing": "(hamlet + n) % 8 <> 0", "how": "'self'",
        "topic": "CASE WHEN (hamlet + n) % 8 = 0 THEN 'land' ELSE '' END",
        "text": "CASE WHEN (hamlet + n) % 8 = 0 THEN 'Đường vào xóm bị lấn' ELSE '' END"},
        "(h.id * 7 + n) % 20 <> 0", of_hamlets=True),
    Told(FastDayDecision, 1, "date '2025-12-30'", {"number": "'1/QĐ-UBND'", "signer": "'Chủ tịch'", "weekday": "2",
        "effective_on": "day", "procedures": f"'{minimum_list()}'", "published_on": "day"}),
    Told(FastDay, WEEKS, _WEDNESDAY, {"received": "12", "returned": "10 + unit % 3", "nothing": "false",
        "origin_of_numbers": "'counted'"}, _MISSING),
    Told(SupportShift, 3 * WEEKS, _SHIFT_DAY, _SHIFT),
    Told(ShiftPresence, 3 * WEEKS, _SHIFT_DAY, _SHIFT | {"shown_by": "'tap'"}, _MISSING),
    Told(HomeAnnouncement, 1, "date '2026-01-05'", {"text": "'Đến nhà tiếp nhận, trả kết quả.'",
        "phone": "'0225 3 123 456'"}),
    Told(PlannedReception, WEEKS, "date '2025-12-23' + 7 * (n - 1)", {"head": "'government'", "meeting": "'reception'",
        "planned_on": "day + 9", "hours": "'8 giờ đến 11 giờ'", "venue": "'Phòng tiếp công dân'"}),
    Told(Reception, WEEKS, "date '2026-01-01' + 7 * (n - 1)", {"head": "'government'", "meeting": "'reception'",
        "presided": "'head'", "received": "3", "matters": "2"}, _MISSING),
    Told(Reception, 22, _PARTY_DAY, {"head": "'party'", "meeting": "'reception'", "presided": "'head'",
        "received": "2", "matters": "1"}, _MISSING),
    Told(Promise, 7, "date '2026-01-08' + 42 * (n - 1)", {"head": "'government'", "subject": "'Sửa cống ở thôn Đông'",
        "due_on": "day + 14", "public": "true", "answered_on": "day + 10", "answer": "'Đã sửa xong.'"}),
    Told(Outreach, 12, "date '2026-01-12' + 27 * (n - 1)", {"occasion": _KINDS, "way": "'visit'", "people": "3",
        "paper": "n || '/TCM-UBND'", "open_to_all": "false"}, "(u.id + n) % 4 <> 0"),
    Told(Greeting, 4, _OCCASION_DAYS, {"occasion": _OCCASIONS, "sender": "'head'", "text": "'Kính chúc Nhân dân.'",
        "link": "'https://phuong.gov.vn/chuc-mung'"}, "(u.id + n) % 5 <> 0"),
    Told(SupportersMeeting, 1, "date '2026-07-10'", {"place_held": "'Hội trường'", "organisations": "3",
        "people": "40", "minutes": "'12/BB-UBND'"}, "u.id % 7 <> 0"),
    Told(StaffEntry, STAFF, "date '2025-07-01'", {"number": "n", "group": "'civil_servant'", "post": "'chuyên viên'",
        "document": "'12/QĐ-UBND'", "source": "'unit'"}),
    Told(Course, 3, "date '2026-03-10' + 60 * (n - 1)", {"title": "'Lớp ' || n", "topic": "'manner'", "hours": "4",
        "organiser": "'Trường Chính trị'", "document": "'15/KH-UBND'",
        "attendees": "(SELECT string_agg(p::text, '; ') FROM generate_series(n, 25, 4) p)"}),
    Told(StaffCount, 1, "date '2026-03-31'", {"people": "25", "document": "'8/SNV'"}, agency=_CITY),
    Told(Statement, 3, "(date '2026-01-31' + (3 * n) * interval '1 month')::date", {"cases": "0"}),
    Told(Commitment, 1, "date '2026-04-02'",
        {"signers": "(SELECT string_agg(p::text, '; ') FROM generate_series(1, 25) p)"}),
    Told(CentreCheck, 2, "date '2026-05-12' + 150 * (n - 1)", {"items": f"'{joined(catalogue())}'", "smoke": "'free'"},
        "(u.id + n) % 9 <> 0"),
    Told(SmokingInspection, 1, "date '2026-08-05'", {"result": "CASE unit % 10 WHEN 0 THEN 'breach' ELSE 'clean' END",
        "document": "'15/BB-SYT'"}, "u.id % 5 = 0", agency=_CITY),
    Told(RadioTest, 2, "date '2026-05-20' + 150 * (n - 1)", {"channel": "'speakers'", "device": "'Cụm loa số 1'",
        "result": "CASE hamlet % 6 WHEN 0 THEN 'silent' ELSE 'heard' END"}, "(h.id + n) % 7 <> 0", of_hamlets=True),
    Told(AppHouseholds, 3, "(date '2026-03-31' + 3 * (n - 1) * interval '1 month')::date", {"households": "4000",
        "installed": "1500 + 400 * n + unit % 500", "counted": "'households'", "origin_of_numbers": "'owner'",
        "source": "'Sở Khoa học và Công nghệ'", "through": "'city_file'"}, agency=_CITY),
    Told(Initiative, 1, "date '2026-02-10'", {"title": "'Tổ giúp việc buổi tối ' || code", "topic": "'procedures'",
        "problem": "'Giờ làm trùng giờ hành chính'", "novelty": "'Nhận hồ sơ đến 20 giờ'", "doer": "'Trung tâm'",
        "started_on": "day"}, "u.id % 5 < 3"),
    Told(ProgressReport, 1, "date '2026-10-06'", {"initiative": _MODEL, "results": "'320 lượt hồ sơ'",
        "people": "320"}, "u.id % 5 < 3"),
    Told(BodyWord, 1, "date '2026-11-03'", {"initiative": _MODEL, "verdict": "'effective'", "document": "'45/SNV'",
        "year": "2026"}, "u.id % 5 = 0", agency=_CITY),
    Told(Recognition, 1, "date '2026-11-20'", {"initiative": _MODEL, "document": "'99/QĐ-UBND'",
        "signer": "'Phó Chủ tịch'"}, "u.id % 25 = 0", agency=_CITY),
    Told(Adoption, 1, "date '2026-09-08'", {"outcome": "'running'", "words": "'Mở thêm tối thứ Năm'",
        "initiative": "(SELECT i.key FROM initiatives_initiative i ORDER BY i.id LIMIT 1)"}, "u.id % 5 = 4"),
)  # fmt: skip
REQUESTS = 10  # for home service, of each unit

# A photograph at each checklist; requests whose contacts are erased already, with the two steps of nine of ten.
_PHOTOGRAPHS = f"""
INSERT INTO {table(Photograph)}
  (key, kind, origin, file, file_code, size, sha256, consent, added_at, added_by_id, taken_reason, malware)
SELECT gen_random_uuid(), '{CHECKS.key}', origin, 'photographs/00/' || key, 'jpg', 200000,
  encode(sha256(key::text::bytea), 'hex'), 'nobody', made_at, (SELECT min(id) FROM {table(User)}), '', ''
FROM {table(CentreCheck)}
"""  # noqa: S608
_REQUESTS = f"""
INSERT INTO {table(HomeRequest)}
  (erased_at, key, unit_id, procedure, asked_on, via, made_at, code_digest, status, version, planned_who, agency_id,
   entered_by_id)
SELECT now(), gen_random_uuid(), u.id, '', d.day, 'phone', d.day + time '09:00',
  encode(sha256((u.id || ':' || n)::bytea), 'hex'), CASE (u.id + n) % 10 WHEN 0 THEN 'asked' ELSE 'done' END, 3, '',
  a.id, (SELECT min(id) FROM {table(User)})
FROM units_unit u JOIN units_agency a ON a.unit_id = u.id AND a.kind = 'commune_committee'
  CROSS JOIN generate_series(1, {REQUESTS}) n CROSS JOIN LATERAL (SELECT date '2026-01-06' + 32 * (n - 1) AS day) d
"""  # noqa: S608
_STEPS = f"""
INSERT INTO {table(HomeStep)} (request_id, step, actor, at, day, due_on, who, reason, note)
SELECT r.id, s.step, 'unit', r.asked_on + 1 + time '16:00', r.asked_on + 1, s.due_on, '', '', ''
FROM {table(HomeRequest)} r
  CROSS JOIN LATERAL (VALUES ('visit', r.asked_on + 1), ('hand_over', NULL)) AS s (step, due_on)
WHERE r.status = 'done'
ORDER BY r.id, s.step DESC
"""  # noqa: S608


BESIDE = (_PHOTOGRAPHS, _REQUESTS, _STEPS)


def tell_a_year() -> None:
    """Fill the rooms, without triggers and references: units with their thôn and agencies are there."""
    with connection.cursor() as cursor:
        for told in ROOMS:
            cursor.execute(told.statement())
        for statement in BESIDE:
            cursor.execute(statement)


def counted() -> dict[str, int]:
    """How many rows of each kind there are."""
    kinds = [*dict.fromkeys(told.model for told in ROOMS), HomeRequest, HomeStep, Photograph]
    return {str(options(kind).verbose_name): kind.objects.count() for kind in kinds}
