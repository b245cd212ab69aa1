"""Who may open the pages of appraisers, council and decisions."""

from collections.abc import Callable
from datetime import date

from tests.access_rows import AccessRow, World, row
from tests.evaluations.scenario import fresh, on, open_year
from thanthien.accounts.roles import Role
from thanthien.evaluations.actions import gates, papers, reviews
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.silence import record_silence
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Decision, ReviewRequest, Sheet
from thanthien.units.models import Agency

OFFICE = (Role.CITY_OFFICER, Role.CITY_HEAD)
BODIES = (Role.APPRAISER, *OFFICE)
CITY = (*OFFICE, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.CITY_LEADER, Role.AUDITOR)
SECRETARY = (Role.COUNCIL_SECRETARY,)


def _year(drive: str) -> Callable[[], World]:
    """A small year whose first dossier was driven to a state; the appraiser belongs to one of its bodies."""

    def make() -> World:
        year = open_year(units=1)
        getattr(year, drive)("10001")
        people = {
            Role.APPRAISER: year.people.mttq,
            Role.CITY_OFFICER: year.people.office,
            Role.CITY_HEAD: year.people.head,
            Role.COUNCIL_SECRETARY: year.people.secretary,
            Role.COUNCIL_MEMBER: year.people.member,
            Role.COMMUNE_FOCAL: year.people.communes["10001"]["focal"],
            Role.COMMUNE_CHAIR: year.people.communes["10001"]["chair"],
        }
        return World({role: fresh(user) for role, user in people.items()}, year=year)

    return make


def _asked() -> World:
    world = _year("announce")()
    with on(date(2026, 3, 17)):
        chair = world.year.who("10001", "chair")
        reviews.request_review(by=chair, dossier_id=world.year.dossier().pk, reasons={"1.1": "Sổ có thật"})
    return world


def _cycle(world: World) -> dict[str, object]:
    return {"cycle_id": world.year.cycle.pk}


def _code(world: World) -> dict[str, object]:
    return _cycle(world) | {"code": "1.1"}


def _unit(world: World) -> dict[str, object]:
    return _cycle(world) | {"unit": "10001"}


def _item(world: World) -> dict[str, object]:
    return {"item_id": world.year.item("10001", "1.1", "mttq").pk}


def _sheet(world: World) -> dict[str, object]:
    return {"sheet_id": Sheet.objects.get(body__code="mttq").pk}


def _request(world: World) -> dict[str, object]:
    return {"request_id": ReviewRequest.objects.get().pk}


def _decision(world: World) -> dict[str, object]:
    return {"decision_id": Decision.objects.get().pk}


def _silent() -> World:
    """One body is recorded to have said nothing."""
    world = _year("accept")()
    year, body = world.year, Agency.objects.get(code="so-noi-vu")
    pk = year.dossier().pk
    with on(date(2026, 3, 10)):
        papers.record_paper(
            by=fresh(year.people.office), kind=PaperKind.REMINDER, cycle_id=year.cycle.pk, dossier_ids=[pk],
            printed=Printed("9/SNV", date(2026, 3, 9), "Giám đốc", None), addressee=body,
        )  # fmt: skip
        record_silence(by=fresh(year.people.secretary), body=body, dossier_ids=[pk])
    return world


def _stated() -> World:
    """A gate is stated of the dossier."""
    world = _year("appraise")()
    words = gates.one_word_for([world.year.dossier().pk], False)
    with on(date(2026, 3, 10)):
        gates.state_gates(by=fresh(world.year.people.noi_vu), key="ky-luat", words=words)
    return world


def _gate_of_unit(world: World) -> dict[str, object]:
    return _cycle(world) | {"key": "ky-luat", "unit_code": "10001"}


def _body(world: World) -> dict[str, object]:
    return _cycle(world) | {"body": "so-noi-vu"}


def _silence(world: World) -> dict[str, object]:
    return _unit(world) | {"body": "so-noi-vu"}


def _to(roles: tuple[Role, ...], code: int = 200) -> dict[Role, int]:
    return dict.fromkeys(roles, code)


def _get(name: str, roles: tuple[Role, ...], drive: str, kwargs: Callable[[World], dict[str, object]]) -> AccessRow:
    return row(name, _to(roles), world=_year(drive), kwargs=kwargs)


def _post(
    name: str, roles: tuple[Role, ...], drive: str, kwargs: Callable[[World], dict[str, object]], code: int = 422
) -> AccessRow:
    """Nothing entered: the form again with its sentences."""
    return row(name, _to(roles, code), method="post", stranger=401, world=_year(drive), kwargs=kwargs)


