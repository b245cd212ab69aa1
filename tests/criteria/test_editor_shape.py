"""Adding pieces to a draft and taking them out: where they stand, what is told, what is refused, and nothing lost."""

from typing import Any

import pytest
from django.test import Client

from tests.criteria.sending import post, send, sent
from tests.factories.accounts import person
from tests.factories.criteria import draft_set, issued_set, reference_text
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.editor.actions import add_piece, remove_piece
from thanthien.criteria.editor.adding import mark_of_pieces, new_piece, path_over, pieces_in, proposed_code
from thanthien.criteria.editor.places import HEAD_CODE, Part, Place, find_place
from thanthien.criteria.editor.queries import unfinished
from thanthien.criteria.editor.removing import whole_at
from thanthien.criteria.models import CriteriaSet

pytestmark = pytest.mark.django_db
LIST = "/bo-tieu-chi/"


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(person(Role.CITY_OFFICER))
    return client


def added(draft: CriteriaSet, part: Part, over: str, **values: Any) -> tuple[CriteriaSet, Place]:
    """The draft with a new piece, as its form shows it at first but for these values."""
    tree = draft.definition
    beside = pieces_in(tree, path_over(tree, part, over) or ())
    return add_piece(
        by=person(Role.CITY_OFFICER), set_id=draft.pk, part=part, over=over,
        piece=new_piece(tree, part, over) | ({"effect": "none"} if part == Part.GATE else {}) | values,
        seen=mark_of_pieces(beside),
    )  # fmt: skip


def removed(draft: CriteriaSet, part: Part, code: str) -> CriteriaSet:
    """The draft without the piece, taken out by somebody who saw it as it stands."""
    place = find_place(draft.definition, part, code)
    assert place is not None
    seen = canonical_sha256(whole_at(draft.definition, place))
    return remove_piece(by=person(Role.CITY_OFFICER), set_id=draft.pk, place=place, seen=seen)


def told(draft: CriteriaSet) -> list[tuple[str, str]]:
    return [(place.heading, sentence) for place, sentence in unfinished(draft)]


# --- Adding -----------------------------------------------------------------------------------------------------------

RULES: dict[str, dict[str, str]] = {
    "pass_fail": {},
    "checklist": {"rule-items-0-title": "Ghế ngồi", "rule-items-0-weight": "1"},
    "bands": {"unit": "%", "rule-bands-0-at_least": "90", "rule-bands-0-points": "1"},
    "linear": {"unit": "%", "rule-from": "50", "rule-to": "100"},
    "cadence": {"rule-at_least": "1", "rule-from": "0", "rule-to": "100"},
    "per_unit": {"rule-each": "0,5"},
    "deduction": {"rule-severities-0-title": "Bị nhắc nhở", "rule-severities-0-points": "0,5"},
    "choice": {"rule-options-0-title": "Tốt", "rule-options-0-points": "1"},
}


@pytest.mark.parametrize("kind", RULES)
def test_indicator_of_each_kind_is_added_on_its_page_and_taken_out_again(office: Client, kind: str) -> None:
    draft = draft_set()
    code, before = proposed_code(draft.definition, "1.2"), draft.sha256
    address = f"{LIST}{draft.pk}/them/tieu-chi/1.2/"
    drawn = send(office, address, sent(office.get(address).context["form"], **{"rule-kind": kind, "title": "Mới"}))
    if kind != "pass_fail":  # another kind is drawn first
        assert (drawn.status_code, drawn.context["form"]["title"].value()) == (200, "Mới")
        drawn = send(office, address, sent(drawn.context["form"], **RULES[kind]))
    assert (drawn.status_code, drawn.headers["Location"]) == (302, f"{LIST}{draft.pk}/#soan-du-thao")
    now = CriteriaSet.objects.get(pk=draft.pk)
    new = [one for one in now.parsed().indicators() if one.title == "Mới"]
    assert [(one.code, one.rule.kind, str(one.max)) for one in new] == [(code, kind, "1")]
    assert now.indicators.filter(title="Mới").count() == 1
    assert (now.sha256 == before, removed(now, Part.INDICATOR, code).sha256) == (False, before)


OVERDUE = "feedback.overdue_share"
GATES: dict[str, tuple[dict[str, str], Any]] = {
    "co-quan": ({"source-declared_by": "so-noi-vu"}, {"declared_by": "so-noi-vu"}),
    "tieu-chi": (
        {"source-indicator": "2.6.2", "source-condition": "below", "source-threshold": "75"},
        {"indicator": "2.6.2", "below": "75%"},
    ),
    "so-lieu": (
        {"source-measures-0-key": OVERDUE, "source-measures-0-condition": "above",
         "source-measures-0-threshold": "2%", "source-declared_by": "so-noi-vu"},
        {"measures": [{"key": OVERDUE, "above": "2%"}], "declared_by": "so-noi-vu"},
    ),
    "ho-so": ({}, "dossier"),
}  # fmt: skip


