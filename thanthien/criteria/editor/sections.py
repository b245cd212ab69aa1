"""What the form of each piece of a set asks for: an indicator, a group, a level, a gate, the set as a whole."""

from __future__ import annotations

from dataclasses import replace

from thanthien.criteria.checks import MAX_NODE_TITLE, MAX_SET_TITLE, MAX_SHORT_TITLE
from thanthien.criteria.editor.asks import BOUND, RULE_KINDS, RULES, Ask, Kind, Known, Pairs, Section, to_choose
from thanthien.criteria.editor.places import Part, Tree
from thanthien.criteria.rules import TOTAL_NODE
from thanthien.criteria.words import EFFECTS, ENTERED_BY, KINDS, SOURCES

_ENTERED_BY: Pairs = (("", "Ủy ban nhân dân của đơn vị"), ("front", ENTERED_BY["front"]))
_KINDS = Ask(
    "kinds", "Chỉ áp dụng cho", Kind.MANY, choices=to_choose(KINDS), hint="Không chọn thì áp dụng cho tất cả."
)  # fmt: skip
_MINIMUM = Ask("bound", "Ít nhất", Kind.EITHER, needed=True)


def _minimums(known: Known, label: str) -> Ask:
    node = Ask("node", "Mục", Kind.CHOICE, needed=True, choices=((TOTAL_NODE, "Tổng điểm"), *known.nodes))
    hint = "Tỷ lệ (ví dụ 50%) của điểm tối đa, hoặc số điểm (ví dụ 3)."
    return Ask("minimums", label, Kind.ROWS, row="Điều kiện", hint=hint, columns=(node, _MINIMUM))


def _with_gone(known: Pairs, stated: object) -> Pairs:
    """Also what the piece names and is there no more: it stays until somebody chooses otherwise."""
    codes = [stated] if isinstance(stated, str) else list(stated) if isinstance(stated, (list, tuple)) else []
    there = {code for code, _ in known}
    return (*known, *((code, f"{code} (không còn)") for code in codes if code and code not in there))


def sections_of(part: Part, piece: Tree, known: Known) -> tuple[Section, ...]:
    """The form of an opened piece (`pieces.open_piece`)."""
    match part:
        case Part.HEAD:
            return _head(known)
        case Part.GROUP:
            return _group(piece, known)
        case Part.INDICATOR:
            return _indicator(piece, known)
        case Part.LEVEL:
            return _level(piece, known)
        case Part.GATE:
            return _gate(piece, known)


def _head(known: Known) -> tuple[Section, ...]:
    base = (("all", "Mọi đơn vị"), ("recognised", "Các đơn vị đạt chuẩn"))
    return (
        Section(
            "Bộ tiêu chí",
            (
                Ask("title", "Tên bộ tiêu chí", needed=True, most=MAX_SET_TITLE),
                Ask("status_note", "Lưu ý", Kind.TEXT, hint="Hiện ở đầu trang bộ tiêu chí."),
                Ask("legal_basis", "Căn cứ", Kind.LINES, hint="Mỗi căn cứ một dòng."),
                Ask("step", "Bước làm tròn điểm", Kind.NUMBER, needed=True),
                Ask(
                    "total", "Tổng điểm", Kind.CHOICE, needed=True, default="sum",
                    choices=(("sum", "Là tổng điểm các nhóm"), ("weighted", "Tính theo trọng số của các nhóm")),
                ),
            ),
        ),
        Section(
            "Điều kiện và mục tiêu",
            (
                _minimums(known, "Điều kiện chung của mọi mức độ"),
                Ask(
                    "targets", "Mục tiêu của thành phố", Kind.ROWS, row="Mục tiêu",
                    columns=(
                        Ask("year", "Năm", Kind.WHOLE, needed=True),
                        Ask("recognised", "Tỷ lệ đạt chuẩn", Kind.SHARE, needed=True),
                        Ask("top_level", "Tỷ lệ mức độ cao nhất", Kind.SHARE, needed=True),
                        Ask("base", "Tỷ lệ mức độ cao nhất tính trên", Kind.CHOICE, choices=base, default="all"),
                    ),
                ),
            ),
        ),
    )  # fmt: skip


def _group(piece: Tree, known: Known) -> tuple[Section, ...]:
    asks = [
        Ask("title", "Tên", needed=True, most=MAX_NODE_TITLE),
        Ask("help", "Hướng dẫn", Kind.TEXT),
        Ask(
            "max", "Điểm tối đa", Kind.NUMBER,
            hint="Để trống thì lấy tổng điểm các tiêu chí. Nếu ghi, phải bằng tổng đó khi ban hành.",
        ),
    ]  # fmt: skip
    if known.weighted or "weight" in piece:
        asks.append(Ask("weight", "Trọng số", Kind.NUMBER))
    return (Section("Nhóm", tuple(asks)),)


