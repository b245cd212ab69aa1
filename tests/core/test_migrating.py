"""Constraints and triggers are added as by Django and pgtrigger, and no class is made anew for them."""

import pgtrigger
import pgtrigger.migrations
import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from thanthien.core import migrating

POSITIVE = models.CheckConstraint(condition=models.Q(number__gt=0), name="positive")
KEPT = pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)


def a_state() -> ProjectState:
    fields = [("id", models.BigAutoField(primary_key=True)), ("number", models.IntegerField())]
    old = models.CheckConstraint(condition=models.Q(number__lt=9), name="small")
    state = ProjectState()
    state.add_model(ModelState("room", "Thing", fields, options={"constraints": [old]}))
    return state


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (migrating.AddConstraint("Thing", POSITIVE), migrations.AddConstraint("Thing", POSITIVE)),
        (migrating.AddTrigger("thing", KEPT), pgtrigger.migrations.AddTrigger("thing", KEPT)),
    ],
)
def test_state_is_that_of_the_original_and_no_class_is_made_anew(ours: Operation, theirs: Operation) -> None:
    state, wanted = a_state(), a_state()
    before, earlier = state.apps.get_model("room", "Thing"), state.clone()
    ours.state_forwards("room", state)
    theirs.state_forwards("room", wanted)
    assert state.models["room", "thing"].options == wanted.models["room", "thing"].options
    assert earlier.models["room", "thing"].options == a_state().models["room", "thing"].options
    assert state.apps.get_model("room", "Thing") is before
    assert ours.deconstruct() == theirs.deconstruct()
