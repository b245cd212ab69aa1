"""What changes after a result was told: a returned Tờ trình, an adjusted decision, a corrected one. Old seals keep
their bytes; the public file recomputes, and tells the sequence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.evaluations.scenario import Year, fresh, on, open_year, other_pdf, pdf
from thanthien.accounts.models import User
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import adjustments, decision_corrections, decisions
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.decision_corrections import Right
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, Column, DecisionKind
from thanthien.evaluations.models import (
    AdjustedItem,
    Adjustment,
    Decision,
    Edition,
    Seal,
    Total,
)
from thanthien.evaluations.queries.decision_texts import texts_of
from thanthien.evaluations.queries.papers import papers_of, readable_papers
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import Status
from thanthien.verify import verify_year

pytestmark = pytest.mark.django_db
WEAK = Entry(AnswerState.VALUE, {"option": "khong"}, "Kết quả giải quyết khiếu nại")
COMPLAINED, SETTLED, DECIDED = date(2026, 5, 4), date(2026, 5, 11), date(2026, 5, 18)
RETURNED, AGAIN = date(2026, 3, 23), date(2026, 3, 24)


def paper(number: str, day: date) -> Printed:
    return Printed(number, day, "Người ký", pdf())


def told(act: Callable[[], object]) -> list[str]:
    with pytest.raises((Refused, Invalid)) as caught:
        act()
    found = caught.value
    return list(found.errors.values()) if isinstance(found, Invalid) else found.problems


def open_data() -> dict[str, Any]:
    answer = Client().get("/ket-qua/2026/du-lieu.json")
    return dict(json.loads(b"".join(answer)))  # type: ignore[arg-type]


def documents(code: str = "10001") -> list[dict[str, Any]]:
    (unit,) = [one for one in open_data()["units"] if one["code"] == code]
    return [entry["document"] for entry in unit["documents"]]


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def published(units: int = 1) -> Year:
    year = open_year(units=units)
    for n in range(1, units):
        year.decide(str(10001 + n))
    year.publish("10001")
    return year


# --- Corrected decisions ----------------------------------------------------------------------------------------------


def correct(year: Year, right: Right, number: str = "45/TB-UBND", **more: Any) -> Decision:
    found = more.pop("decision", None) or Decision.objects.order_by("pk").first()
    seen = more.pop("seen", texts_of(found).values)
    with on(COMPLAINED):
        return decision_corrections.correct_decision(
            by=fresh(year.people.office), decision_id=found.pk, paper=paper(number, COMPLAINED), right=right, seen=seen
        )


def test_a_wrong_number_is_corrected_with_both_texts_kept() -> None:
    year = published(units=2)
    before = {seal.pk: hashlib.sha256(seal.body.encode()).hexdigest() for seal in Seal.objects.all()}
    first = Edition.objects.get()
    made = correct(year, Right(number="21/QĐ-UBND"))
    decided = Decision.objects.get(kind=DecisionKind.RECOGNITION)
    assert (decided.number, texts_of(decided).number, made.kind) == ("12/QĐ-UBND", "21/QĐ-UBND", "correction")
    assert {pk: hashlib.sha256(Seal.objects.get(pk=pk).body.encode()).hexdigest() for pk in before} == before
    edition = Edition.objects.first()
    assert (edition.reason, edition.head["format"], first.head["format"]) == (
        "Đính chính Quyết định số 12/QĐ-UBND ngày 24/03/2026, theo văn bản số 45/TB-UBND",
        "thanthien.year/3", "thanthien.year/2",
    )  # fmt: skip
    first_document, second = documents()
    assert (first_document["format"], second["format"]) == ("thanthien.dossier/2", "thanthien.dossier/3")
    assert second["corrects"] == {
        "decision": {"kind": "recognition", "number": "12/QĐ-UBND", "signed_on": "2026-03-24"},
        "changes": [{"what": "number", "before": "12/QĐ-UBND", "after": "21/QĐ-UBND"}],
    }
    assert second["level"] == first_document["level"]
    report = verify_year(open_data())
    assert (report.told.differences, report.documents) == ([], 4)


def test_a_name_a_day_and_a_signer_are_corrected_and_no_name_of_a_person_is_sealed() -> None:
    year = published(units=2)
    key = year.dossier("10001").pk
    correct(year, Right(signed_on=date(2026, 3, 23), signer="Nguyễn Văn Đúng", names={key: "Xã An Hoà Mới"}))
    last = documents()[-1]
    assert last["unit"]["name"] == "Xã An Hoà Mới"
    assert last["corrects"]["changes"] == [
        {"what": "signed_on", "before": "2026-03-24", "after": "2026-03-23"},
        {"what": "signer"},
        {"what": "unit_name", "before": "Xã An Hòa", "after": "Xã An Hoà Mới"},
    ]
    assert documents("10002")[-1]["unit"]["name"] == "Phường Bình Minh"
    assert "Nguyễn Văn Đúng" not in json.dumps(open_data(), ensure_ascii=False)
    assert verify_year(open_data()).told.differences == []


def test_only_the_unit_that_was_named_wrongly_is_sealed_anew() -> None:
    year = published(units=2)
    correct(year, Right(names={year.dossier("10001").pk: "Xã An Hoà"}))
    assert (len(documents("10001")), len(documents("10002"))) == (2, 1)


def test_a_correction_says_something_else_than_what_stands() -> None:
    year = published()
    sentence = ["Cần ghi ít nhất một nội dung đúng khác với nội dung đã ghi."]
    assert told(lambda: correct(year, Right())) == sentence
    assert told(lambda: correct(year, Right(number="12/QĐ-UBND"))) == sentence
    assert told(lambda: correct(year, Right(signed_on=date(2026, 3, 1)))) == [
        "Ngày ký không được trước việc mà quyết định dựa vào: Hội đồng kết luận ngày 10/03/2026."
    ]
    assert told(lambda: correct(year, Right(signed_on=date(2026, 6, 1)))) == ["Ngày ký không được sau hôm nay."]


def test_what_was_corrected_meanwhile_is_seen_first() -> None:
    year = published()
    seen = texts_of(Decision.objects.get()).values
    correct(year, Right(number="21/QĐ-UBND"))
    with pytest.raises(Stale):
        correct(year, Right(number="22/QĐ-UBND"), "46/TB-UBND", seen=seen)
    correct(year, Right(number="22/QĐ-UBND"), "46/TB-UBND")
    assert [row["corrects"]["changes"][0]["before"] for row in documents()[1:]] == ["12/QĐ-UBND", "21/QĐ-UBND"]
    assert verify_year(open_data()).told.differences == []


def test_a_decision_that_is_not_published_yet_is_corrected_without_an_edition() -> None:
    year = open_year(units=1)
    year.decide()
    correct(year, Right(number="21/QĐ-UBND"))
    assert (Edition.objects.count(), year.dossier().status) == (0, Status.DECIDED)
    with on(COMPLAINED):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())
    assert (len(documents()), verify_year(open_data()).told.differences) == (2, [])


def test_a_number_that_was_put_right_is_free_for_the_decision_that_has_it() -> None:
    year = open_year(units=2)
    year.publish("10001")
    correct(year, Right(number="21/QĐ-UBND", signer="Nguyễn Văn Đúng"))
    year.announce("10002")

    def record(number: str, signer: str, file: Any) -> None:
        with on(COMPLAINED):
            decisions.record_decision(
                by=fresh(year.people.office), cycle=year.cycle, paper=Printed(number, date(2026, 3, 24), signer, file),
                verdicts={year.dossier("10002").pk: decisions.Verdict(2)},
            )  # fmt: skip

    assert told(lambda: record("12/QĐ-UBND", "Người ký", pdf())) == [
        "Bản ký này đã ghi nhận, được đính chính: số 21/QĐ-UBND ngày 24/03/2026."
    ]
    assert told(lambda: record("21/QĐ-UBND", "Người ký", pdf())) == [
        "Quyết định cùng số, cùng ngày đã được ghi nhận với người ký: Nguyễn Văn Đúng."
    ]
    record("12/QĐ-UBND", "Người ký", other_pdf())
    with on(COMPLAINED):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())
    assert [one["decision"]["number"] for one in documents("10002")] == ["12/QĐ-UBND"]
    assert verify_year(open_data()).told.differences == []


def test_a_further_list_says_the_number_as_it_was_put_right() -> None:
    year = open_year(units=2)
    year.publish("10001")
    correct(year, Right(number="21/QĐ-UBND"))
    year.publish("10002", "21/QĐ-UBND")
    assert [one["decision"]["number"] for one in documents("10002")] == ["21/QĐ-UBND"]
    assert verify_year(open_data()).told.differences == []


def test_a_lowering_follows_a_correction_and_keeps_the_right_name() -> None:
    year = published()
    correct(year, Right(names={year.dossier().pk: "Xã An Hoà"}))
    dossier = year.dossier()
    with on(DECIDED):
        decisions.change_recognition(
            by=fresh(year.people.office), dossier_id=dossier.pk, level=1, reason="Hậu kiểm",
            paper=paper("50/QĐ-UBND", DECIDED), version=dossier.version,
        )  # fmt: skip
    last = documents()[-1]
    assert (last["unit"]["name"], "corrects" in last, last["format"]) == ("Xã An Hoà", False, "thanthien.dossier/3")
    assert verify_year(open_data()).told.differences == []


# --- Adjusted results -------------------------------------------------------------------------------------------------


def settle(year: Year, *codes: str, number: str = "77/QĐ-UBND") -> Adjustment:
    dossier = year.dossier()
    with on(COMPLAINED):
        return adjustments.open_adjustment(
            by=fresh(year.people.office), dossier_id=dossier.pk, settlement=paper(number, COMPLAINED),
            grounds="Đơn khiếu nại đúng một phần", codes=codes, version=dossier.version,
        )  # fmt: skip


def conclude_item(year: Year, entry: Entry = WEAK) -> AdjustedItem:
    item = AdjustedItem.objects.order_by("pk").last()
    assert item is not None
    with on(SETTLED):
        return adjustments.conclude_adjusted(by=year.concluder, item_id=item.pk, version=item.version, entry=entry)


def adjust(year: Year, row: Adjustment, level: int, *, day: date | None = SETTLED, number: str = "88/QĐ-UBND") -> None:
    row.refresh_from_db()
    with on(DECIDED):
        adjustments.record_adjustment(
            by=fresh(year.people.office), adjustment_id=row.pk, paper=paper(number, DECIDED),
            adjusted=adjustments.Adjusted(level, "Theo kết quả giải quyết khiếu nại", Session(day)),
            version=row.version,
        )  # fmt: skip


def test_the_settlement_is_read_by_the_city_and_the_leads_of_the_unit_alone() -> None:
    year = published()
    settled, dossier = settle(year, "2.2").settlement, year.dossier()
    commune = year.people.communes["10001"]
    found = {}
    for name, user in {"office": year.people.office, "body": year.people.mttq, **commune}.items():
        reader = fresh(user)
        lines = {line.paper.pk: line.may_open for line in papers_of(reader, dossier)}
        found[name] = readable_papers(reader).filter(pk=settled.pk).exists()
        assert lines[settled.pk] is found[name]
    assert {name for name, may in found.items() if may} == {"office", "chair", "focal"}


def test_an_adjusted_result_is_recomputed_and_both_conclusions_stay() -> None:
    year = published()
    row = settle(year, "2.2")
    stood = year.conclusion("10001", "2.2")
    conclude_item(year)
    assert year.conclusion("10001", "2.2").points == stood.points  # the published result stands until the decision
    assert len(documents()) == 1
    adjust(year, row, 1)
    dossier = year.dossier()
    assert (dossier.status, dossier.decided_level, dossier.proposed_level) == (Status.ADJUSTED, 1, 1)
    assert Total.objects.get(dossier=dossier, column=Column.COUNCIL).level == 1
    first, second = documents()
    rows = {one["code"]: one for one in second["indicators"]}
    assert rows["2.2"]["former"] == [one["concluded"] for one in first["indicators"] if one["code"] == "2.2"]
    assert (rows["2.2"]["concluded"]["value"], rows["2.2"]["concluded"]["contested"]) == ({"option": "khong"}, True)
    assert [code for code, one in rows.items() if "former" in one] == ["2.2"]
    assert second["adjusts"] == {
        "settlement": {"number": "77/QĐ-UBND", "signed_on": "2026-05-04", "issuer": "Sở Nội vụ"}, "indicators": ["2.2"],
    }  # fmt: skip
    assert (second["council_on"], second["level"]["computed"]) == ("2026-05-11", 1)
    assert Edition.objects.first().reason == "Điều chỉnh: xã An Hòa, theo Quyết định số 88/QĐ-UBND"
    assert verify_year(open_data()).told.differences == []


def test_a_level_alone_is_adjusted_with_its_grounds() -> None:
    year = published()
    adjust(year, settle(year), 1, day=None)
    first, second = documents()
    assert (second["indicators"], second["total"]) == (first["indicators"], first["total"])
    assert second["level"] == first["level"] | {"decided": 1, "decided_reason": "Theo kết quả giải quyết khiếu nại"}
    assert verify_year(open_data()).told.differences == []


def test_a_revoked_recognition_is_given_back_and_adjusted_twice() -> None:
    year = published()
    dossier = year.dossier()
    with on(COMPLAINED):
        decisions.change_recognition(
            by=fresh(year.people.office), dossier_id=dossier.pk, level=0, reason="Hậu kiểm",
            paper=paper("50/QĐ-UBND", COMPLAINED), version=dossier.version,
        )  # fmt: skip
    adjust(year, settle(year), 2, day=None)
    row = settle(year, "2.2", number="78/QĐ-UBND")
    conclude_item(year)
    adjust(year, row, 1, number="89/QĐ-UBND")
    assert [one["level"]["decided"] for one in documents()] == [2, 0, 2, 1]
    assert verify_year(open_data()).told.differences == []


@pytest.mark.parametrize(
    ("level", "day", "sentences"),
    [
        (7, SETTLED, ["Cần chọn một mức độ của bộ tiêu chí."]),
        (1, None, ["Cần ghi ngày họp Hội đồng."]),
        (1, date(2026, 5, 3), ["Ngày họp Hội đồng không được trước ngày mở việc điều chỉnh: Xã An Hòa (04/05/2026)."]),
        (1, date(2026, 5, 19), ["Ngày họp Hội đồng không được sau hôm nay."]),
    ],
)
def test_what_an_adjusting_decision_needs(level: int, day: date | None, sentences: list[str]) -> None:
    year = published()
    row = settle(year, "2.2")
    assert told(lambda: adjust(year, row, 1)) == ["Hội đồng chưa kết luận lại: 2.2."]
    conclude_item(year)
    assert told(lambda: adjust(year, row, level, day=day)) == sentences


def test_without_indicators_the_level_must_change() -> None:
    year = published()
    assert told(lambda: adjust(year, settle(year), 2, day=None)) == [
        "Không điều chỉnh tiêu chí nào thì mức độ phải khác mức đang có."
    ]


def test_the_new_word_is_another_one_with_its_reason() -> None:
    year = published()
    settle(year, "2.2")
    same = Entry(AnswerState.VALUE, {"option": "tot"}, "Như cũ")
    assert told(lambda: conclude_item(year, same)) == ["Kết luận này giống kết luận đã công bố."]
    mute = Entry(AnswerState.VALUE, {"option": "khong"})
    assert told(lambda: conclude_item(year, mute)) == [
        "Cần ghi lý do kết luận khác; lý do được công khai cùng quyết định."
    ]


def test_an_adjustment_may_be_given_up_and_begun_anew() -> None:
    year = published()
    row = settle(year, "2.2")
    assert told(lambda: settle(year, number="78/QĐ-UBND")) == ["Kết quả của đơn vị này đang được điều chỉnh."]
    with on(SETTLED):
        adjustments.drop_adjustment(
            by=fresh(year.people.office), adjustment_id=row.pk, reason="Rút đơn", version=row.version
        )
    assert told(lambda: conclude_item(year)) == ["Việc điều chỉnh này đã kết thúc."]
    settle(year, number="78/QĐ-UBND")
