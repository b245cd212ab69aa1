"""Carrying out an action as a request does: the history notes who did it, where the action leaves that to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from thanthien.core.audit import acting

P = ParamSpec("P")
T = TypeVar("T")


def do(action: Callable[P, T], *args: P.args, **given: P.kwargs) -> T:
    """Call an action in the name of the person given as ``by``; nobody is the platform itself."""
    by: Any = given.get("by")
    with acting(by, action=action.__name__):
        return action(*args, **given)