@pytest.mark.parametrize("source", GATES)
def test_gate_of_each_source_is_added_on_its_page_and_taken_out_again(office: Client, source: str) -> None:
    draft = draft_set()
    before, (typed, kept) = draft.sha256, GATES[source]
    answer = post(office, f"{LIST}{draft.pk}/them/truong-hop/{source}/", question="Bị kỷ luật", **typed)
    now = CriteriaSet.objects.get(pk=draft.pk)
    gate = now.definition["gates"][-1]
    assert (answer.status_code, gate["key"], gate["question"]) == (302, "bi-ky-luat", "Bị kỷ luật")
    assert (gate["source"], told(now)) == (kept, [])
    assert removed(now, Part.GATE, "bi-ky-luat").sha256 == before


@pytest.mark.parametrize("source", ["co-quan", "tieu-chi", "so-lieu"])
def test_nothing_is_chosen_for_the_person_in_a_new_gate(office: Client, source: str) -> None:
    draft = draft_set()
    answer = post(office, f"{LIST}{draft.pk}/them/truong-hop/{source}/", question="Bị kỷ luật")
    assert answer.status_code == 422
    assert CriteriaSet.objects.get(pk=draft.pk).sha256 == draft.sha256


def test_two_gates_of_the_same_question_have_keys_of_their_own() -> None:
    first, one = added(draft_set(), Part.GATE, "ho-so", question="Bị kỷ luật")
    _, other = added(first, Part.GATE, "ho-so", question="Bị kỷ luật")
    assert (one.code, other.code) == ("bi-ky-luat", "bi-ky-luat-2")


def test_group_is_empty_at_first_and_waits_for_an_indicator(office: Client) -> None:
    draft = draft_set()
    code, before = proposed_code(draft.definition, "1"), draft.sha256
    answer = post(office, f"{LIST}{draft.pk}/them/nhom/1/", title="Nhóm mới")
    shown = office.get(answer.headers["Location"])
    now = CriteriaSet.objects.get(pk=draft.pk)
    assert told(now) == [(f"Nhóm {code}", "Nhóm chưa có tiêu chí nào.")]
    assert (shown.status_code, "Thêm tiêu chí<span" in shown.content.decode()) == (200, True)
    filled, _ = added(now, Part.INDICATOR, code, title="Tiêu chí", max="1")
    assert told(filled) == [("Nhóm 1", "Điểm tối đa ghi 30, nhưng tổng các tiêu chí là 31.")]
    assert removed(filled, Part.GROUP, code).sha256 == before


def test_group_of_the_set_is_added_at_its_end() -> None:
    draft = draft_set()
    count, before = len(draft.definition["groups"]), draft.sha256
    now, place = added(draft, Part.GROUP, HEAD_CODE, title="Nhóm mới")
    assert (place.code, now.definition["groups"][-1]["title"]) == (str(count + 1), "Nhóm mới")
    assert removed(now, Part.GROUP, place.code).sha256 == before


def test_level_is_added_above_the_highest(office: Client) -> None:
    draft = draft_set()
    answer = post(office, f"{LIST}{draft.pk}/them/muc-do/bo-tieu-chi/", title="Mức độ 5", total_at_least="95")
    now = CriteriaSet.objects.get(pk=draft.pk)
    assert (answer.status_code, now.level_names.highest, now.level_names.name(5)) == (302, 5, "Mức độ 5")
    assert (told(now), removed(now, Part.LEVEL, "5").sha256) == ([], draft.sha256)


@pytest.mark.parametrize("code", ["1.1.1", "2", "total"])
def test_code_that_is_taken_is_told_beside_its_field(office: Client, code: str) -> None:
    draft = draft_set()
    answer = post(office, f"{LIST}{draft.pk}/them/tieu-chi/1.2/", title="Mới", code=code)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])
    assert CriteriaSet.objects.get(pk=draft.pk).sha256 == draft.sha256


