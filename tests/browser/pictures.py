"""Where the pictures of a journey go."""

import re
from pathlib import Path

PICTURES = Path(__file__).resolve().parents[2] / "build" / "screenshots"


def folder_of(test: str, backend: str, place: Path = PICTURES) -> Path:
    """The folder of one test on one database."""
    journey = re.sub(r"\W+", "-", test.removeprefix("test_").replace(backend, "")).strip("-")
    return place / backend / journey
