"""A year with everything that goes wrong, in the pages: each step is refused where it must be and told in a sentence,
stands in the log and in the seal, and is right in public; the year before keeps its bytes.

Before it 2026 is published. 2027 then runs in a small city of five units, three bodies and four indicators.
"""

from __future__ import annotations

import pytest

from tests.e2e import hard_city as city
from tests.e2e import hard_commune as commune
from tests.e2e import hard_public as public
from tests.e2e.hard_place import (
    GONE,
    LATE,
    LESS,
    MAIN,
    NEW,
    OUT,
    RENEWED,
    Story,
    accept,
    announce,
    appraise,
    conclude,
    meet,
    no_head_was_disciplined,
    post,
    published_before,
    register,
    score,
    sign,
    story_of,
    submit,
)
from tests.evaluations.scenario import GOOD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(calendar, window) -> Story:
    """2026 is published; 2027 begins."""
    return story_of(published_before(), calendar, window)


def test_hard_round(story, tmp_path):
    before = public.kept(story)
    until_the_dossiers_are_in(story)
    until_it_is_published(story)
    public.seals_hold_it(story)
    public.anybody_recomputes(story, tmp_path)
    public.everybody_reads_it(story)
    assert public.kept(story) == before


def until_the_dossiers_are_in(story: Story) -> None:
    story.today(2027, 1, 4)
    commune.tet_in_the_calendar(story)
    story.today(2027, 1, 6)
    register(story, MAIN, LATE, OUT, RENEWED, GONE)
    story.today(2027, 6, 1)
    commune.unit_withdraws(story)
    commune.communes_merge(story)
    story.today(2027, 7, 2)
    commune.carried_unit_registers(story)

    story.today(2027, 10, 25)
    score(story, MAIN, GOOD)
    post(story, MAIN)
    story.today(2027, 11, 5)
    meet(story, MAIN)
    sign(story, MAIN)
    story.today(2027, 11, 15)
    commune.scale_changes(story)
    story.today(2027, 11, 22)
    commune.touched_indicator_is_scored_again(story)
    story.today(2027, 12, 1)
    for code in (MAIN, LATE, NEW):
        post(story, code)
    commune.meeting_changes_a_score(story)
    commune.chairman_changes(story)
    story.today(2027, 12, 15)
    for code in (LATE, NEW):
        submit(story, code)


def until_it_is_published(story: Story) -> None:
    people = story.before.people
    story.today(2028, 1, 17)
    accept(story, MAIN, NEW)
    for code in (MAIN, NEW):
        appraise(story, code, people.mttq, {"1.1": LESS} if code == MAIN else None)
        appraise(story, code, people.noi_vu)
    appraise(story, NEW, story.justice)
    story.today(2028, 1, 19)
    city.dossier_is_returned(story)
    story.today(2028, 1, 31)
    city.unit_has_all_its_time(story)
    city.body_has_all_its_time(story)
    story.today(2028, 2, 1)
    city.supplement_is_too_late(story)
    city.body_stays_silent(story)
    for body in (people.mttq, people.noi_vu, story.justice):
        appraise(story, LATE, body)

    story.today(2028, 2, 2)
    no_head_was_disciplined(story, MAIN, LATE, NEW)
    city.council_changes_a_score(story)
    conclude(story, LATE, NEW)
    story.today(2028, 2, 9)
    announce(story, MAIN, LATE, NEW)
    story.today(2028, 2, 16)
    city.proposal_comes_back(story)
    story.today(2028, 2, 17)
    city.result_is_announced_anew(story)
    story.today(2028, 2, 25)
    city.decided_and_published(story)
    story.today(2028, 4, 10)
    city.complaint_adjusts_a_result(story)
