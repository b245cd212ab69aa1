"""A year on the usual calendar, from its registration to the decisions long after it, told up to the day on which the
demo is made, with everything that can happen to a dossier on its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from thanthien.evaluations.actions import council, decisions, intake, submission
from thanthien.evaluations.actions.decision_papers import say_paper_public
from thanthien.evaluations.enums import CycleKind, PaperKind
from thanthien.evaluations.models import Decision, Dossier
from thanthien.evaluations.workflow import Status
from thanthien.reports.demo import texts
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.drive import Drive
from thanthien.reports.demo.events import Events
from thanthien.reports.demo.phases import Timeline
from thanthien.reports.demo.story import NotYet, Say, Story

# The body that stays silent about a few dossiers. It states no gate.
SILENT = "so-y-te"


class WholeYearStory(Story):
    """Tells a year. ``between``: what happens once the units are registered, and before they score."""

    def __init__(self, drive: Drive, days: Timeline, say: Say, *, between: Callable[[], None] = lambda: None) -> None:
        super().__init__(drive, days, say)
        self.events, self.between = Events(drive), between
        self.absent, self.idle, self.withdrawn = self.take(1), self.take(1), self.take(1)
        # Four units wait for a second decision, each in another state between.
        self.announced, self.in_review, self.reviewed, self.decided = (self.take(1) for _ in range(4))
        self.later = self.announced + self.in_review + self.reviewed + self.decided
        # Of these the council is late: one it concluded and nobody announced, others it has not begun with.
        self.unannounced, self.unconcluded = self.take(1), self.take(2)
        self.returned, self.asked, self.complaining = self.take(5), self.take(8), self.take(5)
        self.disciplined, self.overdue = self.take(2), self.take(3)
        self.plain = self.take_rest()
        self.tardy, self.unheard = self.returned[-1:], self.plain[:2]
        self.usual = [*self.plain, *self.returned, *self.asked, *self.complaining, *self.disciplined, *self.overdue]
        self.announcing = sorted(self.usual + self.later)
        self.concluding = sorted(self.announcing + self.unannounced)
        self.submitting = sorted(self.concluding + self.unconcluded)

    def tell(self) -> None:
        """The whole year, in order, as far as it has come."""
        try:
            self._register()
            self.between()
            self._score()
            self._submit()
            self._appraise()
            self._conclude()
            self._review()
            self._decide()
            self._change_results()
        except NotYet:
            self.say("đến hôm nay")

    def _register(self) -> None:
        everyone = sorted(self.submitting + self.idle + self.withdrawn)
        for codes in self.spread(everyone, (-398, -394, -390, -387)):
            self.drive.register(codes)
        self.say(f"đăng ký: {len(everyone)} đơn vị")

    def _score(self) -> None:
        everyone = sorted(self.submitting + self.withdrawn)
        if self.drive.cycle.kind == CycleKind.OFFICIAL:
            with self.at(-258):
                self.drive.compute_figures()
        for codes in self.spread(everyone, (-256, -253, -250, -247)):
            self.drive.score(codes)
            self.drive.collect_evidence(codes)
        self.say(f"tự chấm, minh chứng: {len(everyone)} hồ sơ")

    def _submit(self) -> None:
        for codes in self.spread(self.submitting, (-243, -241, -239)):
            self.drive.post(codes)
        with self.at(-238):
            self.drive.score(self.idle, 0.4)
        with self.at(-237):
            self.drive.receive_opinions(self.submitting[::3], answered=True)
        with self.at(-236):
            self._withdraw()
        for codes in self.spread(self.submitting, (-232, -230, -228)):
            self.drive.meet_and_sign(codes)
        for codes in self.spread(self.submitting, (-226, -225, -224)):
            self.drive.submit(codes)
        with self.at(-222):
            self.drive.send_back(self.returned)
            self.events.paper(PaperKind.RETURN, "31/SNV-XDCQ (minh họa)", self.returned)
        with self.at(-221):
            self.drive.resubmit([code for code in self.returned if code not in self.tardy])
        with self.at(-213):
            ids = self.drive.ids(self.absent + self.idle)
            do(intake.close_unsubmitted, by=self.drive.people["chuyenvien"], dossier_ids=ids)
        self.say(f"niêm yết, ký, nộp: {len(self.submitting)} hồ sơ; trả lại: {len(self.returned)}")

    def _withdraw(self) -> None:
        for code in self.withdrawn:
            do(
                submission.withdraw,
                by=self.drive.who("chutich", code),
                dossier_id=self.drive.dossiers[code].pk,
                reason=texts.WITHDRAWN,
            )

    def _appraise(self) -> None:
        with self.at(-212):
            self.drive.accept([code for code in self.submitting if code not in self.tardy])
        with self.at(-206):
            self.drive.ask_and_answer(self.asked)
        with self.at(-204.5):
            self.events.appraise_as_is(self.tardy)
        for place, body in enumerate(self.drive.bodies()):
            codes = [code for code in self.submitting if body != SILENT or code not in self.unheard]
            with self.at(-204 + place):
                self.drive.appraise(body, codes)
                self.drive.send_sheets(body, codes)
            self.say(f"thẩm định: {body}, {len(codes)} phiếu")

    def _conclude(self) -> None:
        with self.at(-189):
            hits = {"ky-luat-nguoi-dung-dau": self.disciplined, "phan-anh-qua-han": self.overdue}
            self.drive.state_gates(self.concluding, hits)
            self.events.remind(SILENT, self.unheard)
        with self.at(-188):
            self.events.record_silence(SILENT, self.unheard)
        with self.at(-186):
            self.drive.conclude_items(self.concluding)
            self.drive.state_unclear_gates(self.concluding)
        with self.at(-182):
            self.lowered_by_council = self._propose_lower()
            self.drive.conclude(self.concluding)
        with self.at(-179):
            self.drive.announce(self.announcing)
            self.events.paper(PaperKind.ANNOUNCEMENT, "102/TB-SNV (minh họa)", self.announcing)
        self.say(f"Hội đồng kết luận, thông báo kết quả dự kiến: {len(self.announcing)} hồ sơ")

    def _propose_lower(self) -> tuple[str, int]:
        """The council proposes less than computed for one unit, and says why; its code ("" where none is so high), and
        what was computed."""
        row = Dossier.objects.filter(
            unit__code__in=self.usual, cycle=self.drive.cycle, totals__column="council", totals__level__gte=3
        ).select_related("unit").order_by("pk").first()  # fmt: skip
        if row is None:
            return "", 0
        secretary = self.drive.people["thuky"]
        do(council.propose_level, by=secretary, dossier_id=row.pk, level=2, reason=texts.PROPOSED, version=row.version)
        return row.unit.code, row.totals.get(column="council").level or 0

    def _review(self) -> None:
        asking = sorted(self.complaining + self.in_review + self.reviewed + self.decided)
        with self.at(-176):
            self.drive.ask_review(asking)
        with self.at(-173):
            self.drive.answer_reviews([code for code in asking if code not in self.in_review])
        self.say(f"kiến nghị xem xét lại: {len(asking)} hồ sơ")

    def _decide(self) -> None:
        with self.at(-171):
            self.events.paper(PaperKind.CITY_PROPOSAL, "45/TTr-SNV (minh họa)", self.usual + self.announced)
        with self.at(-170):
            for code in self.announced[:1]:
                self.events.return_proposal(code)
        with self.at(-169):
            for code in self.announced[:1]:
                self.events.conclude_again(code)
        with self.at(-168):
            self.events.decide("01/QĐ-UBND (minh họa)", self.usual + self.absent + self.withdrawn)
        with self.at(-164):
            do(decisions.publish, by=self.drive.people["chuyenvien"], cycle=self.drive.cycle, seen=self.drive.decided())
            first, office = Decision.objects.get(cycle=self.drive.cycle), self.drive.people["chuyenvien"]
            do(say_paper_public, by=office, decision_id=first.pk, public=True, seen=False)
            self._announce_again()
        with self.at(-158):
            self.events.decide("02/QĐ-UBND (minh họa)", self.decided)
        self.say(f"quyết định, công bố: {len(self.usual) + 1} hồ sơ")

    def _announce_again(self) -> None:
        """A result that came out otherwise after the Tờ trình was returned is announced anew."""
        if any(self.drive.now(code).status == Status.CONCLUDED for code in self.announced[:1]):
            self.drive.announce(self.announced)

    def _change_results(self) -> None:
        """Long after: a settled complaint, one recognition lowered and one revoked after the units explained
        themselves, a slip in a number corrected; of one more the proceedings run."""
        raised, computed = self.lowered_by_council
        lowered, revoked, running = self._recognised(raised)
        heard = [
            (lowered, 2, "120/TB-SNV (minh họa)", texts.LOWERED),
            (revoked, 0, "121/TB-SNV (minh họa)", texts.REVOKED),
        ]
        heard = [one for one in heard if one[0]]
        with self.at(-80):
            for code, level, notice, why in heard:
                self.events.open_proceeding(code, level, notice, why)
        with self.at(-77):
            for code, *_ in heard:
                self.events.explain(code)
        with self.at(-70):
            for code, level, *_ in heard:
                self.events.conclude_proceeding(code, level)
        with self.at(-60):
            if lowered:
                self.events.change_recognition("30/QĐ-UBND (minh họa)", lowered, 2, texts.LOWERED)
        with self.at(-55):
            if lowered:
                self.events.correct_number("30/QĐ-UBND (minh họa)", "03/QĐ-UBND (minh họa)")
        with self.at(-50):
            if raised:
                self.events.adjust_upwards(raised, computed)
        with self.at(-40):
            if revoked:
                self.events.change_recognition("04/QĐ-UBND (minh họa)", revoked, 0, texts.REVOKED)
        with self.at(-1.5):
            if running:
                self.events.open_proceeding(running, 0, "158/TB-SNV (minh họa)", texts.LOWERED)
        self.say(
            f"sau kết quả: điều chỉnh {bool(raised):d}, hạ mức độ {bool(lowered):d}, thu hồi {bool(revoked):d}, đang "
            f"xem xét {bool(running):d}, đính chính {bool(lowered):d}"
        )

    def _recognised(self, raised: str) -> tuple[str, str, str]:
        """Units with a recognition: one to lower, one to revoke, one whose proceedings run."""
        published = Dossier.objects.filter(cycle=self.drive.cycle, status=Status.PUBLISHED, unit__code__in=self.usual)
        rows = published.exclude(unit__code=raised).order_by("pk").values_list("unit__code", "decided_level")
        return to_change(list(rows))


def to_change(decided: Sequence[tuple[str, int | None]]) -> tuple[str, str, str]:
    """Of units with the levels that were decided: one to lower, one to revoke, one whose proceedings run; "" where
    there are too few."""
    lowered = next((code for code, level in decided if (level or 0) >= 3), "")
    others = [code for code, level in decided if (level or 0) >= 1 and code != lowered]
    revoked, running, *_ = [*others, "", ""]
    return lowered, revoked, running
