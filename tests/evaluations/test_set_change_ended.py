"""A dossier that ended before the set of its year changed: its seal tells the changes that were in force by then, and
is judged by the version that held."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.evaluations.adjusted import change, decision, second_set, second_text
from tests.evaluations.scenario import GOOD, PHASES, Year, fresh, on, open_year
from tests.evaluations.test_two_lists import decide, withdraw
from tests.independent.sequence import set_course
from tests.year_samples import differences, rehashed, sample
from thanthien.evaluations.actions import answers, cycles, decisions, intake
from thanthien.evaluations.actions.seal_parts import held_by_version
from thanthien.evaluations.models import Seal
from thanthien.verify import verify_year

pytestmark = pytest.mark.django_db
Tree = dict[str, Any]
BEFORE, DAY, AFTER = date(2026, 1, 12), date(2026, 1, 13), date(2026, 2, 12)
CLOSED, CHANGED = date(2026, 2, 9), date(2026, 2, 11)
OTHER_VERSIONS = "tệp: “earlier_sets” không phải các phiên bản trước điều chỉnh mà văn bản nêu, theo thứ tự."
ONE_TOLD_OTHERWISE = "tệp: Các văn bản không ghi cùng những lần điều chỉnh bộ tiêu chí của kỳ."


def change_on(year: Year, day: date) -> None:
    change(year, chosen=second_set(year, None, day), day=day, paper=decision(year, day=day), effective_on=day)
    year.cycle.refresh_from_db()


def published() -> Tree:
    found: Tree = json.loads(b"".join(Client().get("/ket-qua/2026/du-lieu.json").streaming_content))  # type: ignore[attr-defined]
    return found


def withdrawn_year(day: date = BEFORE) -> Tree:
    """The file of a year in which 10002 withdrew on a day, and 10001 went over to the second version on 13/01."""
    year = open_year(units=2)
    year.score("10001")
    year.register("10002")
    if day < DAY:
        withdraw(year, "10002", day)
    change_on(year, DAY)
    if day >= DAY:
        withdraw(year, "10002", day)
    drafts = {"1.2": answers.Draft(GOOD["1.2"]), "2.3": answers.Draft(GOOD["2.1"])}
    with on(DAY):
        answers.save_answers(by=year.who("10001", "focal"), dossier_id=year.dossier("10001").pk, drafts=drafts)
    year.score = lambda *_: None  # type: ignore[method-assign]
    decide(year, "10002")
    year.publish("10001")
    return published()


def documents(tree: Tree) -> dict[str, Tree]:
    """The one document of each unit."""
    return {unit["code"]: unit["documents"][0]["document"] for unit in tree["units"]}


def versions(tree: Tree) -> dict[str, tuple[int, list[str]]]:
    """By unit: the version under which its document stands, and the numbers of the changes that it tells."""
    return {
        code: (one["criteria_set"]["version"], [told["number"] for told in one.get("set_changes", [])])
        for code, one in documents(tree).items()
    }


def test_unit_that_withdrew_before_tells_no_change_and_stands_under_the_version_of_then() -> None:
    tree = withdrawn_year()
    assert versions(tree) == {"10001": (2, ["15/QĐ-UBND"]), "10002": (1, [])}
    assert documents(tree)["10002"]["criteria_set"]["sha256"] == tree["earlier_sets"][0]["sha256"]
    assert verify_year(tree).told.differences == []
    assert [(one.number, one.touched, one.new, one.gone) for one in set_course(tree)] == [
        ("15/QĐ-UBND", ("1.2",), ("2.3",), ("2.1",))
    ]


def test_unit_that_withdrew_on_the_very_day_tells_the_change() -> None:
    tree = withdrawn_year(DAY)
    assert versions(tree) == {"10001": (2, ["15/QĐ-UBND"]), "10002": (2, ["15/QĐ-UBND"])}
    assert verify_year(tree).told.differences == []


def as_sealed_before(tree: Tree) -> None:
    """As the platform sealed such a unit until now: with the changes of the whole year."""
    main, gone = documents(tree)["10001"], documents(tree)["10002"]
    gone["set_changes"], gone["criteria_set"] = main["set_changes"], dict(main["criteria_set"])


def nobody_tells(tree: Tree) -> None:
    """A file of a year that only seems never to have changed its set."""
    main, gone = documents(tree)["10001"], documents(tree)["10002"]
    del main["set_changes"]
    gone["criteria_set"] = dict(main["criteria_set"])


FORGED: dict[str, tuple[Callable[[Tree], Any], str]] = {
    "it withdrew after the change": (
        lambda tree: documents(tree)["10002"]["withdrawn"].update(on="2026-01-14"), ONE_TOLD_OTHERWISE,
    ),
    "it stands under the later version and tells nothing": (
        lambda tree: documents(tree)["10002"].update(criteria_set=dict(documents(tree)["10001"]["criteria_set"])),
        ONE_TOLD_OTHERWISE,
    ),
    "a unit that went on tells nothing": (
        lambda tree: documents(tree)["10001"].pop("set_changes"), "Các văn bản không ghi cùng",
    ),
    "nobody tells it": (nobody_tells, OTHER_VERSIONS),
    "a version that never held is among the earlier ones": (
        lambda tree: tree["earlier_sets"].append(tree["earlier_sets"][0]), OTHER_VERSIONS,
    ),
    "its version is not in the file": (lambda tree: tree.pop("earlier_sets"), "Bộ tiêu chí: văn bản ghi"),
}  # fmt: skip


def test_old_seals_verify_and_every_forgery_is_told() -> None:
    text = json.dumps(withdrawn_year())
    old = json.loads(text)
    as_sealed_before(old)
    assert verify_year(rehashed(old)).told.differences == []
    told = {}
    for name, (forge, sentence) in FORGED.items():
        tree = json.loads(text)
        forge(tree)
        said = verify_year(rehashed(tree)).told.differences
        if not any(sentence in one for one in said):
            told[name] = said
    assert told == {}


def test_another_reader_sees_a_change_that_is_missing() -> None:
    text = json.dumps(withdrawn_year())
    for name in ("it withdrew after the change", "a unit that went on tells nothing"):
        tree = json.loads(text)
        FORGED[name][0](tree)
        with pytest.raises(AssertionError):
            set_course(rehashed(tree))


def test_dossier_closed_before_says_when_and_stands_under_the_version_of_then() -> None:
    year = open_year(units=2)
    with on(CLOSED):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier("10002").pk])
    change_on(year, CHANGED)
    with on(AFTER):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier("10001").pk])
    decide(year, "10001", "10002")
    with on(date(2026, 3, 25)):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())
    tree = published()
    assert versions(tree) == {"10001": (2, ["15/QĐ-UBND"]), "10002": (1, [])}
    assert [one.get("closed") for one in documents(tree).values()] == [None, {"on": "2026-02-09"}]
    assert verify_year(tree).told.differences == []
    documents(tree)["10002"]["closed"]["on"] = "2026-02-12"
    assert ONE_TOLD_OTHERWISE in verify_year(rehashed(tree)).told.differences
    assert Seal.objects.filter(kind="decision").count() == 2


def test_day_of_closing_is_told_only_where_the_set_changed_later() -> None:
    tree = sample()
    tree["units"][2]["documents"][0]["document"]["closed"] = {"on": "2026-02-09"}
    assert [one for one in differences(rehashed(tree)) if "closed" in one] == [
        "văn bản 2026.1.10003.01: Có mục lạ “closed”."
    ]


def test_levels_held_before_are_told_where_the_version_asks_for_them() -> None:
    """In whichever order the dossiers of a decision come."""
    year = open_year(units=2)
    asking = "number: 2, title: Mức độ 2, requires: [{level: 1, how: held_before}],"
    phases = {key: (start.replace(year=2027), end.replace(year=2027)) for key, (start, end) in PHASES.items()}
    with on(date(2026, 1, 6)):
        plan = cycles.Plan(year.cycle.criteria_set, 2027, "Kỳ đánh giá năm 2027", phases)
        cycle = cycles.open_cycle(by=fresh(year.people.office), plan=plan)
    later = second_set(year, second_text(("number: 2, title: Mức độ 2,", asking)))
    year.publish("10001", "12/QĐ-UBND")
    year.publish("10002", "13/QĐ-UBND")
    then, now = cycle.dossiers.order_by("unit__code").select_related("cycle__criteria_set")
    now.cycle.criteria_set, now.cycle.set_turn = later, 1
    held = {now.unit_id: frozenset(range(1, (year.dossier("10002").decided_level or 0) + 1))}
    assert held != {now.unit_id: frozenset()}
    assert (held_by_version([then, now]), held_by_version([now, then])) == (held, held)
