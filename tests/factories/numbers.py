"""How far the factories have numbered what they make: names and codes carry these numbers, and must not come twice."""

from typing import TypeAlias

from factory.django import DjangoModelFactory

Numbers: TypeAlias = dict[type[DjangoModelFactory], int]


def numbers_given() -> Numbers:
    """How far each factory of this process has come."""
    return {one: one._meta.next_sequence() for one in DjangoModelFactory.__subclasses__()}


def number_beyond(numbers: Numbers) -> None:
    """Let the factories go on from here where they have not come as far; they never go back."""
    for one, number in numbers.items():
        one.reset_sequence(max(number + 1, one._meta.next_sequence()))