def _indicator(piece: Tree, known: Known) -> tuple[Section, ...]:
    return (
        Section(
            "Tên và điểm",
            (
                Ask("title", "Tên tiêu chí", Kind.LONG_LINE, needed=True, most=MAX_NODE_TITLE),
                Ask("short_title", "Tên ngắn", most=MAX_SHORT_TITLE, hint="Dùng ở danh mục, biểu đồ, bảng chấm."),
                Ask("max", "Điểm tối đa", Kind.NUMBER, needed=True),
            ),
        ),
        Section(
            "Cách chấm",
            (
                Ask("rule.kind", "Cách chấm", Kind.CHOICE, needed=True, choices=RULE_KINDS, default="pass_fail"),
                *RULES[piece["rule"]["kind"]],
            ),
        ),
        *(variant_section(index, one) for index, one in enumerate(piece.get("variants", []))),
        _figure(piece, known),
        _appraisal(piece, known),
        _applying(),
        Section(
            "Hướng dẫn, minh chứng, căn cứ",
            (
                Ask("help", "Hướng dẫn", Kind.TEXT),
                Ask("example", "Ví dụ", Kind.TEXT),
                Ask("evidence", "Minh chứng", Kind.LINES, hint="Mỗi loại minh chứng một dòng."),
                Ask("legal_basis", "Căn cứ", Kind.LINES, hint="Mỗi căn cứ một dòng."),
                Ask("owner_role", "Người theo dõi ở đơn vị"),
            ),
        ),
    )


def variant_section(index: int, variant: Tree) -> Section:
    """What some kinds of unit have of their own: title, maximum and the bounds of the rule, where it has one."""
    at = f"variants.{index}."
    rule = RULES[variant["rule"]["kind"]] if "rule" in variant else ()
    return Section(
        f"Phần riêng cho {', '.join(KINDS[kind] for kind in variant['kinds'])}",
        (
            Ask(f"{at}title", "Tên riêng", Kind.LONG_LINE, most=MAX_NODE_TITLE, hint=_AS_ABOVE),
            Ask(f"{at}max", "Điểm tối đa riêng", Kind.NUMBER, hint=_AS_ABOVE),
            *(
                replace(ask, key=at + ask.key, label=f"{ask.label} (phần riêng)", row=f"{ask.row} riêng")
                for ask in rule
            ),
        ),
    )


_AS_ABOVE = "Để trống thì như mọi đơn vị."


def _figure(piece: Tree, known: Known) -> Section:
    measures = (("", "Không có"), *_with_gone(known.measures, piece.get("measure", "")))
    return Section(
        "Số liệu",
        (
            Ask("source", "Nguồn số liệu", Kind.CHOICE, needed=True, choices=to_choose(SOURCES), default="declared"),
            Ask("measure", "Số liệu của hệ thống", Kind.CHOICE, choices=measures),
            Ask("unit", "Đơn vị tính", hint="Ghi % khi số liệu là một tỷ lệ phần trăm."),
            Ask("numerator", "Tử số", hint="Để trống khi số liệu không phải là tỷ lệ của hai số."),
            Ask("denominator", "Mẫu số"),
            Ask("numerator_may_exceed", "Tử số được lớn hơn mẫu số", Kind.FLAG, default=False),
            Ask("fractional", "Số liệu được có phần lẻ", Kind.FLAG, default=False),
            Ask("entered_by", "Ai nhập số liệu", Kind.CHOICE, choices=_ENTERED_BY),
        ),
    )


def _appraisal(piece: Tree, known: Known) -> Section:
    agencies = _with_gone(known.agencies, piece.get("bodies", []))
    combine = (
        ("lead", "Lấy kết quả của cơ quan chủ trì"), ("mean", "Lấy trung bình"), ("median", "Lấy trung vị"),
    )  # fmt: skip
    return Section(
        "Thẩm định",
        (
            Ask("bodies", "Cơ quan thẩm định", Kind.MANY, choices=agencies),
            Ask("lead_body", "Cơ quan chủ trì", Kind.CHOICE, choices=(("", "Chưa chọn"), *agencies)),
            Ask(
                "combine", "Khi nhiều cơ quan cùng thẩm định", Kind.CHOICE, needed=True, choices=combine,
                default="lead",
            ),
        ),
    )  # fmt: skip


def _applying() -> Section:
    return Section(
        "Áp dụng",
        (
            Ask("obligatory", "Tiêu chí bắt buộc", Kind.FLAG, default=True),
            _KINDS,
            Ask(
                "not_applicable.effect", "“Không phát sinh”", Kind.CHOICE, needed=True, choices=to_choose(EFFECTS),
                default="no",
            ),
            Ask("not_applicable.when", "Được chọn “không phát sinh” khi", Kind.TEXT),
        ),
    )  # fmt: skip


