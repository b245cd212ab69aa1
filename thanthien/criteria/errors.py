"""What an action on criteria sets answers when it can't do what was asked."""


class SetRefused(Exception):
    """The action was not carried out; ``problems`` are Vietnamese sentences."""

    def __init__(self, *problems: str) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problems))
