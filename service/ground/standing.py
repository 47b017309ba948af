"""How something stands, in one sentence, and what to do when it does not stand well."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """One sentence; ``good`` when nothing is left to look at, else ``advice`` says what to do now."""

    good: bool
    sentence: str
    advice: str = ""