def _level(piece: Tree, known: Known) -> tuple[Section, ...]:
    how = (("same_result", "Đạt cả các điều kiện của mức đó"), ("held_before", "Đã được công nhận ở năm trước"))
    return (
        Section(
            "Tên và ngưỡng",
            (
                Ask("title", "Tên mức độ", needed=True, most=MAX_NODE_TITLE),
                Ask(
                    "total_at_least", "Tổng điểm từ", Kind.SHARE, needed=True,
                    hint="Tỷ lệ của điểm tối đa áp dụng, ví dụ 80%.",
                ),
                Ask("every_group_at_least", "Mỗi nhóm từ", Kind.SHARE, hint="Để trống khi không quy định."),
            ),
        ),
        Section(
            "Điều kiện khác",
            (
                _minimums(known, "Điều kiện riêng"),
                Ask(
                    "requires", "Điều kiện về mức độ", Kind.ROWS, row="Điều kiện",
                    columns=(
                        Ask("level", "Mức độ", Kind.CHOICE, needed=True, choices=known.levels),
                        Ask("how", "Điều kiện", Kind.CHOICE, needed=True, choices=how),
                    ),
                ),
            ),
        ),
    )  # fmt: skip


_FIGURE_CONDITIONS: Pairs = (
    ("below", "dưới"), ("at_most", "không quá"), ("above", "trên"), ("at_least", "từ"),
)  # fmt: skip


def _gate(piece: Tree, known: Known) -> tuple[Section, ...]:
    effects = (("", "Không công nhận"), *((number, f"Không quá {name}") for number, name in known.levels[:-1]))
    return (
        Section(
            "Trường hợp",
            (
                Ask("question", "Câu hỏi", Kind.LONG_LINE, needed=True),
                Ask("cap", "Hậu quả", Kind.CHOICE, choices=effects),
                Ask("as_of", "Tính đến ngày", hint="Ngày/tháng, ví dụ 31/12. Để trống: ngày chốt số liệu."),
                _KINDS,
            ),
        ),
        Section("Xác định từ", _source(piece["source"], known)),
    )  # fmt: skip


def _source(source: Tree, known: Known) -> tuple[Ask, ...]:
    agencies = _with_gone(known.agencies, source.get("declared_by", ""))
    stated = Ask("source.declared_by", "Cơ quan xác nhận", Kind.CHOICE, needed=True, choices=agencies)
    match source["kind"]:
        case "dossier":
            return ()
        case "declared":
            about = (("", "Xác nhận chung cho đơn vị"), ("heads", "Xác nhận riêng từng người đứng đầu"))
            return (stated, Ask("about", "Cách xác nhận", Kind.CHOICE, choices=about))
        case "measures":
            measures = _with_gone(known.measures, [one["key"] for one in source["measures"]])
            figures = Ask(
                "source.measures", "Số liệu của hệ thống", Kind.ROWS, needed=True, row="Số liệu",
                hint="Chỉ cần một trong các dòng dưới đây xảy ra. Ngưỡng là tỷ lệ (ví dụ 2%) hoặc số.",
                columns=(
                    Ask("key", "Số liệu", Kind.CHOICE, needed=True, choices=measures),
                    Ask("condition", "So sánh", Kind.CHOICE, needed=True, choices=_FIGURE_CONDITIONS),
                    Ask("threshold", "Ngưỡng", Kind.EITHER, needed=True),
                ),
            )  # fmt: skip
            return (figures, replace(stated, label="Cơ quan xác nhận khi chưa có số liệu"))
    return _of_indicator(known)


def _of_indicator(known: Known) -> tuple[Ask, ...]:
    conditions = (*_FIGURE_CONDITIONS, ("points_below", "điểm dưới"))
    too_small = (("", "Cơ quan xác nhận"), *((number, f"Không quá {name}") for number, name in known.levels[:-1]))
    none = (("", "Không xét"), *known.indicators)
    return (
        Ask("source.indicator", "Tiêu chí", Kind.CHOICE, needed=True, choices=known.indicators),
        Ask("source.condition", "Khi giá trị", Kind.CHOICE, needed=True, choices=conditions),
        Ask("source.threshold", "Ngưỡng", Kind.BOUND, needed=True, hint=BOUND),
        Ask("source.sample.indicator", "Chỉ xét khi tiêu chí", Kind.CHOICE, choices=none),
        Ask("source.sample.at_least", "Tiêu chí đó có giá trị từ", Kind.BOUND),
        Ask("source.sample.too_small", "Khi tiêu chí đó chưa đạt mức này", Kind.CHOICE, choices=too_small),
    )
