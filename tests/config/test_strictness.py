"""The tests' own strictness, tested."""

import socket

import pytest
from django.template import Context, Template
from pytest_socket import SocketConnectBlockedError

from tests.settings import UndefinedVariableError


def test_undefined_template_variable_fails() -> None:
    with pytest.raises(UndefinedVariableError, match="Undefined template variable: missing"):
        Template("{{ missing }}").render(Context())


def test_undefined_template_variable_may_be_asked_for() -> None:
    assert Template("{% if missing %}a{% else %}b{% endif %}").render(Context()) == "b"


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_connection_to_another_machine_fails() -> None:
    with pytest.raises(SocketConnectBlockedError), socket.socket() as wire:
        wire.connect(("203.0.113.1", 9))
