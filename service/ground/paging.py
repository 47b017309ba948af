"""翻页: a list in pieces. The address says where a piece begins; the pager of every list leads on and back.

The reads stand in the rooms and take ``start`` and ``size``; one row more than a piece shows is asked for, so that the
page knows whether more follows without counting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from flask import request

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
FURTHEST = 1_000_000  # no list of a county is longer
HIGHEST = 2**31 - 1  # a log may be longer; its numbers are four bytes long
SIZE = 50


class Read(Protocol[T_co]):
    """A read that gives ``size`` rows from ``start`` on."""

    def __call__(self, *, start: int, size: int) -> Sequence[T_co]:
        """Those rows, fewer at the end."""


class ReadBefore(Protocol[T_co]):
    """A read that gives the ``size`` newest rows below a number."""

    def __call__(self, *, before: int | None, size: int) -> Sequence[T_co]:
        """Those rows, fewer at the end."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One piece of a list: its rows, where it begins, how many a piece holds, and whether more follows."""

    rows: Sequence[T]
    start: int
    size: int
    more: bool

    @property
    def before(self) -> int:
        """Where the piece before this one begins."""
        return max(0, self.start - self.size)

    @property
    def after(self) -> int:
        """Where the next piece begins."""
        return self.start + self.size

    @property
    def kept(self) -> str:
        """What the address carries besides, encoded: the filters, for the next piece too."""
        return urlencode(
            [(name, value) for name, value in request.args.items(multi=True) if name not in ONCE]
        )


ONCE = ("start", "done")


def paged(read: Read[T], size: int = SIZE) -> Page[T]:
    """The piece that the request asks for."""
    start = asked()
    rows = read(start=start, size=size + 1)
    return Page(rows[:size], start, size, len(rows) > size)


def piece_of(rows: Sequence[T], size: int = SIZE) -> Page[T]:
    """The piece that the request asks for, of a list that is known as a whole."""
    return paged(lambda *, start, size: rows[start : start + size], size)


def earlier(read: ReadBefore[T], size: int = SIZE) -> Page[T]:
    """The piece of a long log that the request asks for, by the number it goes on below; it only leads on."""
    rows = read(before=asked("before", HIGHEST) or None, size=size + 1)
    return Page(rows[:size], 0, size, len(rows) > size)


def asked(name: str = "start", furthest: int = FURTHEST) -> int:
    """Where the request wants to begin; what is no number, below nought or beyond every list is the beginning."""
    wanted = request.values.get(name, 0, int)
    return wanted if 0 <= wanted <= furthest else 0


NOTHING: Page[Any] = Page((), 0, SIZE, False)