def test_same_form_sent_twice_adds_once_and_asks(office: Client) -> None:
    draft = draft_set()
    address = f"{LIST}{draft.pk}/them/truong-hop/ho-so/"
    count = len(draft.definition["gates"])
    data = sent(office.get(address).context["form"], question="Bị kỷ luật")
    send(office, address, data)
    again = send(office, address, data)
    assert (again.status_code, again.context["form"].stands.splitlines()[-1]) == (409, "Bị kỷ luật")
    assert len(CriteriaSet.objects.get(pk=draft.pk).definition["gates"]) == count + 1
    assert send(office, address, again.context["form"].data).status_code == 302


def test_list_that_somebody_changed_meanwhile_is_stale() -> None:
    draft = draft_set()
    with pytest.raises(Stale):
        add_piece(
            by=person(Role.CITY_HEAD), set_id=draft.pk, part=Part.LEVEL, over=HEAD_CODE,
            piece={"title": "Mức", "total_at_least": "95%"}, seen="khac",
        )  # fmt: skip


@pytest.mark.parametrize(
    "address", ["tieu-chi/9", "tieu-chi/1.1.1", "tieu-chi/bo-tieu-chi", "truong-hop/khac", "muc-do/1", "chung/1", "x/1"]
)
def test_what_can_not_be_added_there_is_not_found(office: Client, address: str) -> None:
    assert office.get(f"{LIST}{draft_set().pk}/them/{address}/").status_code == 404


def test_next_code_follows_the_last_one_of_the_group() -> None:
    groups = [
        {"code": "A", "title": "A", "children": [{"code": "A2", "title": "x"}, {"code": "A10", "title": "x"}]},
        {"code": "B", "title": "B", "children": []},
    ]
    tree = {"title": "Bộ", "groups": groups}
    assert [proposed_code(tree, over) for over in ("A", "B", HEAD_CODE)] == ["A11", "B.1", "C"]


def test_group_too_deep_for_another_takes_none() -> None:
    inner: Any = {"code": "1.1.1", "title": "x", "children": []}
    tree = {"title": "Bộ", "groups": [{"code": "1", "title": "x", "children": [
        {"code": "1.1", "title": "x", "children": [inner]}]}]}  # fmt: skip
    found = [path_over(tree, part, "1.1.1") for part in (Part.INDICATOR, Part.GROUP)]
    assert found == [("groups", 0, "children", 0, "children", 0, "children"), None]


# --- Taking out -------------------------------------------------------------------------------------------------------


def refusals(draft: CriteriaSet, part: Part, code: str) -> list[str]:
    with pytest.raises(Refused) as error:
        removed(draft, part, code)
    assert CriteriaSet.objects.get(pk=draft.pk).sha256 == draft.sha256
    return error.value.problems


def test_indicator_that_a_gate_asks_for_stays_and_the_page_says_who(office: Client) -> None:
    draft = draft_set(reference_text(2))
    page = office.get(f"{LIST}{draft.pk}/bo/tieu-chi/2.6.2/")
    gate, mend = "Trường hợp “Tỷ lệ người dân hài lòng dưới 80%”", "cần sửa hoặc bỏ trường hợp đó trước."
    told = [f"{gate} xét theo tiêu chí {code}: {mend}" for code in ("2.6.1", "2.6.2")]
    assert (refusals(draft, Part.INDICATOR, "2.6.2"), refusals(draft, Part.GROUP, "2.6")) == (told[1:], told)
    assert (page.context["page"].problems, "Bỏ khỏi dự thảo" in page.content.decode()) == (told[1:], False)


def test_what_a_condition_names_stays() -> None:
    tree = reference_text(2)
    level = "    total_at_least: 60%\n"
    assert level in tree
    draft = draft_set(tree.replace(level, f"{level}    minimums:\n      - node: 1.1\n        share: 50%\n", 1))
    assert refusals(draft, Part.GROUP, "1.1") == ["Mức độ 1 có điều kiện riêng về mục 1.1: cần bỏ điều kiện đó trước."]


def test_indicator_goes_and_the_sums_that_no_longer_fit_are_told(office: Client) -> None:
    issued_set()
    draft = draft_set(reference_text(2))
    address = f"{LIST}{draft.pk}/bo/tieu-chi/1.1.1/"
    before = [(place.heading, sentence) for place, sentence in office.get(address).context["form"].left]
    answer = post(office, address)
    shown = office.get(answer.headers["Location"])
    now = CriteriaSet.objects.get(pk=draft.pk)
    assert (
        before
        == told(now)
        == [
            ("Nhóm 1", "Điểm tối đa ghi 30, nhưng tổng các tiêu chí là 24."),
            ("Nhóm 1.1", "Điểm tối đa ghi 15, nhưng tổng các tiêu chí là 9."),
        ]
    )
    assert [str(one) for one in shown.context["messages"]] == ["Đã bỏ tiêu chí 1.1.1. So với phiên bản 1 năm 2026: bỏ."]
    assert now.indicators.filter(code="1.1.1").count() == 0


