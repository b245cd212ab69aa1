"""The pilot: a trial of some units beside the official year, in which all that a year asks of people overlaps today:
self-scoring, posting, submission, appraisal and council."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from thanthien.evaluations.actions import answers, cycles, intake, sheets, submission
from thanthien.evaluations.models import Sheet
from thanthien.evaluations.workflow import PhaseKey
from thanthien.reports.demo import texts
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.drive import Drive
from thanthien.reports.demo.phases import Timeline
from thanthien.reports.demo.story import Say, Story

# Indicators that the focal point hands to an officer.
ASSIGNED = ("1.2.2", "1.2.3", "2.1.2", "2.1.3", "4.1.1", "4.3.1")


class PilotStory(Story):
    """Tells the pilot up to today; ``full`` is the unit in which every role has a person, ``stopped`` are those
    that entered a whole summer's reports on one evening."""

    def __init__(self, drive: Drive, days: Timeline, say: Say, *, full: str, stopped: Sequence[str] = ()) -> None:
        super().__init__(drive, days, say, reserved=[full])
        self.full = full
        self.unregistered, self.registered = self.take(6), self.take(8)
        self.ripe, self.posted, self.ready = self.take(4), self.take(6), self.take(2)
        self.signed, self.submitted, self.returned = self.take(5), self.take(6), self.take(3)
        suspect = self.take_named(stopped[:1])
        self.unread, self.some_sent, self.all_sent = self.take(5), self.take(5), self.take(5, at_least=4)
        self.unread += suspect
        self.appraised = self.unread + self.some_sent + self.all_sent
        self.reopened, self.withdrawn = self.take(1), self.take(1)
        self.scoring = self.take_rest()
        # Everyone who had a complete self-score early.
        self.early = sorted(self.signed + self.submitted + self.returned + self.appraised + self.reopened)

    def tell(self) -> None:
        """The year so far, in order."""
        self._register()
        self._score_early()
        self._submit()
        self._appraise()
        self._score()
        self._exceptions()
        self.drive.compute_figures()  # records went on since: answers that follow say what they say today
        self.drive.foresee()
        self.on_mondays(-49, 0, self.drive.keep_week)
        self.say("tính lại số liệu, dự báo")

    def _register(self) -> None:
        everyone = sorted(set(self.drive.dossiers) - set(self.unregistered))
        for codes in self.spread(everyone, (-88, -80, -72, -64)):
            self.drive.register(codes)
        self.on_mondays(-49, -33, self.drive.foresee)
        self.say(f"đăng ký: {len(everyone)} đơn vị")

    def _score_early(self) -> None:
        with self.at(-32):
            self.drive.compute_figures()
        for codes in self.spread(self.early, (-30, -29, -28)):
            self.drive.score(codes)
            self.drive.collect_evidence(codes)
        self.say(f"tự chấm xong: {len(self.early)} hồ sơ")

    def _submit(self) -> None:
        for codes in self.spread(self.early, (-26, -25)):
            self.drive.post(codes)
        with self.at(-23):
            self.drive.receive_opinions(self.early[::2], answered=True)
        for codes in self.spread(self.early, (-19, -18)):
            self.drive.meet_and_sign(codes)
        with self.at(-16):
            self.drive.submit(self.appraised + self.reopened)
        with self.at(-6):
            self.drive.submit(self.returned)
        for codes in self.spread(self.submitted, (-4, -2, -1)):
            self.drive.submit(codes)
        with self.at(-1):
            self.drive.send_back(self.returned)
        self.say(f"nộp: {len(self.early) - len(self.signed)} hồ sơ")

    def _appraise(self) -> None:
        with self.at(-12):
            self.drive.accept(self.appraised)
        bodies = self.drive.bodies()
        for place, body in enumerate(bodies):
            # The second half of the bodies has so far looked at the first dossiers only.
            codes = self.all_sent if place > len(bodies) // 2 else self.all_sent + self.some_sent
            with self.at(-10 + place // 2):
                self.drive.appraise(body, codes)
                self.drive.send_sheets(body, codes)
        with self.at(-3):
            self.drive.appraise("so-noi-vu", self.unread[:2])
            self._hand_back(self.all_sent[0])
        self._conclude_first(self.all_sent[1], self.all_sent[2:4])
        with self.at(-1):
            self.drive.ask_and_answer(self.unread[:2], answered=False)
        self.say(f"thẩm định: {len(self.appraised)} hồ sơ")

    def _conclude_first(self, whole: str, in_part: list[str]) -> None:
        """The council has a word on every indicator of one dossier, which waits for the conditions that ask about the
        year to its end; of two more it has taken over what nobody doubts."""
        with self.at(-2):
            self.drive.conclude_items([whole])
            self.drive.adopt(in_part)

    def _hand_back(self, code: str) -> None:
        sheet = Sheet.objects.get(dossier=self.drive.dossiers[code], body__code="so-y-te")
        secretary = self.drive.people["thuky"]
        do(sheets.hand_back, by=secretary, sheet_id=sheet.pk, reason=texts.SHEET_BACK, sent_at=sheet.sent_at)

    def _score(self) -> None:
        """Some units have posted; most are somewhere between the first indicator and the last one."""
        for codes in self.spread(self.ripe + self.ready, (-28, -26)):
            self.drive.score(codes)
            self.drive.collect_evidence(codes)
        with self.at(-12):
            self.drive.post(self.ripe + self.ready)
        with self.at(-9):
            self.drive.receive_opinions(self.ripe[::2], answered=False)
            self.drive.receive_opinions(self.ripe[1::2] + self.ready, answered=True)
        with self.at(-2):
            self.drive.meet(self.ready)
        for codes in self.spread(self.posted, (-14, -11)):
            self.drive.score(codes)
            self.drive.collect_evidence(codes)
        for codes in self.spread(self.posted, (-3, -2)):
            self.drive.post(codes)
        with self.at(-1):
            self.drive.receive_opinions(self.posted[:2], answered=False)
        self._score_in_part()
        self._assign()

    def _score_in_part(self) -> None:
        self.on_mondays(-33, -18, self.drive.foresee)
        for offset in range(-18, 0):
            self.on_mondays(offset, offset + 1, self.drive.foresee)
            with self.at(offset):
                for place in range(offset + 18, len(self.scoring), 18):
                    self._score_one_in_part(place)
        with self.at(-5):
            self.drive.score([self.full], 0.7)
            self.drive.collect_evidence([self.full])
        self.say(f"đang tự chấm: {len(self.scoring) + 1} hồ sơ")

    def _score_one_in_part(self, place: int) -> None:
        code = self.scoring[place]
        self.drive.score([code], 0.1 + 0.85 * place / len(self.scoring))
        if place % 3:
            self.drive.collect_evidence([code])

    def _assign(self) -> None:
        with self.at(-4):
            for code in [self.full, *self.scoring[::6]]:
                focal, officer = self.drive.who("daumoi", code), self.drive.who("congchuc", code)
                dossier_id = self.drive.dossiers[code].pk
                do(answers.assign, by=focal, dossier_id=dossier_id, codes=ASSIGNED, assignee=officer, seen={})

    def _exceptions(self) -> None:
        people, dossiers = self.drive.people, self.drive.dossiers
        with self.at(-8):
            for code in self.withdrawn:
                do(
                    submission.withdraw,
                    by=self.drive.who("chutich", code),
                    dossier_id=dossiers[code].pk,
                    reason=texts.WITHDRAWN,
                )
            last = self.drive.cycle.phases.get(key=PhaseKey.POSTING).ends_on
            do(
                cycles.extend, by=people["chuyenvien"], cycle=self.drive.cycle, key=PhaseKey.POSTING,
                unit=dossiers[self.scoring[0]].unit, ends_on=last + timedelta(days=7), reason=texts.EXTENSION,
            )  # fmt: skip
        with self.at(-2):
            for code in self.reopened:
                do(intake.reopen, by=people["lanhdao.snv"], dossier_id=dossiers[code].pk, reason=texts.REOPENED)
        self.say("gia hạn 1, rút 1, mở lại 1")
