"""Code lists that carry their Chinese words, so that a page, an annex and an error never spell them twice."""

from enum import Enum
from typing import Self


class Words(str, Enum):
    """A stored code with the word that people of the county read, as in ``MALE = "male", "男"``."""

    label: str

    # The default is for type checkers only, which take ``Role("chair")`` for a call of this; every member has a word.
    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep the code as the value and the word as ``label``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        """The code: what the database and the wire carry."""
        return str(self.value)

    @classmethod
    def labels(cls) -> list[str]:
        """Every printed word, in the order of the list."""
        return [member.label for member in cls]
