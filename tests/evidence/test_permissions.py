"""Who sees and who changes which document."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from tests.factories.evidence import DocumentFactory
from thanthien.evidence.enums import AccessClass
from thanthien.evidence.models import Document
from thanthien.evidence.permissions import can_change, can_enter, has_library

PEOPLE = ("focal", "officer", "chair", "party", "village_head", "front", "neighbour", "appraiser")


def who_sees(town, document) -> set[str]:
    return {name for name in PEOPLE if Document.objects.visible_to(getattr(town, name)).filter(pk=document.pk).exists()}


@pytest.mark.parametrize("trait", ["", "internal"])
def test_visible_to_the_people_of_the_unit(town, hooks, trait):
    document = DocumentFactory(created_by=town.officer, **({trait: True} if trait else {}))

    assert who_sees(town, document) == {"focal", "officer", "chair", "party", "front"}


def test_restricted_is_visible_to_focal_chair_and_uploader_only(town, hooks):
    document = DocumentFactory(created_by=town.front, restricted=True)

    assert who_sees(town, document) == {"focal", "chair", "front"}


def test_strangers_see_nothing(town, hooks):
    DocumentFactory(created_by=town.focal)

    assert list(Document.objects.visible_to(AnonymousUser())) == []


def test_uploader_who_left_the_unit_sees_nothing(town, hooks):
    document = DocumentFactory(created_by=town.officer, restricted=True)
    town.officer.memberships.update(valid_to="2025-12-31")
    del town.officer.hats

    assert "officer" not in who_sees(town, document)


@pytest.mark.parametrize("access_class", [AccessClass.APPRAISAL, AccessClass.RESTRICTED])
def test_grant_shows_documents_of_its_class_only(town, hooks, access_class):
    documents = {code: DocumentFactory(created_by=town.focal, access_class=code) for code in AccessClass}
    hooks.register_grant(access_class, lambda user: Q() if user == town.appraiser else Q(pk__in=[]))

    seen = {code for code, document in documents.items() if "appraiser" in who_sees(town, document)}

    assert seen == {access_class}


def test_grant_can_narrow_to_single_documents(town, hooks):
    attached, loose = DocumentFactory.create_batch(2, created_by=town.focal)
    hooks.register_grant(AccessClass.APPRAISAL, lambda _user: Q(pk=attached.pk))

    assert ("appraiser" in who_sees(town, attached), "appraiser" in who_sees(town, loose)) == (True, False)


def test_grant_for_internal_documents_is_refused(hooks):
    with pytest.raises(ValueError, match="unit only"):
        hooks.register_grant(AccessClass.UNIT, lambda _user: Q())


@pytest.mark.parametrize(("owner", "editors"), [("officer", {"focal", "officer", "chair"}), ("front", {"front"})])
def test_only_the_agency_that_entered_may_change(town, owner, editors):
    document = DocumentFactory(created_by=getattr(town, owner))

    assert {name for name in PEOPLE if can_change(getattr(town, name), document)} == editors


def test_retired_document_is_changed_by_nobody(town):
    document = DocumentFactory(created_by=town.focal, retired=True)

    assert {name for name in PEOPLE if can_change(getattr(town, name), document)} == set()


def test_who_enters_and_who_has_a_library(town):
    enter = {name for name in PEOPLE if can_enter(getattr(town, name), town.unit)}
    library = {name for name in PEOPLE if has_library(getattr(town, name))}

    assert enter == {"focal", "officer", "chair", "front"}
    assert library == {"focal", "officer", "chair", "party", "front", "neighbour"}
