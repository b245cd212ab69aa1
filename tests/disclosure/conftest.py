"""The server to which letters to readers go."""

from tests.core.mail.conftest import mail_server  # noqa: F401 - a fixture
