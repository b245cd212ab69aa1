"""Who may open the commune's pages. People of the commune belong to the dossier's own unit here; that others get
404 is tested beside the pages."""

from datetime import date

from tests.access_rows import AccessRow, World, row
from tests.evaluations.scenario import Year, on, open_year, person
from thanthien.accounts.positions import SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.evaluations.actions import answers, submission
from thanthien.evaluations.models import AnswerEvidence, Opinion, ReturnItem
from thanthien.units.models import Agency

READERS = (Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR, Role.COMMUNE_PARTY, Role.COMMUNE_FRONT)
SCORERS = READERS[:3]
BODIES = READERS[3:]
LEADS = (Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR)


def _world(year: Year) -> World:
    jobs = year.people.communes["10001"]
    committee, front = Agency.objects.get(code="ubnd-10001"), Agency.objects.get(code="mttq-10001")
    people = {
        Role.COMMUNE_FOCAL: jobs["focal"],
        Role.COMMUNE_OFFICER: jobs["officer"],
        Role.COMMUNE_CHAIR: jobs["chair"],
        Role.COMMUNE_PARTY: person("bithu", committee, Role.COMMUNE_PARTY),
        Role.COMMUNE_FRONT: person("mattran", front, Role.COMMUNE_FRONT),
    }
    return World(people, year=year)


def _scoring() -> World:
    """A dossier in self-scoring with one document attached."""
    year = open_year(units=1)
    year.score()
    with on(date(2026, 1, 13)):
        made = year.document("10001")
        answers.attach(by=year.who("10001", "focal"), answer_id=year.answer("10001", "1.1").pk, document_ids=[made.pk])
    world = _world(year)
    world.evidence_id = AnswerEvidence.objects.get().pk
    return world


def _posted() -> World:
    """A posted draft with one opinion."""
    year = open_year(units=1)
    year.post()
    with on(date(2026, 1, 15)):
        text = submission.OpinionText(date(2026, 1, 15), "Hòm thư", "Ý kiến")
        submission.record_opinion(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, opinion=text)
    world = _world(year)
    world.opinion_id = Opinion.objects.get().pk
    return world


def _returned() -> World:
    """A returned dossier of which one item is asked."""
    from thanthien.evaluations.actions import intake

    year = open_year(units=1)
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(
            by=year.people.office, dossier_id=year.dossier().pk, reason="Thiếu sổ", items={"1.1": "Bổ sung sổ"}
        )
    world = _world(year)
    world.item_id = ReturnItem.objects.get().pk
    return world


def _appraised() -> World:
    """A dossier under appraisal with one open question."""
    from tests.evaluations.test_commune_results import asked

    year = open_year(units=1)
    question = asked(year)
    world = _world(year)
    world.request_id = question.pk
    return world


def _row(
    name: str, allowed: tuple[Role, ...], answer: int = 200, world=_scoring, method: str = "get", **keys
) -> AccessRow:
    """One route of a dossier; `keys` are further parts of its address, a callable is asked with the world."""

    def kwargs(made: World) -> dict[str, object]:
        parts = {key: value(made) if callable(value) else value for key, value in keys.items()}
        return {"cycle_id": made.year.cycle.pk, "unit_code": "10001", **parts}

    stranger = 302 if method == "get" else 401
    return row(name, dict.fromkeys(allowed, answer), world=world, kwargs=kwargs, method=method, stranger=stranger)


def _forecast_row(name: str) -> AccessRow:
    """A forecast is for the unit's own people and the city, not for bodies; so are the months of its duties."""
    return row(
        name,
        dict.fromkeys((*READERS, *SEES_ALL), 200),
        world=_scoring,
        kwargs=lambda made: {"cycle_id": made.year.cycle.pk, "code": "10001"},
    )


COMMUNE_ROWS = [
    row("commune-home", dict.fromkeys(READERS, 200)),
    _forecast_row("forecast"),
    _forecast_row("unit-duties"),
    _row("registration", READERS),
    _row("assignment", LEADS),
    _row("ask-extension", READERS),
    _row("ask-extension", READERS, 422, method="post"),
    _row("self-scoring", READERS, 302),
    _row("self-scoring-item", READERS, code="1.1"),
    _row("answer-evidence-upload", SCORERS, 302, method="post", code="1.1"),
    _row("answer-evidence-pick", SCORERS, code="1.1"),
    _row("answer-evidence-link", SCORERS, code="1.1"),
    _row("answer-evidence-change", SCORERS, 302, method="post", code="1.1", evidence_id=lambda made: made.evidence_id),
    _row("submission", READERS),
    _row("dossier-reading", READERS),
    _row("draft-sheet", READERS),
    _row("return-answer", SCORERS, world=_returned, item_id=lambda made: made.item_id),
    _row("write-report", SCORERS),
    _row("post-draft", SCORERS),
    _row("record-opinion", SCORERS, world=_posted),
    _row("answer-opinion", SCORERS, world=_posted, opinion_id=lambda made: made.opinion_id),
    _row("record-meeting", SCORERS, world=_posted),
    _row("draft-changes", SCORERS, world=_posted),
    _row("draft-change", SCORERS, world=_posted, code="1.1"),
    _row("draft-change", SCORERS, 422, world=_posted, method="post", code="1.1"),
    _row("body-opinion", BODIES, world=_posted),
    _row("body-opinion", BODIES, 422, world=_posted, method="post"),
    _row("sign-dossier", SCORERS, world=_posted),
    row(
        "evidence-renew",
        dict.fromkeys((*SCORERS, Role.COMMUNE_FRONT), 302),  # whose answers it is, the action says
        world=_scoring,
        method="post",
        stranger=401,
        kwargs=lambda world: {"key": AnswerEvidence.objects.get(pk=world.evidence_id).document.key},
    ),
    _row("sign-dossier", SCORERS, 302, world=_posted, method="post"),
    _row("take-figures", SCORERS, 302, world=_posted, method="post"),
    _row("submit-check", SCORERS),
    _row("dossier-step-back", SCORERS, world=_posted, step="go-niem-yet"),
    _row("item-requests", READERS, world=_appraised),
    _row("item-request", SCORERS, world=_appraised, request_id=lambda made: made.request_id),
    _row("commune-results", READERS, world=_appraised),
]
