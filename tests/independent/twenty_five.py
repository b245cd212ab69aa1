"""What each of the twenty-five indicators that nobody types is worth, by the lists that a person downloads alone: the
seventeen of the weekly life, and those of what is made public and of feedback."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.independent import recount_disclosure, recount_feedback, recount_points, seventeen
from tests.independent.recount_channels import live_kinds
from tests.independent.seventeen import SEVENTEEN, Files

OF_DISCLOSURE = ["1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5"]
OF_FEEDBACK = ["1.2.2", "1.2.4", "1.2.5"]
TWENTY_FIVE = sorted([*OF_DISCLOSURE, *OF_FEEDBACK, *SEVENTEEN])
# The register of matters as the office reads it, and with those in the lane of complaints as that lane's body does.
MATTERS, REGISTER = "feedback-list", "with the lane"
LISTS = (*seventeen.LISTS, *recount_disclosure.LISTS, MATTERS, "feedback-channels", "channel-tests")
Known = dict[str, dict[str, Any]]
Points = dict[str, Fraction | None]


def points_again(files: Files, known: Known) -> Points:
    """The same of one unit."""
    return seventeen.points_again(files, known) | _of_disclosure(files, known) | _of_feedback(files, known)


def _of_disclosure(files: Files, known: Known) -> Points:
    year, share = files.year, recount_points.of_share
    said = recount_disclosure.said_of(files.lists, (year.first, year.last, files.asked), year.born, year.ended)
    return {
        "1.1.1": share(known["1.1.1"], *recount_disclosure.compliant(said, "democracy")),
        "1.1.2": share(known["1.1.2"], *recount_disclosure.compliant(said, "corruption")),
        "1.1.3": recount_points.of_pass(known["1.1.3"], recount_disclosure.commitment(said)),
        "1.1.4": share(known["1.1.4"], *recount_disclosure.reviewed(said)),
        "1.1.5": recount_points.of_number(known["1.1.5"], recount_disclosure.forms_used(said)),
    }


def _of_feedback(files: Files, known: Known) -> Points:
    told, lists = answered(files), files.lists
    live = live_kinds(lists["feedback-channels"], lists["channel-tests"], lists[MATTERS], files.until)
    return {
        "1.2.2": recount_points.of_number(known["1.2.2"], len(live)),
        "1.2.4": recount_points.of_share(known["1.2.4"], *told.answers),
        "1.2.5": recount_points.of_share(known["1.2.5"], *told.results),
    }


def answered(files: Files) -> recount_feedback.Counted:
    """What was answered, made public and left: of the gate on what is overdue, too."""
    return recount_feedback.count(files.lists[REGISTER], files.begins, files.until, files.asked)
