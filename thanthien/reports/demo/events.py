"""What befalls single dossiers of a whole year: a body that stays silent, a supplement that doesn't come, a Tờ trình
that is returned; and after the result: a settled complaint, a corrected decision, recognitions lowered and revoked."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import ContentFile

from thanthien.core import clock
from thanthien.evaluations.actions import (
    adjustments,
    city_returns,
    council,
    decision_corrections,
    decisions,
    intake,
    proceedings,
    silence,
)
from thanthien.evaluations.actions.decision_corrections import Right
from thanthien.evaluations.actions.papers import record_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, DecisionKind, PaperKind
from thanthien.evaluations.models import Conclusion, Decision, Dossier, Proceeding
from thanthien.evaluations.queries.decision_texts import texts_of
from thanthien.evaluations.scored import Entry
from thanthien.reports.demo import papers, texts
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.drive import Drive, session_today
from thanthien.units.models import Agency


def decision_paper(number: str) -> Printed:
    """A signed document of the city, made up."""
    file = ContentFile(papers.pdf(f"Quyết định minh họa số {number}"), name="quyet-dinh-minh-hoa.pdf")
    return Printed(number, clock.today(), "Người ký minh họa", file)


class Events:
    """Acts on single dossiers of one cycle; the clock stands at their moment."""

    def __init__(self, drive: Drive) -> None:
        self.drive, self.people = drive, drive.people

    def paper(self, kind: PaperKind, number: str, codes: Sequence[str], *, addressee: Agency | None = None) -> None:
        """The office records a document about these dossiers."""
        do(
            record_paper, by=self.people["chuyenvien"], kind=kind, cycle_id=self.drive.cycle.pk,
            dossier_ids=self.drive.ids(codes), printed=Printed(number, clock.today(), texts.OFFICE_SIGNER),
            addressee=addressee,
        )  # fmt: skip

    # --- Before the decision ---

    def appraise_as_is(self, codes: Sequence[str]) -> None:
        """The time to supplement is over: the dossiers are appraised as they were handed in."""
        do(intake.appraise_as_is, by=self.people["chuyenvien"], dossier_ids=self.drive.ids(codes))

    def remind(self, body: str, codes: Sequence[str]) -> None:
        """The office reminds a body that has sent no sheet."""
        self.paper(PaperKind.REMINDER, "87/SNV-XDCQ (minh họa)", codes, addressee=Agency.objects.get(code=body))

    def record_silence(self, body: str, codes: Sequence[str]) -> None:
        """The secretary records that the body said nothing."""
        agency, secretary = Agency.objects.get(code=body), self.people["thuky"]
        do(silence.record_silence, by=secretary, body=agency, dossier_ids=self.drive.ids(codes))

    def return_proposal(self, code: str) -> None:
        """The city returns the Tờ trình about one dossier."""
        printed = Printed("245/UBND-NC (minh họa)", clock.today(), texts.CITY_SIGNER)
        do(
            city_returns.record_return, by=self.people["chuyenvien"], cycle_id=self.drive.cycle.pk,
            dossier_ids=self.drive.ids([code]), reason=texts.CITY_RETURNED, paper=printed,
        )  # fmt: skip

    def conclude_again(self, code: str) -> None:
        """The council opens one indicator again and concludes it as the commune had said."""
        secretary, dossier = self.people["thuky"], self.drive.now(code)
        chosen = self._better(dossier) or "1.2.3"
        do(
            city_returns.reopen_items, by=secretary, cycle_id=self.drive.cycle.pk, codes={dossier.pk: [chosen]},
            reason=texts.REOPENED_BY_COUNCIL,
        )  # fmt: skip
        row = Conclusion.objects.select_related("indicator").get(dossier=dossier, indicator__code=chosen)
        said = self._said(dossier, chosen, texts.CONCLUDED_AGAIN)
        do(council.conclude_item, by=secretary, conclusion_id=row.pk, version=row.version, entry=said)
        do(city_returns.finish_again, by=secretary, dossier_id=dossier.pk, session=session_today())

    def _better(self, dossier: Dossier) -> str | None:
        """An indicator of which the commune had said more than the council concluded."""
        own = {row.indicator_id: row for row in dossier.answers.filter(value__isnull=False, points__isnull=False)}
        rows = Conclusion.objects.filter(dossier=dossier, contested=True).select_related("indicator")
        found = (
            row.indicator.code
            for row in rows.order_by("indicator__position")
            if row.indicator_id in own and (row.points or 0) < (own[row.indicator_id].points or 0)
        )
        return next(found, None)

    def _said(self, dossier: Dossier, code: str, reason: str) -> Entry:
        answer = dossier.answers.get(indicator__code=code)
        return Entry(AnswerState.VALUE, answer.value, reason)

    def decide(self, number: str, codes: Sequence[str]) -> None:
        """The city decides as it was proposed."""
        ids = self.drive.ids(codes)
        levels = dict(Dossier.objects.filter(pk__in=ids).values_list("pk", "proposed_level"))
        do(
            decisions.record_decision, by=self.people["chuyenvien"], cycle=self.drive.cycle,
            paper=decision_paper(number), verdicts={pk: decisions.Verdict(level or 0) for pk, level in levels.items()},
        )  # fmt: skip

    # --- After the result ---

    def change_recognition(self, number: str, code: str, level: int, reason: str) -> None:
        """The city lowers a recognition, or revokes it (level 0)."""
        do(
            decisions.change_recognition, by=self.people["chuyenvien"], dossier_id=self.drive.dossiers[code].pk,
            level=level, reason=reason, paper=decision_paper(number), version=self.drive.now(code).version,
        )  # fmt: skip

    def adjust_upwards(self, code: str, level: int) -> None:
        """A complaint is settled for the unit: the city adjusts the level alone."""
        office, dossier = self.people["chuyenvien"], self.drive.now(code)
        settlement = Printed("12/QĐ-GQKN (minh họa)", clock.today(), texts.CITY_SIGNER)
        opened = do(
            adjustments.open_adjustment, by=office, dossier_id=dossier.pk, settlement=settlement, grounds=texts.SETTLED,
            codes=[], version=dossier.version,
        )  # fmt: skip
        do(
            adjustments.record_adjustment, by=office, adjustment_id=opened.pk, version=opened.version,
            paper=decision_paper("05/QĐ-UBND (minh họa)"), adjusted=adjustments.Adjusted(level, texts.ADJUSTED),
        )  # fmt: skip

    def correct_number(self, wrong: str, right: str) -> None:
        """A decision was recorded with a slip in its number."""
        decision = Decision.objects.exclude(kind=DecisionKind.CORRECTION).get(cycle=self.drive.cycle, number=wrong)
        do(
            decision_corrections.correct_decision, by=self.people["chuyenvien"], decision_id=decision.pk,
            paper=decision_paper("310/UBND-NC (minh họa)"), right=Right(number=right), seen=texts_of(decision).values,
        )  # fmt: skip

    def open_proceeding(self, code: str, level: int, number: str, grounds: str) -> None:
        """The office tells a unit that its recognition is to be lowered or revoked."""
        notice = Printed(number, clock.today(), texts.OFFICE_SIGNER)
        do(
            proceedings.open_proceedings, by=self.people["chuyenvien"], cycle_id=self.drive.cycle.pk,
            levels={self.drive.dossiers[code].pk: level}, grounds=grounds, notice=notice,
        )  # fmt: skip

    def explain(self, code: str) -> None:
        """The unit explains itself."""
        row = self._proceeding(code)
        do(
            proceedings.explain, by=self.drive.who("chutich", code), proceeding_id=row.pk, text=texts.EXPLAINED,
            documents=[], version=row.version,
        )  # fmt: skip

    def conclude_proceeding(self, code: str, level: int) -> None:
        """The office concludes what it had told."""
        row = self._proceeding(code)
        do(
            proceedings.conclude_proceeding, by=self.people["chuyenvien"], proceeding_id=row.pk, level=level,
            text=texts.PROCEEDING_CONCLUDED, version=row.version,
        )  # fmt: skip

    def _proceeding(self, code: str) -> Proceeding:
        return Proceeding.objects.filter(dossier=self.drive.dossiers[code]).latest("pk")