# The body of the year's dossier; the standing office speaks for another body, which has its own sheet.
MTTQ = (Role.APPRAISER,)

APPRAISAL_ROWS = [
    row("appraisal-home", _to(BODIES)),
    _get("appraisal-grid", MTTQ, "accept", _code),
    _post("appraisal-grid", MTTQ, "accept", _code, 302),
    _get("appraisal-item", MTTQ, "accept", _item),
    _post("appraisal-item", MTTQ, "accept", _item),
    _post("appraisal-ask", MTTQ, "accept", _item),
    row("appraisal-confirm", _to(MTTQ, 302), world=_year("accept"), kwargs=_code),
    _post("appraisal-confirm", MTTQ, "accept", _code, 302),
    _get("appraisal-send", BODIES, "accept", _cycle),
    _post("appraisal-send", BODIES, "accept", _cycle),
    row("council-home", _to(CITY)),
    _get("council-dossier", CITY, "appraise", _unit),
    _get("council-item", CITY, "appraise", lambda world: _unit(world) | {"code": "1.1"}),
    row(
        "council-item", _to(CITY, 422), method="post", stranger=401, world=_year("appraise"),
        kwargs=lambda world: _unit(world) | {"code": "1.1"},
    ),
    _get("council-adopt", SECRETARY, "appraise", _cycle),
    _post("council-adopt", SECRETARY, "appraise", _cycle),
    _get("council-conclude", SECRETARY, "appraise", _cycle),
    _post("council-conclude", SECRETARY, "appraise", _cycle),
    _get("council-propose", SECRETARY, "appraise", _unit),
    _post("council-propose", SECRETARY, "appraise", _unit),
    _get("council-reconsider", SECRETARY, "conclude", _unit),
    _post("council-reconsider", SECRETARY, "conclude", _unit),
    _get("waiting-bodies", CITY, "accept", _cycle),
    _get("body-remind", OFFICE, "accept", _body),
    _post("body-remind", OFFICE, "accept", _body),
    _get("silence-record", SECRETARY, "accept", _body),
    _post("silence-record", SECRETARY, "accept", _body),
    row("silence-end", _to(SECRETARY), world=_silent, kwargs=_silence),
    row("silence-end", _to(SECRETARY, 422), method="post", stranger=401, world=_silent, kwargs=_silence),
    _get("council-hand-back", SECRETARY, "appraise", _sheet),
    _post("council-hand-back", SECRETARY, "appraise", _sheet),
    _get("council-gates", (*CITY, *MTTQ), "appraise", _cycle),
    _get("council-gate", OFFICE, "appraise", lambda world: _cycle(world) | {"key": "ky-luat"}),
    _post("council-gate", OFFICE, "appraise", lambda world: _cycle(world) | {"key": "ky-luat"}),
    row("council-gate-correct", _to(OFFICE), world=_stated, kwargs=_gate_of_unit),
    row("council-gate-correct", _to(OFFICE, 422), method="post", stranger=401, world=_stated, kwargs=_gate_of_unit),
    _get("review-list", CITY, "announce", _cycle),
    row("review-answer", _to(SECRETARY), world=_asked, kwargs=_request),
    row("review-answer", _to(SECRETARY, 422), method="post", stranger=401, world=_asked, kwargs=_request),
    row("review-finish", _to(SECRETARY), world=_asked, kwargs=_unit),
    row("review-finish", _to(SECRETARY, 422), method="post", stranger=401, world=_asked, kwargs=_unit),
    _get("announce", OFFICE, "conclude", _cycle),
    _post("announce", OFFICE, "conclude", _cycle),
    row("decisions", _to(CITY, 302)),
    _get("decision-home", CITY, "announce", _cycle),
    _get("decision-record", OFFICE, "announce", _cycle),
    _post("decision-record", OFFICE, "announce", _cycle),
    _get("decision-publish", OFFICE, "decide", _cycle),
    _post("decision-publish", OFFICE, "decide", _cycle, 200),
    _get("decision-whole", OFFICE, "publish", _cycle),
    _post("decision-whole", OFFICE, "publish", _cycle),
    _get("decision-change", OFFICE, "publish", _unit),
    _post("decision-change", OFFICE, "publish", _unit),
    _get("decision-file", CITY, "decide", _decision),
    _get("decision-paper", OFFICE, "publish", _decision),
    _post("decision-paper", OFFICE, "publish", _decision),
]  # fmt: skip
