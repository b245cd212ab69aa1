"""Where style sheets, scripts and pictures of the platform stand."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Files under names that hold their digest. Which name it is doesn't change while a server runs, and each page asks
    for a dozen of them: it is worked out once."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self._known: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file. Raises ValueError for one that there isn't."""
        if name not in self._known:
            self._known[name] = super().url(name, force)
        return self._known[name]
