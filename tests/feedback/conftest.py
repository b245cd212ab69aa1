"""What tests of letters to senders share with those of the mail: its server."""

from tests.core.mail.conftest import mail_server

__all__ = ["mail_server"]
