"""An address on the web in a record: https unless it says otherwise."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

if TYPE_CHECKING:
    _Address = models.URLField[str, str]
else:
    _Address = models.URLField


class AddressField(_Address):
    """An address on the web, https unless it says otherwise."""

    def formfield(self, **options: Any) -> forms.Field:
        """The form's field."""
        name = str(self.verbose_name)
        return forms.URLField(
            label=f"{name[:1].upper()}{name[1:]}",
            required=not self.blank,
            max_length=self.max_length,
            assume_scheme="https",
        )
