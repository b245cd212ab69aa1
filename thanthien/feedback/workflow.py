"""The course of feedback: one table, of which check, trigger, pages and diagram are made. No Django."""

from __future__ import annotations

from enum import StrEnum

from thanthien.core.matters.steps import StepTable, step


class Kind(StrEnum):
    """How soon it is to be answered; the value is stored, the days are settings of the year."""

    NORMAL = "normal"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {"normal": "thông thường", "urgent": "khẩn"}[self]


class Status(StrEnum):
    """Where it stands; the value is stored."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ASKED = "asked"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    UNSOLVED = "unsolved"
    FORWARDED = "forwarded"
    LEGAL = "legal"
    LEGAL_SENT = "legal_sent"
    QUARANTINED = "quarantined"
    SPAM = "spam"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in words."""
        return STATUS_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether the unit still owes an answer."""
        return self in OPEN


STATUS_LABELS = {
    Status.RECEIVED: "mới tiếp nhận",
    Status.ASSIGNED: "đang xử lý",
    Status.ASKED: "chờ người gửi bổ sung",
    Status.DRAFTED: "chờ duyệt trả lời",
    Status.ANSWERED: "đã trả lời",
    Status.UNSOLVED: "kết thúc, chưa giải quyết được",
    Status.FORWARDED: "đã chuyển cơ quan khác",
    Status.LEGAL: "thuộc khiếu nại, tố cáo, chờ chuyển",
    Status.LEGAL_SENT: "thuộc khiếu nại, tố cáo, đã chuyển",
    Status.QUARANTINED: "cách ly, nghi có bí mật nhà nước",
    Status.SPAM: "không phải phản ánh",
    Status.JOINED: "gộp với phản ánh khác",
    Status.WITHDRAWN: "người gửi rút",
}
OPEN = frozenset({Status.RECEIVED, Status.ASSIGNED, Status.ASKED, Status.DRAFTED})
AT_WORK = OPEN - {Status.ASKED, Status.DRAFTED}
RESULTS = frozenset({Status.ANSWERED, Status.UNSOLVED})
LEGAL_LANE = frozenset({Status.LEGAL, Status.LEGAL_SENT})
HIDDEN = LEGAL_LANE | {Status.QUARANTINED}  # nobody of the commune, and no body that only watches, sees these


class Actor(StrEnum):
    """Who takes a step; the value is stored."""

    UNIT = "unit"
    LEADER = "leader"
    CITIZEN = "citizen"
    BODY = "body"
    LEGAL = "legal"

    @property
    def label(self) -> str:
        """The actor in words."""
        return ACTOR_LABELS[self]


ACTOR_LABELS = {
    Actor.UNIT: "đơn vị",
    Actor.LEADER: "lãnh đạo Ủy ban nhân dân",
    Actor.CITIZEN: "người gửi",
    Actor.BODY: "cơ quan thẩm định",
    Actor.LEGAL: "cơ quan tiếp nhận khiếu nại, tố cáo",
}
_S, _A = Status, Actor
STEPS: StepTable[Status, Actor] = StepTable(
    step("assign", "Phân công xử lý", AT_WORK, _S.ASSIGNED, _A.UNIT),
    step("sort", "Phân loại lại", AT_WORK, None, _A.UNIT, reason=True),
    step("ask", "Hỏi thêm người gửi", AT_WORK, _S.ASKED, _A.UNIT, reason=True),
    step("tell", "Bổ sung nội dung", [_S.ASKED], _S.ASSIGNED, _A.UNIT, _A.CITIZEN),
    step("resume", "Xử lý tiếp, không chờ bổ sung", [_S.ASKED], _S.ASSIGNED, _A.UNIT),
    step("draft", "Soạn trả lời", AT_WORK | {_S.DRAFTED}, _S.DRAFTED, _A.UNIT),
    step("answer", "Duyệt trả lời", [_S.DRAFTED], _S.ANSWERED, _A.LEADER),
    step("close", "Duyệt kết thúc, chưa giải quyết được", [_S.DRAFTED], _S.UNSOLVED, _A.LEADER, reason=True),
    step("back", "Trả lại để soạn lại", [_S.DRAFTED], _S.ASSIGNED, _A.LEADER, reason=True),
    step("forward", "Chuyển cơ quan có thẩm quyền", AT_WORK, _S.FORWARDED, _A.UNIT, reason=True),
    step("join", "Gộp với phản ánh khác", AT_WORK, _S.JOINED, _A.UNIT),
    step("legal", "Chuyển kênh khiếu nại, tố cáo", OPEN, _S.LEGAL, _A.UNIT, _A.CITIZEN, reason=True),
    step(
        "complain",
        "Đây là khiếu nại, tố cáo: chuyển kênh riêng",
        RESULTS | {_S.FORWARDED, _S.SPAM, _S.JOINED},
        _S.LEGAL,
        _A.CITIZEN,
    ),
    step(
        "quarantine",
        "Cách ly, nghi có bí mật nhà nước",
        OPEN | LEGAL_LANE,
        _S.QUARANTINED,
        _A.UNIT,
        _A.LEGAL,
        reason=True,
    ),
    step("spam", "Ghi không phải phản ánh", AT_WORK, _S.SPAM, _A.LEADER, reason=True),
    step("refer", "Ghi đã chuyển người có thẩm quyền", [_S.LEGAL], _S.LEGAL_SENT, _A.LEGAL),
    step(
        "return",
        "Trả lại đơn vị, không thuộc kênh này",
        [_S.LEGAL, _S.QUARANTINED],
        _S.RECEIVED,
        _A.LEGAL,
        reason=True,
    ),
    step("publish", "Công khai kết quả", RESULTS, None, _A.LEADER),
    step("exempt", "Ghi không công khai kết quả", RESULTS, None, _A.LEADER, reason=True),
    step("take_down", "Gỡ kết quả đã công khai", RESULTS, None, _A.LEADER, reason=True),
    step("blur", "Chuẩn bị ảnh công khai", AT_WORK | {_S.DRAFTED} | RESULTS, None, _A.UNIT),
    step("show", "Duyệt ảnh công khai", RESULTS, None, _A.LEADER),
    step("drop", "Bỏ ảnh công khai", OPEN | RESULTS, None, _A.UNIT, reason=True),
    step("solved", "Đã giải quyết xong", RESULTS, None, _A.CITIZEN),
    step("again", "Chưa giải quyết, đề nghị xem lại", RESULTS, _S.RECEIVED, _A.CITIZEN),
    step("withdraw", "Rút phản ánh", OPEN, _S.WITHDRAWN, _A.CITIZEN),
    step("reopen", "Đưa phản ánh trở lại", [_S.SPAM, _S.JOINED, _S.FORWARDED], _S.RECEIVED, _A.BODY, reason=True),
)
