"""Driving many dossiers through the steps of a year, as their people would, at the moments that the story sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random

from django.db.models import Q

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.rules import Cadence, Linear
from thanthien.evaluations.actions import (
    answers,
    council,
    figures,
    forecasts,
    gates,
    intake,
    registration,
    reviews,
    sheets,
    submission,
)
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.returns import answer_item
from thanthien.evaluations.enums import AnswerState, Origin, PaperAsked, ReviewOutcome
from thanthien.evaluations.models import Answer, Conclusion, Cycle, Dossier, Opinion, SheetItem
from thanthien.evaluations.queries.council import Comparison, compare
from thanthien.evaluations.queries.entering import entered_by_front, front_codes
from thanthien.evaluations.queries.reading import content_mark
from thanthien.evaluations.queries.returns import items_asked
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import Status
from thanthien.evidence.actions import add_files, add_link, add_text
from thanthien.evidence.models import Document
from thanthien.reports.demo import papers, texts
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.entries import due_periods, entry_for, weaker
from thanthien.reports.demo.hearing import hear


def session_today() -> Session:
    """The council meets: so many members, of whom so many take part."""
    return Session(clock.today(), 15, 13)


class Drive:
    """One cycle, its people, and chance. Every method is one kind of work done by many at one moment."""

    def __init__(
        self, cycle: Cycle, people: Mapping[str, User], rng: Random, *, before: Mapping[str, float] | None = None
    ) -> None:
        """``before``: the quality of each unit in the year before, from which that of this year is not far."""
        self.cycle, self.people, self.rng = cycle, people, rng
        self.dossiers: dict[str, Dossier] = {}
        self.read_again()
        self.quality = {
            code: min(1.0, max(0.1, before[code] + rng.gauss(0.02, 0.05) if before else rng.gauss(0.78, 0.18)))
            for code in sorted(self.dossiers)
        }
        self.picture = papers.picture()

    def read_again(self) -> None:
        """The cycle with its dossiers as they stand, after its set changed."""
        self.cycle = Cycle.objects.select_related("criteria_set__scheme").get(pk=self.cycle.pk)
        rows = Dossier.objects.filter(cycle=self.cycle).select_related("unit", "cycle__criteria_set")
        self.dossiers = {dossier.unit.code: dossier for dossier in rows}

    def who(self, job: str, code: str) -> User:
        """A commune's person."""
        return self.people[f"{job}.{code}"]

    def now(self, code: str) -> Dossier:
        """The dossier of a unit as it stands."""
        return Dossier.objects.get(pk=self.dossiers[code].pk)

    def decided(self) -> list[int]:
        """The dossiers that wait for publication."""
        return list(Dossier.objects.filter(cycle=self.cycle, status=Status.DECIDED).values_list("pk", flat=True))

    def ids(self, codes: Iterable[str]) -> list[int]:
        return [self.dossiers[code].pk for code in codes]

    def compiled(self, code: str) -> dict[str, CompiledIndicator]:
        return self.dossiers[code].compiled.by_code

    def _in_turn(self, codes: Iterable[str]) -> Iterator[str]:
        """One unit after the other, a few minutes apart."""
        for code in codes:
            clock.advance(timedelta(seconds=self.rng.randint(40, 240)))
            yield code

    # --- The commune ------------------------------------------------------------------------------------------------

    def register(self, codes: Iterable[str]) -> None:
        for code in self._in_turn(codes):
            level = 2 + round(2 * self.quality[code] * self.rng.random())
            do(
                registration.register, by=self.who("daumoi", code), dossier_id=self.dossiers[code].pk,
                target_level=min(level, 4), creative_model=self.rng.choice(texts.MODELS),
            )  # fmt: skip

    def compute_figures(self) -> None:
        """What the platform computes of the units' records, for all of them at once."""
        do(figures.compute_figures, cycle=self.cycle)

    def keep_week(self) -> None:
        """The figures as of the last Sunday, as they are kept every Monday."""
        do(figures.keep_week, cycle=self.cycle)

    def foresee(self) -> None:
        """What the year of each open dossier comes to, as it is kept every morning."""
        do(forecasts.keep_forecasts, cycle=self.cycle)

    def score(self, codes: Iterable[str], share: float = 1.0) -> None:
        """Answer a share of the indicators, the first ones first, as people do."""
        for code in self._in_turn(codes):
            indicators = list(self.compiled(code).values())
            wanted = indicators[: max(1, round(len(indicators) * share))]
            told = Answer.objects.filter(dossier=self.dossiers[code]).exclude(system_state=AnswerState.MISSING)
            computed = set(told.values_list("indicator__code", flat=True))
            drafts = {item.code: self._draft(code, item, computed=item.code in computed) for item in wanted}
            self._found(code, [key for key in computed & drafts.keys() if drafts[key].origin != Origin.SYSTEM])
            front = front_codes(self.cycle)
            for job, is_front in (("daumoi", False), ("mttq", True)):
                if own := {key: draft for key, draft in drafts.items() if (key in front) is is_front}:
                    do(answers.save_answers, by=self.who(job, code), dossier_id=self.dossiers[code].pk, drafts=own)

    def _draft(self, code: str, item: CompiledIndicator, *, computed: bool) -> answers.Draft:
        told = texts.explanation_for(item.definition, self.rng.randrange(4)) if self.rng.random() < 0.4 else ""
        explanation = texts.local(told, self.dossiers[code].unit.kind)
        if computed and self.rng.random() < 0.9:
            return answers.Draft(Entry(AnswerState.VALUE), explanation, origin="system")
        if item.definition.not_applicable.effect != "no" and self.rng.random() < 0.06:
            reason = item.definition.not_applicable.when or "Trong năm không phát sinh."
            return answers.Draft(Entry(AnswerState.NOT_APPLICABLE, reason=reason), explanation)
        entry = entry_for(self.rng, item, self.quality[code], due_periods(self.cycle.year, clock.today()))
        return answers.Draft(Entry(entry.state, entry.value, texts.OVERRIDE if computed else ""), explanation)

    def _found(self, code: str, declared: Sequence[str]) -> None:
        """Attach what figures rest on that are declared beside the platform's own."""
        if declared:
            focal, dossier = self.who("daumoi", code), self.dossiers[code]
            book = f"Sổ theo dõi của {dossier.unit.name_in_sentence}"
            files = [papers.upload(f"{book}.pdf", papers.pdf(book))]
            stored = [outcome.document for outcome in do(add_files, by=focal, unit=dossier.unit, files=files)]
            pages = {document.pk: "toàn bộ" for document in stored if document is not None}
            chosen = dict.fromkeys(sorted(declared), pages)
            do(answers.attach_many, by=focal, dossier_id=dossier.pk, documents=chosen)

    def collect_evidence(self, codes: Iterable[str]) -> None:
        """A few documents for each unit, most of them attached to several indicators."""
        for code in self._in_turn(codes):
            focal, dossier = self.who("daumoi", code), self.dossiers[code]
            library, unsaid = [one.pk for one in self._library(code, focal)], Q(state=AnswerState.MISSING)
            done = Answer.objects.filter(dossier=dossier).exclude(unsaid | entered_by_front([self.cycle]))
            chosen = {
                indicator: {pk: self.rng.choice(texts.PAGES) for pk in self.rng.sample(library, self.rng.randint(1, 2))}
                for indicator in done.order_by("indicator__position").values_list("indicator__code", flat=True)
                if self.rng.random() < 0.6 + 0.35 * self.quality[code]
            }
            do(answers.attach_many, by=focal, dossier_id=dossier.pk, documents=chosen)

    def _library(self, code: str, focal: User) -> list[Document]:
        unit = self.dossiers[code].unit
        name = f"Sổ tiếp nhận phản ánh {unit.short_name}"
        files = [papers.upload(f"{name}.pdf", papers.pdf(name))]
        if self.rng.random() < 0.5:
            files.append(papers.upload("Ảnh bảng niêm yết.png", self.picture))
        stored = [outcome.document for outcome in do(add_files, by=focal, unit=unit, files=files)]
        link = f"https://vi-du.vn/{unit.code}/cong-khai"
        return [
            *(document for document in stored if document is not None),
            do(add_link, by=focal, unit=unit, title="Chuyên mục công khai", url=link),
            do(add_text, by=focal, unit=unit, title="Nơi lưu hồ sơ giấy", text=texts.SHELF),
        ]

    def post(self, codes: Iterable[str]) -> None:
        for code in self._in_turn(codes):
            focal, dossier = self.who("daumoi", code), Dossier.objects.get(pk=self.dossiers[code].pk)
            report = texts.report(self.dossiers[code].unit.name)
            places = texts.local(texts.PLACES, self.dossiers[code].unit.kind)
            do(submission.write_report, by=focal, dossier_id=dossier.pk, version=dossier.version, text=report)
            do(submission.post, by=focal, dossier_id=dossier.pk, posted_on=clock.today(), places=places)

    def receive_opinions(self, codes: Iterable[str], *, answered: bool) -> None:
        for code in self._in_turn(codes):
            focal, kind = self.who("daumoi", code), self.dossiers[code].unit.kind
            for text in self.rng.sample(texts.OPINIONS, self.rng.randint(1, 2)):
                channel = texts.local(self.rng.choice(texts.CHANNELS), kind)
                told = submission.OpinionText(clock.today(), channel, texts.local(text, kind))
                opinion = do(submission.record_opinion, by=focal, dossier_id=self.dossiers[code].pk, opinion=told)
                if answered:
                    do(submission.answer_opinion, by=focal, opinion_id=opinion.pk, response=texts.RESPONSE, seen="")

    def meet(self, codes: Iterable[str]) -> None:
        """Answer what is open and hold the meeting, so that only the signature is left."""
        for code in self._in_turn(codes):
            self._meet(code)

    def _meet(self, code: str) -> None:
        focal, dossier = self.who("daumoi", code), self.dossiers[code]
        for opinion in Opinion.objects.filter(dossier=dossier, response=""):
            do(submission.answer_opinion, by=focal, opinion_id=opinion.pk, response=texts.RESPONSE, seen="")
        minutes = do(add_text, by=focal, unit=dossier.unit, title="Biên bản họp đánh giá", text=texts.MINUTES)
        hear(self, code)
        do(
            submission.record_meeting, by=focal, dossier_id=dossier.pk, version=self.now(code).version,
            held_on=clock.today(), minutes=minutes,
        )  # fmt: skip

    def meet_and_sign(self, codes: Iterable[str]) -> None:
        for code in self._in_turn(codes):
            self._meet(code)
            dossier = self.dossiers[code]
            do(submission.sign, by=self.who("chutich", code), dossier_id=dossier.pk, seen=content_mark(self.now(code)))

    def submit(self, codes: Iterable[str]) -> None:
        for code in self._in_turn(codes):
            dossier = self.now(code)
            proposal = Printed(f"{int(code) % 150 + 20}/TTr-UBND", clock.today(), texts.CHAIR_SIGNER)
            do(
                submission.submit, by=self.who("chutich", code), dossier_id=dossier.pk, seen=content_mark(dossier),
                proposal=proposal if self.cycle.proposal_asked != PaperAsked.NONE else None,
            )  # fmt: skip

    def resubmit(self, codes: Iterable[str]) -> None:
        for code in self._in_turn(codes):
            for item in items_asked([self.now(code)]):
                answer = texts.RETURNED_ANSWER
                do(answer_item, by=self.who("daumoi", code), item_id=item.pk, response=answer, seen="")
            dossier = self.now(code)
            do(submission.resubmit, by=self.who("chutich", code), dossier_id=dossier.pk, seen=content_mark(dossier))

    # --- The city ---------------------------------------------------------------------------------------------------

    def send_back(self, codes: Iterable[str]) -> None:
        for code in self._in_turn(codes):
            reason = self.rng.choice(texts.RETURNS)
            do(
                intake.send_back, by=self.people["chuyenvien"], dossier_id=self.dossiers[code].pk, reason=reason,
                items={"1.2.3": texts.RETURNED_ITEM},
            )  # fmt: skip

    def accept(self, codes: Sequence[str]) -> None:
        do(intake.accept, by=self.people["chuyenvien"], dossier_ids=self.ids(codes))

    def appraise(self, body: str, codes: Sequence[str], *, doubt: float = 0.12) -> None:
        """One body fills in its sheets of many dossiers: it confirms, or corrects with a reason."""
        person = self.appraiser(body)
        items = (
            SheetItem.objects.filter(sheet__dossier_id__in=self.ids(codes), sheet__body__code=body)
            .select_related("indicator", "sheet__dossier__unit")
            .order_by("sheet__dossier__unit__code", "indicator__position")
        )
        own = {(row.dossier_id, row.indicator_id): row for row in Answer.objects.filter(dossier_id__in=self.ids(codes))}
        changes = [self._verdict(item, own[item.sheet.dossier_id, item.indicator_id], doubt) for item in items]
        do(sheets.save_items, by=person, changes=changes)

    def bodies(self) -> list[str]:
        """Codes of all bodies that the set names."""
        return sorted({body for one in self.cycle.criteria_set.parsed().indicators() for body in one.bodies})

    def appraiser(self, body: str) -> User:
        return next(
            user
            for login, user in self.people.items()
            if login.startswith("td.") and any(hat.agency_code == body for hat in user.hats)
        )

    def _verdict(self, item: SheetItem, answer: Answer, doubt: float) -> sheets.ItemChange:
        compiled = self.compiled(item.sheet.dossier.unit.code)[item.indicator.code]
        confirmable = answer.state == AnswerState.NOT_APPLICABLE or answer.points is not None
        check = self.rng.random() < 0.03
        # “Không phát sinh” is looked at more closely than a figure.
        if confirmable and self.rng.random() > (3 * doubt if answer.value is None else doubt):
            return sheets.ItemChange(item.pk, item.version, confirm=True, field_check=check)
        return sheets.ItemChange(item.pk, item.version, self._correction(compiled, answer), field_check=check)

    def _correction(self, compiled: CompiledIndicator, answer: Answer) -> Entry:
        reason = texts.reason_for(compiled.definition, self.rng.randrange(4))
        graded = isinstance(compiled.definition.rule, Cadence | Linear)  # every step of points can be given directly
        if graded and answer.points is not None and answer.points > 1 and self.rng.random() < 0.08:
            return Entry(AnswerState.DEVIATION, reason=texts.DEVIATION, points=answer.points - 1)
        if answer.state == AnswerState.NOT_APPLICABLE and self.rng.random() < 0.5:
            return Entry(AnswerState.REFUSED, reason=texts.NOT_ACCEPTED)
        if answer.value is None:
            due = due_periods(self.cycle.year, clock.today())
            return Entry(AnswerState.VALUE, entry_for(self.rng, compiled, 0.5, due).value, reason)
        return Entry(AnswerState.VALUE, weaker(self.rng, compiled, answer.value), reason)

    def send_sheets(self, body: str, codes: Sequence[str]) -> None:
        ready = sheets.sendable(person := self.appraiser(body), self.cycle, self.ids(codes))
        do(sheets.send_sheets, by=person, cycle=self.cycle, sheet_ids=[sheet.pk for sheet in ready])

    def ask_and_answer(self, codes: Iterable[str], *, answered: bool = True) -> None:
        """The Fatherland Front asks about the weekly intake; the commune answers."""
        for code in codes:
            item = SheetItem.objects.get(
                sheet__dossier=self.dossiers[code], sheet__body__code="mttq", indicator__code="1.2.3"
            )
            asked = do(sheets.ask_item, by=self.appraiser("mttq"), item_id=item.pk, question=texts.QUESTION)
            if answered:
                do(
                    submission.answer_item_request, by=self.who("daumoi", code), request_id=asked.pk,
                    answer=texts.ITEM_ANSWER,
                )  # fmt: skip

    def state_gates(self, codes: Sequence[str], hits: Mapping[str, Sequence[str]]) -> None:
        for key, body in (("ky-luat-nguoi-dung-dau", "so-noi-vu"), ("phan-anh-qua-han", "vp-ubnd")):
            hit = [code for code in hits.get(key, ()) if code in codes]
            words = gates.one_word_for(self.ids(codes), holds=False)
            words |= gates.one_word_for(self.ids(hit), holds=True, note=texts.GATE_NOTE)
            do(gates.state_gates, by=self.appraiser(body), key=key, words=words)

    def state_unclear_gates(self, codes: Sequence[str]) -> None:
        """Where the concluded values can't answer the gate on satisfaction, the secretary does."""
        unclear = [code for code in codes if self._unknown_sample(code)]
        if unclear:
            words = gates.one_word_for(self.ids(unclear), holds=False)
            do(gates.state_gates, by=self.people["thuky"], key="hai-long-duoi-80", words=words)

    def _unknown_sample(self, code: str) -> bool:
        total = self.dossiers[code].totals.get(column="council")
        return any(gate["key"] == "hai-long-duoi-80" and gate["state"] == "unknown" for gate in total.gates)

    def adopt(self, codes: Sequence[str]) -> None:
        """The council adopts what self-score and all bodies agree on."""
        do(council.adopt_agreed, by=self.people["thuky"], dossier_ids=self.ids(codes))

    def conclude_items(self, codes: Sequence[str]) -> None:
        """The council adopts what all agree on, then decides each contested indicator with a reason."""
        secretary = self.people["thuky"]
        self.adopt(codes)
        dossiers = [self.dossiers[code] for code in codes]
        found = compare(dossiers)
        rows = Conclusion.objects.filter(dossier__in=dossiers, state=AnswerState.MISSING).select_related("indicator")
        said = [
            council.Said(row.pk, row.version, self._judgement(found[row.dossier_id][row.indicator.code]))
            for row in rows.order_by("pk")
        ]
        do(council.conclude_items, by=secretary, said=said)

    def _judgement(self, comparison: Comparison) -> Entry:
        usable = [item for item in comparison.items if item.points is not None]
        own = comparison.answer
        if not usable:  # no body said a word, or none that counts
            if own.value is not None and own.points is not None:
                return Entry(AnswerState.VALUE, own.value, texts.CONCLUDED_ON_DOSSIER)
            return Entry(AnswerState.NOT_APPLICABLE, reason=texts.CONCLUDED_NOT_APPLICABLE)
        item = self.rng.choice(usable)
        if item.state == AnswerState.DEVIATION:
            return Entry(AnswerState.DEVIATION, reason=texts.CONCLUDED, points=item.points)
        if own.points is not None and own.value is not None and self.rng.random() < 0.25:
            return Entry(AnswerState.VALUE, own.value, texts.CONCLUDED_FOR_COMMUNE)
        return Entry(AnswerState(item.state), item.value, texts.CONCLUDED)

    def conclude(self, codes: Sequence[str]) -> None:
        do(council.conclude, by=self.people["thuky"], dossier_ids=self.ids(codes), session=session_today())

    def announce(self, codes: Sequence[str]) -> None:
        do(council.announce, by=self.people["chuyenvien"], dossier_ids=self.ids(codes))

    def ask_review(self, codes: Iterable[str]) -> None:
        for code in codes:
            lost = (
                Conclusion.objects.filter(dossier=self.dossiers[code], contested=True)
                .order_by("points", "indicator__position")
                .values_list("indicator__code", flat=True)[:2]
            )
            wanted = list(lost) or ["1.2.3"]
            do(
                reviews.request_review, by=self.who("chutich", code), dossier_id=self.dossiers[code].pk,
                reasons=dict.fromkeys(wanted, texts.REVIEW),
            )  # fmt: skip

    def answer_reviews(self, codes: Iterable[str]) -> None:
        """Every second request is accepted, with the commune's figure as the new conclusion."""
        secretary = self.people["thuky"]
        for code in codes:
            dossier = self.dossiers[code]
            for place, request in enumerate(dossier.review_requests.select_related("indicator")):
                answer = Answer.objects.get(dossier=dossier, indicator=request.indicator)
                accepted = place == 0 and answer.value is not None and answer.points is not None
                entry = Entry(AnswerState.VALUE, answer.value, texts.REVIEW_ACCEPTED) if accepted else None
                outcome = ReviewOutcome.ACCEPTED if accepted else ReviewOutcome.REFUSED
                told = texts.REVIEW_ACCEPTED if accepted else texts.REVIEW_REFUSED
                seen = Conclusion.objects.get(dossier=dossier, indicator=request.indicator)
                given = reviews.ReviewAnswer(outcome, told, entry, seen.version)
                do(reviews.answer_request, by=secretary, request_id=request.pk, answer=given)
            changed = dossier.review_requests.filter(outcome=ReviewOutcome.ACCEPTED).exists()
            session = session_today() if changed else Session()
            do(reviews.finish_review, by=secretary, dossier_id=dossier.pk, session=session)
