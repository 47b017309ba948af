"""Read an uploaded spreadsheet in a process of its own, and hand back its cells."""

import json
import re
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import NamedTuple

from service.rolls.imports.archive import FileRefused, judge_file

WALL_SECONDS = 30
EXACT_DIGITS = 1e15  # Excel keeps fifteen digits of a number; above that the last ones are gone
_SCIENTIFIC = re.compile(r"'?\d(\.\d+)?E\+\d+", re.IGNORECASE)
TOO_COMPLEX = "文件太大、太复杂，或者已经损坏。"
# Who stops the service or needs its memory, not the limits of the process: those end it by SIGXCPU or from within.
_FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)
_ROOT = Path(__file__).resolve().parents[3]


class ReaderStopped(Exception):
    """The reading process was ended from outside: that says nothing of the file."""


class Cell(NamedTuple):
    """One cell: its text, the number it was stored as, and whether a formula stood there."""

    text: str = ""
    number: float | None = None
    formula: bool = False

    @property
    def lost_digits(self) -> bool:
        """Whether Excel has eaten the last digits of a long number, in the file or when it was saved as text."""
        eaten = self.number is not None and abs(self.number) >= EXACT_DIGITS
        return eaten or _SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", self.text).strip()) is not None


Rows = list[list[Cell]]


def read_cells(data: bytes) -> list[Rows]:
    """The sheets of a file, each a list of rows from Excel's row 1 on; raises FileRefused with the reason.

    At most 20,000 rows of 60 columns, in 512 MiB, 20 s of computing and 30 s of waiting; nothing on disk.
    """
    container = judge_file(data)
    command = [sys.executable, "-m", "service.rolls.imports.child", container]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell
            command,
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=_ROOT,
            env={"PYTHONUTF8": "1"},
            check=True,
        )
        answer = json.loads(child.stdout)
    except (
        subprocess.TimeoutExpired
    ):  # it used less than its 20 s of computing: the machine was busy, not the file
        raise ReaderStopped from None
    except subprocess.CalledProcessError as ended:
        if ended.returncode in _FROM_OUTSIDE:
            raise ReaderStopped from None
        raise FileRefused(TOO_COMPLEX) from None
    except json.JSONDecodeError:
        raise FileRefused(TOO_COMPLEX) from None
    if "refused" in answer:
        raise FileRefused(answer["refused"])
    return [[[_as_cell(value) for value in row] for row in sheet] for sheet in answer["sheets"]]


def _as_cell(value: str | float | list[str]) -> Cell:
    if isinstance(value, list):
        return Cell(value[0], formula=True)
    if isinstance(value, str):
        return Cell(value)
    return Cell(str(int(value)) if value.is_integer() else str(value), number=value)
