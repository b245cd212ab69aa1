"""The commune's papers of the year as Word drafts, filled in from its dossier: assignment, plan, commitment,
self-score, request for recognition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE_LEADS, SCORERS
from thanthien.accounts.roles import Role
from thanthien.core.formats import NOTHING, date_vn, points
from thanthien.core.word.filling import BLANK
from thanthien.core.word.papers import Paper, Subject
from thanthien.evaluations.models import Answer, AnswerEvidence, Cycle, Dossier
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.queries.later_evidence import since_posting
from thanthien.evaluations.queries.scoring_page import outcome_of
from thanthien.evaluations.queries.self_score import CountedAnswer, answers_of, own_dossiers, proven_codes, score_of
from thanthien.evaluations.queries.sums import Sums, sums_of
from thanthien.evaluations.value_texts import answer_text
from thanthien.evaluations.workflow import PhaseKey

HERE = Path(__file__).parent / "word"
ASSIGNMENT = "quyet-dinh-phan-cong"
Fields = Mapping[str, Any]


_NOBODY = (
    "Chưa phân công tiêu chí nên dự thảo chưa có tên người theo dõi; đề nghị phân công tại trang “Phân công tiêu chí”."
)


def _subjects(key: str) -> Callable[[User], list[Subject]]:
    def found(user: User) -> list[Subject]:
        """The dossiers on which the person works in a role that makes the paper, the newest year first. One
        statement."""
        rows = own_dossiers(user).filter(unit_id__in=user.unit_ids(*roles_of(key)))
        given = Answer.objects.filter(dossier=OuterRef("pk"), assignee__isnull=False)
        rows = rows.annotate(given=Exists(given)).order_by("-cycle__year", "cycle__kind", "-cycle__opened_at", "-pk")
        return [_subject(row, caution=_NOBODY if key == ASSIGNMENT and not row.given else "") for row in rows]

    return found


def _subject(dossier: Dossier, *, caution: str) -> Subject:
    cycle = dossier.cycle
    return Subject(
        str(dossier.pk), dossier.unit_id, cycle.told_title, cycle.year, beside=cycle.trial_word, caution=caution
    )


def _paper_of(make: Callable[[User, Dossier], Fields]) -> Callable[[User, Subject], Fields]:
    def made(user: User, subject: Subject) -> Fields:
        dossier = own_dossiers(user).get(pk=subject.key)
        return {**_common(dossier), **make(user, dossier)}

    return made


def _common(dossier: Dossier) -> dict[str, Any]:
    criteria = dossier.cycle.criteria_set
    basis = f"Quyết định số {criteria.decision_number} ngày {date_vn(criteria.decision_date)} về {criteria.title}"
    target = dossier.target_level
    return {
        "scheme": criteria.scheme.title,
        "year": year_of(dossier.cycle),
        "basis": basis if criteria.decision_number else f"{criteria.title}",
        "total": len(dossier.compiled.by_code),
        "target": dossier.cycle.level_names.name(target) if target is not None else BLANK,
        "creative": dossier.creative_model,
    }


def year_of(cycle: Cycle) -> str:
    """The year as papers name it, so that those of a trial are taken for no others: “2026”, “2026 (thí điểm)”."""
    return f"{cycle.year} ({cycle.trial_word})" if cycle.is_trial else str(cycle.year)


def _rows(answers: Sequence[CountedAnswer]) -> list[dict[str, str]]:
    return [
        {
            "code": row.indicator.code,
            "title": row.compiled.definition.title,
            "maximum": points(row.compiled.maximum),
            "assignee": str(row.assignee) if row.assignee else NOTHING,
        }
        for row in answers
    ]


def _assignment(user: User, dossier: Dossier) -> Fields:
    answers = answers_of([dossier])[dossier.pk]
    free = [row.indicator.code for row in answers if row.assignee is None]
    return {"rows": _rows(answers), "unassigned": ", ".join(free)}


def _plan(user: User, dossier: Dossier) -> Fields:
    ends = deadlines_of(dossier.cycle, [dossier.unit_id])[dossier.unit_id]
    phases = [
        {
            "title": one.label,
            "first": date_vn(one.starts_on),
            "last": date_vn(ends[PhaseKey(one.key)]),
        }
        for one in dossier.cycle.phases.all()
    ]
    return {"phases": phases, "rows": _rows(answers_of([dossier])[dossier.pk])}


def _scored(dossier: Dossier, answers: Sequence[CountedAnswer]) -> tuple[dict[str, Any], Sums]:
    sums = sums_of(dossier, score_of(dossier, answers), proven_codes(answers))
    groups = [
        {
            "code": one.code,
            "title": one.title,
            "maximum": points(one.node.maximum),
            "points": points(one.node.points),
        }
        for one in sums.groups
    ]
    total = sums.total
    told = {"points": points(total.points), "maximum": points(total.maximum), "answered": total.answered}
    return told | {"groups": groups}, sums


def _request(user: User, dossier: Dossier) -> Fields:
    told, _ = _scored(dossier, answers_of([dossier])[dossier.pk])
    opinions = list(dossier.opinions.all())
    return told | {
        "posted_on": _day(dossier.posted_on),
        "posting_ends_on": _day(dossier.posting_ends_on),
        "posting_places": dossier.posting_places,
        "opinions": len(opinions),
        "answered_opinions": sum(bool(one.response) for one in opinions),
        "meeting_on": date_vn(dossier.meeting_on) if dossier.meeting_on else "",
    }


def _day(day: Any) -> str:
    return date_vn(day) if day else BLANK


def _self_score(user: User, dossier: Dossier) -> Fields:
    answers = answers_of([dossier])[dossier.pk]
    told, sums = _scored(dossier, answers)
    proof = _evidence(dossier)
    rows = [
        shown | {"value": _value(answer), "points": _points(answer), "evidence": "\n".join(proof.get(answer.pk, []))}
        for shown, answer in zip(_rows(answers), answers, strict=True)
    ]
    level = sums.range_words
    return told | {"rows": rows, "range": f"Mức độ theo tự chấm: {level}" if sums.result.level is not None else level}


def _value(answer: CountedAnswer) -> str:
    return answer_text(answer.compiled.definition, answer.state, answer.value)


def _points(answer: CountedAnswer) -> str:
    return points(outcome_of(answer).points, empty=NOTHING)


def _evidence(dossier: Dossier) -> dict[int, list[str]]:
    """Titles with the pages meant, by answer. One statement."""
    found: dict[int, list[str]] = {}
    rows = since_posting(AnswerEvidence.objects.filter(answer__dossier=dossier)).select_related("document")
    for row in rows.order_by("attached_at", "pk"):
        listed = found.setdefault(row.answer_id, [])
        listed.append(f"{len(listed) + 1}. {row.document.title}{f' ({row.pages})' if row.pages else ''}")
    return found


def roles_of(key: str) -> frozenset[Role]:
    """Who of the unit makes this paper: what decides and asks is for those who lead, the self-score for all who work
    on it."""
    return SCORERS if key == "bang-tu-cham" else COMMUNE_LEADS


def _paper(name: str, title: str, sentence: str, order: int, make: Callable[[User, Dossier], Fields]) -> Paper:
    return Paper(
        key=name,
        title=title,
        sentence=sentence,
        template=HERE / f"{name}.docx",
        subjects=_subjects(name),
        fields=_paper_of(make),
        order=order,
    )


PAPERS = (
    _paper(
        ASSIGNMENT,
        "Quyết định phân công theo dõi tiêu chí",
        "Người theo dõi từng tiêu chí, theo trang “Phân công tiêu chí”.",
        20,
        _assignment,
    ),
    _paper(
        "ke-hoach-thuc-hien",
        "Kế hoạch thực hiện",
        "Mức độ phấn đấu, lịch của kỳ, tiêu chí và người theo dõi.",
        30,
        _plan,
    ),
    _paper(
        "ban-cam-ket",
        "Bản cam kết",
        "Mức độ phấn đấu và mô hình sáng tạo đã đăng ký.",
        40,
        lambda user, dossier: {},
    ),
    _paper(
        "bang-tu-cham",
        "Bảng tự chấm điểm",
        "Số liệu, điểm tự chấm và mục lục minh chứng của từng tiêu chí.",
        50,
        _self_score,
    ),
    _paper(
        "to-trinh-de-nghi-cong-nhan",
        "Tờ trình đề nghị công nhận",
        "Điểm tự chấm theo nhóm, việc niêm yết, lấy ý kiến, họp đánh giá.",
        60,
        _request,
    ),
)
