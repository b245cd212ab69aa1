"""Sets of states that the code asks for by name, each derived from the steps: who changes a step changes them with it.

A single state stays a single state where it is meant (``Status.POSTED``: opinions are recorded while the draft hangs).
"""

from __future__ import annotations

from thanthien.evaluations.workflow import STEPS, Status


def sources_of(*steps: str) -> frozenset[Status]:
    """The states from which one of these steps can be taken."""
    return frozenset().union(*(STEPS[step].sources for step in steps))


def targets_of(*steps: str) -> frozenset[Status]:
    """The states into which one of these steps leads."""
    return frozenset(STEPS[step].target for step in steps)


# --- With the commune -----------------------------------------------------------------------------------------------

# The commune may still change what it scored …
EDITABLE = sources_of("start", "post", "resubmit")
# … and until it signs, what it reports.
REPORTABLE = EDITABLE | targets_of("post")
# It scores nothing yet: what applies to it may still be decided.
BEFORE_SELF_SCORING = sources_of("register", "approve_registration", "start")
# Indicators may be handed to colleagues.
ASSIGNABLE = EDITABLE | sources_of("approve_registration")
# What the platform computes reaches the answers.
TAKES_SYSTEM_VALUES = ASSIGNABLE | sources_of("register")
# The commune may hand the dossier in, for the first time or anew.
SUBMITTABLE = sources_of("submit", "resubmit")
BEFORE_SUBMISSION = sources_of("close_unsubmitted")
# The commune has it in hand: not submitted yet, or returned.
WITH_COMMUNE = BEFORE_SUBMISSION | targets_of("return")

# It may need more time of its own: it is not handed in, or its result may be contested. A returned dossier has a time
# of its own, which the office extends by itself.
MAY_ASK_TIME = BEFORE_SUBMISSION | sources_of("request_review")

# --- With the city --------------------------------------------------------------------------------------------------

# The council is at work.
CONCLUDING = sources_of("conclude", "answer_review", "conclude_again")
# Single indicators are concluded: all of them, or those that were opened again.
CONCLUDES_ITEMS = sources_of("conclude", "conclude_again")
# Whether conditions hold may be stated: before and while the council needs to know.
GATES_OPEN = sources_of("accept") | CONCLUDING
# A decision may be recorded.
DECIDABLE = sources_of("decide")
# The city may return its paper on them, and the council opens indicators again.
RETURNABLE = sources_of("reopen_items")
# A recognition may be lowered or revoked.
RECOGNISED = sources_of("lower", "revoke")
# A result may be adjusted.
ADJUSTABLE = sources_of("adjust")

# --- How far it has come --------------------------------------------------------------------------------------------

# What the public sees.
PUBLIC = targets_of("publish", "lower", "revoke", "adjust")
DECIDED_ON = targets_of("decide") | PUBLIC
# From here on the commune sees appraised points (J3.3); not while the council concludes some of them anew.
RESULT_KNOWN = targets_of("announce", "request_review", "answer_review") | DECIDED_ON
# The appraising bodies and the council work on it, or did: a re-opened dossier is the commune's again, and not theirs.
IN_APPRAISAL = targets_of("accept", "conclude", "reopen_items") | RESULT_KNOWN
# In appraisal, and the level is no more than proposed.
UNDECIDED = IN_APPRAISAL - DECIDED_ON
# In the hands of the city: the self-score can't change.
SUBMITTED_ON = targets_of("submit") | IN_APPRAISAL
# The year is over without a result …
WITHOUT_RESULT = targets_of("withdraw", "close_unsubmitted", "close_merged")
# … and no decision names the unit in a list: it is no more.
IN_NO_LIST = targets_of("close_merged")
# It still runs when its unit goes into another, and is finished, closed or carried.
MERGED_WHILE = sources_of("close_merged")
# Figures are computed until there is a result, or none will come.
COMPUTED = frozenset(Status) - DECIDED_ON - WITHOUT_RESULT
# The council has spoken, and is not at work again.
PAST_CONCLUSION = targets_of("conclude", "announce", "answer_review") | DECIDED_ON
# … or with one: nothing is left to do.
ENDED = WITHOUT_RESULT | PUBLIC
