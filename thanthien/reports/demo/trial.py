"""The trial year: decided and published, with everything that can happen to a dossier on its way."""

from __future__ import annotations

from thanthien.core import clock
from thanthien.evaluations.actions import council, decisions, intake, submission
from thanthien.evaluations.actions.decision_papers import say_paper_public
from thanthien.evaluations.models import Decision, Dossier
from thanthien.evaluations.workflow import Status
from thanthien.reports.demo import texts
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.drive import Drive
from thanthien.reports.demo.phases import Timeline
from thanthien.reports.demo.story import Say, Story


class TrialYear(Story):
    """Tells the trial year from its registration to the decisions long after it."""

    def __init__(self, drive: Drive, days: Timeline, say: Say) -> None:
        super().__init__(drive, days, say)
        self.absent, self.idle, self.withdrawn = self.take(1), self.take(1), self.take(1)
        # Four units wait for a second decision, each in another state between.
        self.announced, self.in_review, self.reviewed, self.decided = (self.take(1) for _ in range(4))
        self.later = self.announced + self.in_review + self.reviewed + self.decided
        # Of these the council is late: one it concluded and nobody announced, others it has not begun with.
        self.unannounced, self.unconcluded = self.take(1), self.take(2)
        self.returned, self.asked, self.complaining = self.take(5), self.take(8), self.take(5)
        self.disciplined, self.overdue = self.take(2), self.take(3)
        self.plain = self.take_rest()
        self.usual = [*self.plain, *self.returned, *self.asked, *self.complaining, *self.disciplined, *self.overdue]
        self.announcing = sorted(self.usual + self.later)
        self.concluding = sorted(self.announcing + self.unannounced)
        self.submitting = sorted(self.concluding + self.unconcluded)

    def tell(self) -> None:
        """The whole year, in order."""
        self._register()
        self._score()
        self._submit()
        self._appraise()
        self._conclude()
        self._review()
        self._decide()
        self._change_recognitions()

    def _register(self) -> None:
        everyone = sorted(self.submitting + self.idle + self.withdrawn)
        for codes in self.spread(everyone, (-398, -394, -390, -387)):
            self.drive.register(codes)
        self.say(f"đăng ký: {len(everyone)} đơn vị")

    def _score(self) -> None:
        everyone = sorted(self.submitting + self.withdrawn)
        for codes in self.spread(everyone, (-256, -253, -250, -247)):
            self.drive.score(codes)
            self.drive.collect_evidence(codes)
        with clock.set_to(self.days.day(-240)):
            self.drive.score(self.idle, 0.4)
        self.say(f"tự chấm, minh chứng: {len(everyone)} hồ sơ")

    def _submit(self) -> None:
        for codes in self.spread(self.submitting, (-243, -241, -239)):
            self.drive.post(codes)
        with clock.set_to(self.days.day(-237)):
            self.drive.receive_opinions(self.submitting[::3], answered=True)
        with clock.set_to(self.days.day(-236)):
            self._withdraw()
        for codes in self.spread(self.submitting, (-232, -230, -228)):
            self.drive.meet_and_sign(codes)
        for codes in self.spread(self.submitting, (-226, -225, -224)):
            self.drive.submit(codes)
        with clock.set_to(self.days.day(-222)):
            self.drive.send_back(self.returned)
        with clock.set_to(self.days.day(-221)):
            self.drive.resubmit(self.returned)
        with clock.set_to(self.days.day(-213)):
            ids = self.drive.ids(self.absent + self.idle)
            do(intake.close_unsubmitted, by=self.drive.people["chuyenvien"], dossier_ids=ids)
        self.say(f"niêm yết, ký, nộp: {len(self.submitting)} hồ sơ; trả lại rồi nộp lại: {len(self.returned)}")

    def _withdraw(self) -> None:
        for code in self.withdrawn:
            do(
                submission.withdraw,
                by=self.drive.who("chutich", code),
                dossier_id=self.drive.dossiers[code].pk,
                reason=texts.WITHDRAWN,
            )

    def _appraise(self) -> None:
        with clock.set_to(self.days.day(-212)):
            self.drive.accept(self.submitting)
        with clock.set_to(self.days.day(-206)):
            self.drive.ask_and_answer(self.asked)
        for place, body in enumerate(self.drive.bodies()):
            with clock.set_to(self.days.day(-204 + place)):
                self.drive.appraise(body, self.submitting)
                self.drive.send_sheets(body, self.submitting)
            self.say(f"thẩm định: {body}, {len(self.submitting)} phiếu")

    def _conclude(self) -> None:
        with clock.set_to(self.days.day(-189)):
            hits = {"ky-luat-nguoi-dung-dau": self.disciplined, "phan-anh-qua-han": self.overdue}
            self.drive.state_gates(self.concluding, hits)
        with clock.set_to(self.days.day(-186)):
            self.drive.conclude_items(self.concluding)
            self.drive.state_unclear_gates(self.concluding)
        with clock.set_to(self.days.day(-182)):
            self._propose_lower()
            self.drive.conclude(self.concluding)
        with clock.set_to(self.days.day(-179)):
            self.drive.announce(self.announcing)
        self.say(f"Hội đồng kết luận, thông báo kết quả dự kiến: {len(self.announcing)} hồ sơ")

    def _propose_lower(self) -> None:
        """The council proposes less than computed for one unit, and says why."""
        row = Dossier.objects.filter(
            unit__code__in=self.usual, cycle=self.drive.cycle, totals__column="council", totals__level__gte=3
        ).order_by("pk")[0]
        secretary = self.drive.people["thuky"]
        do(council.propose_level, by=secretary, dossier_id=row.pk, level=2, reason=texts.PROPOSED, version=row.version)

    def _review(self) -> None:
        asking = sorted(self.complaining + self.in_review + self.reviewed + self.decided)
        with clock.set_to(self.days.day(-176)):
            self.drive.ask_review(asking)
        with clock.set_to(self.days.day(-173)):
            self.drive.answer_reviews([code for code in asking if code not in self.in_review])
        self.say(f"kiến nghị xem xét lại: {len(asking)} hồ sơ")

    def _decide(self) -> None:
        with clock.set_to(self.days.day(-168)):
            self.drive.decide("01/QĐ-UBND (minh họa)", self.usual + self.absent)
        with clock.set_to(self.days.day(-164)):
            do(decisions.publish, by=self.drive.people["chuyenvien"], cycle=self.drive.cycle, seen=self.drive.decided())
            first, office = Decision.objects.get(cycle=self.drive.cycle), self.drive.people["chuyenvien"]
            do(say_paper_public, by=office, decision_id=first.pk, public=True, seen=False)
        with clock.set_to(self.days.day(-158)):
            self.drive.decide("02/QĐ-UBND (minh họa)", self.decided)
        self.say(f"quyết định, công bố: {len(self.usual) + 1} hồ sơ")

    def _change_recognitions(self) -> None:
        published = Dossier.objects.filter(cycle=self.drive.cycle, status=Status.PUBLISHED).order_by("pk")
        high, some = (
            published.filter(decided_level__gte=level).values_list("unit__code", flat=True) for level in (3, 1)
        )
        lowered = high[0]
        revoked = next(code for code in some if code != lowered)
        with clock.set_to(self.days.day(-60)):
            self.drive.change_recognition("03/QĐ-UBND (minh họa)", lowered, 2, texts.LOWERED)
        with clock.set_to(self.days.day(-40)):
            self.drive.change_recognition("04/QĐ-UBND (minh họa)", revoked, 0, texts.REVOKED)
        self.say("hậu kiểm: hạ mức độ 1, thu hồi 1")
