"""Constraints and triggers in migrations, added without making the classes of all related models anew.

Django renders a model and its relations again after every operation on it. No class looks different by a constraint or
a trigger, and there are hundreds of them: half the time of a first start went into that. What stands in the state, and
what is sent to the database, is the same.
"""

from __future__ import annotations

from typing import Any

import pgtrigger.migrations
from django.db import migrations
from django.db.migrations.state import ProjectState


class AddConstraint(migrations.AddConstraint):
    """Django's operation."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Note the constraint in the state."""
        _note(state, app_label, self.model_name, "constraints", self.constraint)


class AddTrigger(pgtrigger.migrations.AddTrigger):
    """That of pgtrigger."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Note the trigger in the state."""
        _note(state, app_label, self.model_name, "triggers", self.trigger)


def _note(state: ProjectState, app_label: str, model_name: str, option: str, added: Any) -> None:
    options = state.models[app_label, model_name.lower()].options
    options[option] = [*options.get(option, ()), added]  # a new list: earlier states share the old one
