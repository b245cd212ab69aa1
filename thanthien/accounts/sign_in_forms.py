"""The sign-in form as our page shows it."""

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """Labels stand above their fields; the page itself links to a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
