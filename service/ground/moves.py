"""Allowed moves of things that wait in a queue: a table that a clerk can read, and one function that obeys it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from service.ground.errors import Refusal
from service.ground.words import Words


@dataclass(frozen=True)
class Move:
    """One line of a MOVES table: from which states an action leads to which."""

    label: str
    sources: frozenset[Words]
    target: Words


class HasStatus(Protocol):
    """Anything with a status column."""

    status: Any


Moves = Mapping[str, Move]


def table(*lines: tuple[str, str, Iterable[Words], Words]) -> dict[str, Move]:
    """Write a MOVES table as lines of (action, Chinese label, sources, target)."""
    return {action: Move(label, frozenset(sources), target) for action, label, sources, target in lines}


def move(thing: HasStatus, action: str, moves: Moves) -> None:
    """Take ``thing`` through ``action``; raises Refusal MOVE_NOT_ALLOWED when its state does not allow it."""
    line = moves[action]
    if thing.status not in line.sources:
        raise Refusal("MOVE_NOT_ALLOWED", action=line.label, state=thing.status.label)
    thing.status = line.target


def allowed(thing: HasStatus, moves: Moves) -> list[str]:
    """The actions that the state of ``thing`` allows, in the order of the table."""
    return [action for action, line in moves.items() if thing.status in line.sources]