def test_group_goes_with_what_the_page_lists(office: Client) -> None:
    draft = draft_set()
    address = f"{LIST}{draft.pk}/bo/nhom/1.1/"
    listed = [place.code for place in office.get(address).context["form"].inside]
    every = [one.code for one in draft.parsed().indicators()]
    post(office, address)
    left = [one.code for one in CriteriaSet.objects.get(pk=draft.pk).parsed().indicators()]
    assert (listed, left) == ([one for one in every if one.startswith("1.1.")], every[len(listed) :])


def test_group_that_somebody_changed_inside_meanwhile_is_not_taken_out(office: Client) -> None:
    draft = draft_set()
    address = f"{LIST}{draft.pk}/bo/nhom/1.1/"
    data = sent(office.get(address).context["form"])
    added(draft, Part.INDICATOR, "1.1", title="Của người khác")
    stale = send(office, address, data)
    assert (stale.status_code, stale.context["form"].inside[-1].title) == (409, "Của người khác")
    assert find_place(CriteriaSet.objects.get(pk=draft.pk).definition, Part.GROUP, "1.1") is not None
    assert send(office, address, stale.context["form"].data).status_code == 302


def caps(draft: CriteriaSet) -> list[int]:
    """The levels that gates name, also where a sample is too small."""
    samples = [getattr(gate.source, "sample", None) for gate in draft.parsed().gates]
    named = [gate.cap for gate in draft.parsed().gates] + [one.too_small if one else None for one in samples]
    return [one for one in named if one is not None]


def test_level_goes_and_what_names_those_above_it_moves_with_them() -> None:
    draft = draft_set()
    before = caps(draft)
    now = removed(draft, Part.LEVEL, "1")
    assert [(one["number"], one["title"]) for one in now.definition["levels"]] == [
        (1, "Mức độ 2"), (2, "Mức độ 3"), (3, "Mức độ 4"),
    ]  # fmt: skip
    assert (len(before), caps(now)) == (2, [one - 1 for one in before])


def test_level_that_a_gate_caps_at_stays() -> None:
    gate, mend = "Trường hợp “Còn phản ánh quá hạn chưa trả lời tại ngày chốt”", "cần sửa hoặc bỏ trường hợp đó trước."
    assert refusals(draft_set(), Part.LEVEL, "3") == [f"{gate} khống chế ở Mức độ 3: {mend}"]


def test_last_level_stays() -> None:
    draft = draft_set()
    for gate in tuple(draft.parsed().gates):
        draft = removed(draft, Part.GATE, gate.key)
    for number in ("4", "3", "2"):
        draft = removed(draft, Part.LEVEL, number)
    assert refusals(draft, Part.LEVEL, "1") == ["Bộ tiêu chí cần ít nhất một mức độ."]


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.CITY_LEADER])
def test_pieces_are_added_and_taken_out_by_the_standing_agency_alone(role: Role) -> None:
    draft, other = draft_set(), person(role)
    place = find_place(draft.definition, Part.LEVEL, "4")
    assert place is not None
    for act in (
        lambda: remove_piece(by=other, set_id=draft.pk, place=place, seen=""),
        lambda: add_piece(by=other, set_id=draft.pk, part=Part.LEVEL, over=HEAD_CODE, piece={}, seen=""),
    ):
        with pytest.raises(Refused) as error:
            act()
        assert error.value.problems == ["Anh/chị không có quyền với bộ tiêu chí."]


def test_issued_set_gains_and_loses_nothing(office: Client) -> None:
    made = issued_set()
    for address in ("them/muc-do/bo-tieu-chi", "bo/muc-do/4"):
        answer = office.get(f"{LIST}{made.pk}/{address}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}{made.pk}/")
    with pytest.raises(Refused):
        removed(made, Part.LEVEL, "4")


def test_set_as_a_whole_is_not_taken_out(office: Client) -> None:
    assert office.get(f"{LIST}{draft_set().pk}/bo/chung/bo-tieu-chi/").status_code == 404


def test_new_indicator_is_wrong_beside_its_fields() -> None:
    with pytest.raises(Invalid) as error:
        added(draft_set(), Part.INDICATOR, "1.1", title="Mới", max="0.3")
    assert error.value.errors == {"max": "Điểm tối đa phải lớn hơn 0 và là bội của bước 0,25."}
