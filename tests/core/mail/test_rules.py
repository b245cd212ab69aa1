"""What a server's answer means, and when the next attempt is due."""

from datetime import UTC, datetime, timedelta

import pytest

from thanthien.core.mail.enums import Outcome, Stage, State
from thanthien.core.mail.rules import PAUSES, final_state, judge, next_attempt, one_line, short

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
EARLY = [Stage.CONNECT, Stage.GREETING, Stage.HELLO, Stage.ENCRYPTION, Stage.SIGN_IN, Stage.SENDER]


@pytest.mark.parametrize("stage", list(Stage))
def test_a_4xx_is_tried_again_at_every_stage(stage: Stage) -> None:
    assert judge(stage, 451, "4.3.0 later").outcome is Outcome.DEFERRED


@pytest.mark.parametrize("stage", EARLY)
def test_a_5xx_before_the_recipient_is_the_servers_trouble(stage: Stage) -> None:
    assert judge(stage, 554, "no").outcome is Outcome.SERVER_TROUBLE


@pytest.mark.parametrize(
    ("stage", "said", "outcome"),
    [
        (Stage.RECIPIENT, "no such user", Outcome.BOUNCED),
        (Stage.RECIPIENT, "5.1.1 no such user", Outcome.BOUNCED),
        (Stage.RECIPIENT, "5.1.8 bad sender", Outcome.REFUSED),
        (Stage.RECIPIENT, "5.2.1 mailbox disabled", Outcome.REFUSED),
        (Stage.RECIPIENT, "5.7.1 relay access denied", Outcome.REFUSED),
        (Stage.DATA, "no valid recipients", Outcome.REFUSED),
        (Stage.ANSWER, "looks like spam", Outcome.REFUSED),
        (Stage.ANSWER, "5.1.1 no such user", Outcome.BOUNCED),
        (Stage.ANSWER, "5.2.3 too long", Outcome.REFUSED),
        (Stage.ANSWER, "5.6.0 content", Outcome.REFUSED),
    ],
)
def test_a_5xx_for_the_message_is_final_and_only_the_address_bounces(stage: Stage, said: str, outcome: Outcome) -> None:
    assert judge(stage, 550, said).outcome is outcome


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.RECIPIENT, "5.2.2 mailbox full"),
        (Stage.RECIPIENT, "mailbox full"),
        (Stage.ANSWER, "5.2.2 over quota"),
        (Stage.RECIPIENT, "4.2.2 mailbox full"),
    ],
)
def test_a_full_mailbox_is_tried_again(stage: Stage, said: str) -> None:
    assert judge(stage, 552, said).outcome is Outcome.DEFERRED


def test_a_552_without_a_code_for_the_text_is_too_long_for_good() -> None:
    assert judge(Stage.ANSWER, 552, "message too big").outcome is Outcome.REFUSED


@pytest.mark.parametrize("code", [-1, 250, 354])
def test_an_answer_that_is_none_is_tried_again(code: int) -> None:
    assert judge(Stage.RECIPIENT, code, "what?").outcome is Outcome.DEFERRED
    assert judge(Stage.ANSWER, code, "what?").outcome is Outcome.UNCERTAIN


def test_report_keeps_codes_and_words_without_addresses() -> None:
    report = judge(Stage.RECIPIENT, 550, "5.1.1 <lan@example.org>: User unknown\r\n in virtual table")
    assert (report.code, report.enhanced, report.reason) == (550, "5.1.1", "5.1.1 …: User unknown in virtual table")


def test_reason_is_short() -> None:
    assert len(short("dài " * 500)) == 200


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Đặt mật khẩu\r\nBcc: x@example.org", "Đặt mật khẩu Bcc: x@example.org"),
        ("a\u2028b\x00c\x85d\t e", "a b c d e"),
    ],
)
def test_one_line_leaves_no_break(text: str, line: str) -> None:
    assert one_line(text) == line


def test_final_states_are_those_that_are_not_tried_again() -> None:
    assert {outcome: state for outcome in Outcome if (state := final_state(outcome))} == {
        Outcome.ACCEPTED: State.SENT,
        Outcome.BOUNCED: State.BOUNCED,
        Outcome.REFUSED: State.REFUSED,
        Outcome.KEPT: State.KEPT,
    }


def test_pauses_grow_and_the_last_one_repeats() -> None:
    far = NOON + timedelta(days=30)
    pauses = [next_attempt(tried, NOON, far) - NOON for tried in range(1, 10)]  # type: ignore[operator]
    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    assert list(PAUSES) == sorted(set(PAUSES))


def test_no_attempt_is_due_after_the_message_expired() -> None:
    assert next_attempt(1, NOON, NOON + timedelta(seconds=61)) == NOON + timedelta(minutes=1)
    assert next_attempt(1, NOON, NOON + timedelta(seconds=60)) is None
