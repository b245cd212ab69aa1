"""Writing drafts on pages: a copy of a set to begin with, then piece by piece: changed, added, taken out."""

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
from thanthien.criteria.actions import hold_draft, permit_to_keep, store_draft
from thanthien.criteria.checks import Found, check_definition
from thanthien.criteria.consequences import own_problems
from thanthien.criteria.definition_io import canonical_sha256, draft_from_json
from thanthien.criteria.definition_reader import read_definition
from thanthien.criteria.draft_checks import odd_characters, shares_within
from thanthien.criteria.draft_problems import problems_here
from thanthien.criteria.editor.adding import codes_of, mark_of_pieces, path_over, pieces_in, with_new
from thanthien.criteria.editor.pieces import free_code
from thanthien.criteria.editor.places import (
    Part,
    Place,
    Tree,
    find_place,
    in_itself,
    piece_at,
    place_over,
    places,
    with_piece,
)
from thanthien.criteria.editor.removing import kept_by, whole_at, without
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
    return store_draft(draft, replace(source.parsed(), year=year, version=version, title=title), by=by)


@transaction.atomic
def change_piece(*, by: User, set_id: int, place: Place, piece: Tree, seen: str) -> CriteriaSet:
    """Let a piece of a draft be this. ``seen``: the SHA-256 of the piece that the person had before their eyes.

    What is wrong in the piece itself is refused (Invalid, by its path in the piece), and so is what could not be kept
    at all (Refused). What doesn't fit other pieces yet is kept; issuing waits for it. Raises Stale with the piece as it
    stands now.
    """
    draft = _draft_to_change(by, set_id)
    tree = draft.definition
    found = find_place(tree, place.part, place.code)
    if found is None:
        raise Refused(_GONE)
    now = piece_at(tree, found)
    refuse_other(now, seen=seen, now=canonical_sha256(now))
    return store_draft(draft, _sound_piece(with_piece(tree, found, piece), found, draft_from_json(tree)), by=by)


def _draft_to_change(by: User, set_id: int) -> CriteriaSet:
    return hold_draft(by, set_id, Role.CITY_OFFICER, Role.CITY_HEAD, issued=_ISSUED)


@transaction.atomic
def add_piece(*, by: User, set_id: int, part: Part, over: str, piece: Tree, seen: str) -> tuple[CriteriaSet, Place]:
    """Put a new piece at the end of its group, of the levels or of the gates (``over``: `adding.path_over`).
    ``seen``: the mark of the list that the person had before their eyes.

    A gate gets its key of its question, a level the next number. Raises Stale with the list as it stands now, Invalid
    and Refused as `change_piece` does.
    """
    draft = _draft_to_change(by, set_id)
    tree = draft.definition
    path = path_over(tree, part, over)
    if path is None:
        raise Refused(_GONE)
    beside = pieces_in(tree, path)
    refuse_other(beside, seen=seen, now=mark_of_pieces(beside))
    named = piece | _name_of(tree, part, piece, beside)
    changed, at = with_new(tree, path, named)
    place = Place(part, str(named.get("code") or named.get("key") or named["number"]), at, piece.get("title", ""))
    saved = store_draft(draft, _sound_piece(changed, place, draft_from_json(tree)), by=by)
    return saved, next(one for one in places(saved.definition) if one.path == at)


def _name_of(tree: Tree, part: Part, piece: Tree, beside: list[Place]) -> Tree:
    """What tells the new piece from others. Raises Invalid when its code is taken."""
    match part:
        case Part.LEVEL:
            return {"number": len(beside) + 1}
        case Part.GATE:
            return {"key": free_code(piece["question"], {one.code for one in beside})}
        case Part.GROUP:
            own: Tree = {"children": []}
        case _:
            own = {}
    if piece["code"] in codes_of(tree):
        raise Invalid({"code": f"Mã “{piece['code']}” đã có trong bộ tiêu chí. Cần chọn mã khác."})
    return own


@transaction.atomic
def remove_piece(*, by: User, set_id: int, place: Place, seen: str) -> CriteriaSet:
    """Take a piece out of a draft, with everything inside it. ``seen``: the SHA-256 of all of it, as the person saw it.

    Refused while something else names it. What then doesn't fit (a group's stated maximum, a group left empty) is kept
    and told; issuing waits for it. Raises Stale with all of it as it stands now.
    """
    draft = _draft_to_change(by, set_id)
    tree, definition = draft.definition, draft.parsed()
    found = find_place(tree, place.part, place.code)
    if found is None or found.part == Part.HEAD:
        raise Refused(_GONE)
    now = whole_at(tree, found)
    refuse_other(now, seen=seen, now=canonical_sha256(now))
    if kept := kept_by(definition, tree, found):
        raise Refused(kept)
    return store_draft(draft, without(definition, found), by=by)


def _sound_piece(tree: Tree, place: Place, before: SetDefinition) -> SetDefinition:
    """The definition with the changed piece. Raises Invalid or Refused. An agency or a measure that was gone already
    before stays named until somebody chooses otherwise: it is told of the draft, not refused."""
    reader = Reader()
    definition = read_definition(reader, tree)
    unread = [*reader.problems, *odd_characters(piece_at(tree, place), place.path)]
    meaning = _meaning(definition, before) if definition else []
    own = own_problems(meaning, [path for path, _, _ in reader.problems], definition) if definition else []
    _refuse_wrong(place, [one for one in (*unread, *own) if in_itself(place, one)])
    if unread or definition is None:
        raise Refused([f"{place_over(tree, path).heading}: {sentence}" for path, sentence, _ in unread])
    return definition


def _meaning(definition: SetDefinition, before: SetDefinition) -> list[Found]:
    gone = {sentence for _, sentence, _ in problems_here(before)}
    here = [one for one in problems_here(definition) if one[1] not in gone]
    return [*check_definition(definition), *shares_within(definition), *here]


def _refuse_wrong(place: Place, problems: Iterable[Found]) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for path, sentence, _ in problems:
        told[".".join(map(str, path[len(place.path) :]))].append(sentence)
    if told:
        raise Invalid({path: " ".join(dict.fromkeys(sentences)) for path, sentences in told.items()})
