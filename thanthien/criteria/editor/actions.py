"""Writing drafts on pages: a copy of a set to begin with, then piece by piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.criteria.actions import permit_to_keep, store_draft
from thanthien.criteria.checks import Found, check_definition
from thanthien.criteria.consequences import own_problems
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.definition_reader import read_definition
from thanthien.criteria.draft_checks import odd_characters
from thanthien.criteria.draft_problems import problems_here
from thanthien.criteria.editor.places import Place, Tree, find_place, in_itself, piece_at, place_over, with_piece
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet, Scheme
from thanthien.criteria.reader import Reader
from thanthien.criteria.rules import SetDefinition

_GONE = "Mục này không còn trong dự thảo. Vui lòng mở lại trang của bộ tiêu chí."
_ISSUED = "Bộ tiêu chí đã ban hành, không thể thay đổi. Cần soạn phiên bản mới."


@transaction.atomic
def copy_to_draft(*, by: User, set_id: int, year: int, version: int, title: str) -> CriteriaSet:
    """Begin a draft that is a copy of a set, issued or not. Raises Refused, or Invalid when there is one of the same
    year and version."""
    permit_to_keep(by, Role.CITY_OFFICER, Role.CITY_HEAD)
    source = CriteriaSet.objects.get(pk=set_id)
    scheme = Scheme.objects.select_for_update().get(pk=source.scheme_id)
    there = CriteriaSet.objects.filter(scheme=scheme, year=year, version=version).first()
    if there is not None:
        told = f"Năm {year} đã có phiên bản {version} ({there.get_status_display().lower()}). Cần chọn số khác."
        raise Invalid({"version": told})
    draft = CriteriaSet(scheme=scheme, created_by=by, created_at=clock.now())
    return store_draft(draft, replace(source.parsed(), year=year, version=version, title=title))


@transaction.atomic
def change_piece(*, by: User, set_id: int, place: Place, piece: Tree, seen: str) -> CriteriaSet:
    """Let a piece of a draft be this. ``seen``: the SHA-256 of the piece that the person had before their eyes.

    What is wrong in the piece itself is refused (Invalid, by its path in the piece), and so is what could not be kept
    at all (Refused). What doesn't fit other pieces yet is kept; issuing waits for it. Raises Stale with the piece as it
    stands now.
    """
    permit_to_keep(by, Role.CITY_OFFICER, Role.CITY_HEAD)
    draft = CriteriaSet.objects.select_for_update().get(pk=set_id)
    if draft.status != SetStatus.DRAFT:
        raise Refused(_ISSUED)
    tree = draft.definition
    found = find_place(tree, place.part, place.code)
    if found is None:
        raise Refused(_GONE)
    now = piece_at(tree, found)
    refuse_other(now, seen=seen, now=canonical_sha256(now))
    return store_draft(draft, _sound_piece(with_piece(tree, found, piece), found))


def _sound_piece(tree: Tree, place: Place) -> SetDefinition:
    """The definition with the changed piece. Raises Invalid or Refused."""
    reader = Reader()
    definition = read_definition(reader, tree)
    unread = [*reader.problems, *odd_characters(piece_at(tree, place), place.path)]
    meaning = [*check_definition(definition), *problems_here(definition)] if definition else []
    own = own_problems(meaning, [path for path, _, _ in reader.problems], definition) if definition else []
    _refuse_wrong(place, [one for one in (*unread, *own) if in_itself(place, one)])
    if unread or definition is None:
        raise Refused([f"{place_over(tree, path).heading}: {sentence}" for path, sentence, _ in unread])
    return definition


def _refuse_wrong(place: Place, problems: Iterable[Found]) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for path, sentence, _ in problems:
        told[".".join(map(str, path[len(place.path) :]))].append(sentence)
    if told:
        raise Invalid({path: " ".join(dict.fromkeys(sentences)) for path, sentences in told.items()})
