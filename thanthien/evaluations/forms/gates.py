"""What is typed about a gate: a word for each dossier, and the ground where it holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from thanthien.core.acting.forms import VersionedForm
from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText
from thanthien.core.text import normalise
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.gates import GateWord
from thanthien.evaluations.actions.printed import MAX_NUMBER
from thanthien.evaluations.head_files import file_holders
from thanthien.evaluations.heads import ANSWERS, IN_POST, NONE, VACANT, FileDocument, HeadsWord, Term, term_of
from thanthien.evaluations.models import GateFact

DOCUMENT = ("number", "signed_on", "issuer")
WORDS = {"": None, "khong": False, "co": True}
LABELS = {None: "Chưa xác định", False: "Không xảy ra", True: "Có xảy ra"}
# Of a gate about heads the word says of whom it is asked further: of nobody, or of each.
LABELS_OF_HEADS = {
    None: LABELS[None],
    False: "Không có người đứng đầu bị kỷ luật, truy cứu",
    True: "Có: xác nhận từng người",
}


@dataclass(frozen=True, slots=True)
class HeadsAsked:
    """What a gate about heads asks: the heads of each dossier's unit, and of whose it is said one by one."""

    terms: Mapping[int, Sequence[Term]]
    each: Collection[int]


def code_of(holds: bool | None) -> str:
    """The word as the page sends it."""
    return next(code for code, value in WORDS.items() if value is holds)


class GateForm(forms.Form):
    """The words chosen on the list, unseen (`h<dossier>`), and the ground of each hit (`c<dossier>`). Of heads: an
    answer for each where somebody was hit (`d<dossier>-<term>`), and the document of the body that holds such files.
    """

    def __init__(
        self, units: Mapping[int, str], hits: Collection[int], heads: HeadsAsked | None = None, **bound: Any
    ) -> None:
        super().__init__(**bound)
        self.heads = heads
        for pk, name in units.items():
            self.fields[f"h{pk}"] = forms.ChoiceField(
                choices=[(code, LABELS[holds]) for code, holds in WORDS.items()],
                required=False,
                widget=forms.HiddenInput,
            )
            if pk in hits:
                self.fields[f"c{pk}"] = LineText(label=f"Căn cứ, {name}", required=False, max_length=MAX_REASON)

        if heads is not None:
            self._ask_of_heads(units, heads)

    def _ask_of_heads(self, units: Mapping[int, str], heads: HeadsAsked) -> None:
        for pk in sorted(heads.each):
            for term in (one for one in heads.terms[pk] if not one.vacant):
                self.fields[f"d{pk}-{term.key}"] = _answer_field(f"{units[pk]}: {term.told}")
        self.fields |= _document_fields()
        if all(WORDS.get(self.data.get(f"h{pk}", "")) is None for pk in units) and self.is_bound:
            for name in DOCUMENT:
                self.fields[name].required = False

    def field_named(self, name: str) -> str:
        """The action names the dossier, or what of the document is wrong."""
        return f"c{name}" if name.isdecimal() else name

    def words(self, keys: Collection[int]) -> dict[int, GateWord]:
        """What is stated of each dossier."""
        data = self.cleaned_data
        return {pk: GateWord(WORDS[data[f"h{pk}"]], data.get(f"c{pk}", ""), self._of_heads(pk)) for pk in keys}

    def _of_heads(self, pk: int) -> HeadsWord | None:
        data = self.cleaned_data
        if self.heads is None or WORDS[data[f"h{pk}"]] is None:
            return None
        terms = tuple(self.heads.terms[pk])
        answers = [VACANT if one.vacant else data.get(f"d{pk}-{one.key}", NONE) for one in terms]
        return HeadsWord(_document(data), tuple(answers), terms)


class GateCorrectionForm(VersionedForm):
    """What was stated of one dossier, put right: the word, or of heads each answer (`d-<term>`) and the document; the
    ground; and why."""

    def __init__(self, fact: GateFact, terms: Sequence[Term], data: Any = None) -> None:
        super().__init__(data, initial=_stated(fact))
        self.terms = tuple(terms)
        if self.terms:
            asked = (one for one in self.terms if not one.vacant)
            self.fields |= {f"d-{one.key}": _answer_field(one.told) for one in asked} | _document_fields()
        else:
            self.fields["word"] = forms.ChoiceField(
                label="Xác nhận", choices=[(code, LABELS[holds]) for code, holds in WORDS.items() if code],
                error_messages={"required": "Cần chọn câu trả lời."},
            )  # fmt: skip
        self.fields["note"] = LineText(label="Căn cứ khi có xảy ra", required=False, max_length=MAX_REASON)
        self.fields["reason"] = LineText(
            label="Lý do sửa", max_length=MAX_REASON, error_messages={"required": "Cần ghi lý do sửa."},
        )  # fmt: skip

    def field_named(self, name: str) -> str:
        """The action names the dossier where the ground is missing."""
        return "note" if name.isdecimal() else name

    def words_of(self, current: GateFact) -> str:
        """What is stated now."""
        return "\n".join([LABELS[current.holds], *([current.note] if current.note else []), *current.head_lines])

    def word(self) -> GateWord:
        """What is stated instead."""
        data = self.cleaned_data
        if not self.terms:
            return GateWord(WORDS[data["word"]], data["note"])
        answers = tuple(VACANT if one.vacant else data[f"d-{one.key}"] for one in self.terms)
        return GateWord(IN_POST in answers, data["note"], HeadsWord(_document(data), answers, self.terms))


def _stated(fact: GateFact) -> dict[str, Any]:
    """What the form shows at first: as it was stated."""
    found: dict[str, Any] = {"version": fact.version, "word": code_of(fact.holds), "note": fact.note}
    if fact.heads:
        document = fact.heads["document"]
        found |= document | {"signed_on": date.fromisoformat(document["signed_on"])}
        found |= {f"d-{term_of(one).key}": one["answer"] for one in fact.heads["terms"]}
    return found


def _answer_field(label: str) -> forms.ChoiceField:
    answers = ((code, words.capitalize()) for code, words in ANSWERS.items())
    return forms.ChoiceField(
        label=label, choices=[("", "Chọn câu trả lời"), *answers], error_messages={"required": "Cần chọn câu trả lời."}
    )  # fmt: skip


def _document_fields() -> dict[str, forms.Field]:
    number = LineText(
        label="Số, ký hiệu văn bản", max_length=MAX_NUMBER, error_messages={"required": "Cần ghi số văn bản."},
        help_text="Văn bản của cơ quan lưu hồ sơ kỷ luật, nêu các đơn vị trong danh sách.",
    )  # fmt: skip
    issuer = forms.ChoiceField(
        label="Cơ quan ban hành", choices=[(one, one) for one in file_holders()],
        error_messages={"required": "Cần chọn cơ quan ban hành."},
    )  # fmt: skip
    signed_on = DayField(label="Ngày ký", error_messages={"required": "Cần ghi ngày ký."})
    return dict(zip(DOCUMENT, (number, signed_on, issuer), strict=True))


def _document(data: Mapping[str, Any]) -> FileDocument:
    return FileDocument(normalise(data["number"]), data["signed_on"], data["issuer"])
