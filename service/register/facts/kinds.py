"""What is to be said of a fact of a person, so that nobody else has to spell it."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from service.ground.sealing import opened
from service.ground.words import Words


class Whose(Words):
    """归属: which record a fact belongs to once an application is approved."""

    PERSON = "people", "职工"
    MEMBERSHIP = "memberships", "会籍"
    APPLICATION = "applications", "入会申请"


class Erased(Words):
    """删除时怎么处理: what an erasure does to a fact; frozen rosters keep what was confirmed, but for what is sealed."""

    KEY = "key", "密钥销毁，读不出来"
    EMPTIED = "emptied", "清空"
    KEPT = "kept", "保留，不含姓名和号码"


class Mask(Enum):
    """How much of a fact a page shows before somebody asks for all of it."""

    NOTHING_HIDDEN = "nothing hidden"
    NAME = "name"
    NUMBER = "number"
    PHONE = "phone"
    PLACE = "place"


@dataclass(frozen=True)
class Printed:
    """A column of an annex: its place, its printed heading, its width in Excel, and whether Excel may not count with it."""

    place: int
    heading: str
    width: int = 9
    as_text: bool = False


@dataclass(frozen=True)
class PhoneQuestion:
    """A question of the form on the phone: on which step, in which order; a label of its own, a hint, a keyboard."""

    step: int
    place: int
    label: str = ""
    hint: str = ""
    keyboard: str = ""
    longest: int | None = None


@dataclass(frozen=True, kw_only=True)
class PersonalFact:
    """事实（一项）: ``name`` is its identifier in column, shape and form, ``label`` its word in the register."""

    name: str
    label: str
    whose: Whose
    erased: Erased
    asked_as: str = ""  # on forms and pages, where that is another word than ``label``
    named_by: str = (
        ""  # the code whose word heads its line: a document number stands under the kind of document
    )
    codes: type[Words] | None = None
    sealed: bool = False
    picture: bool = False
    sought: bool = False  # found by its exact value, so it stands in the blind index
    mask: Mask = Mask.NOTHING_HIDDEN
    longest: int = 120
    default: str | None = None
    stated: bool = True  # an application has it
    returnable: bool = True  # a union may ask that it be changed in an application
    correctable: bool = False  # a member may ask that the register puts it right
    asked: PhoneQuestion | None = None  # on the form of the mini-program
    needed: str = ""  # what is said when an application is handed in without it
    handed_on: bool = False  # a membership takes it along to another union
    annex2: Printed | None = None  # 附件2 入会申请书
    annex3: Printed | None = None  # 附件3 花名册
    since: str = "2026-11"  # the edition of the privacy notice that names it first

    @property
    def column(self) -> str:
        """The column that keeps it, in whichever table."""
        return f"{self.name}_sealed" if self.sealed else self.name

    @property
    def question(self) -> str:
        """Its word on forms and pages."""
        return self.asked_as or self.label

    @property
    def in_part(self) -> bool:
        """Whether pages of staff show a part of it only; the rest is asked for, with a purpose."""
        return self.mask not in (Mask.NOTHING_HIDDEN, Mask.NAME)

    def kept(self, row: Any) -> Any:
        """Its value in a row: a code, or a text, opened where it is sealed; empty when nothing is known."""
        return opened(row, self.name) if self.sealed else getattr(row, self.name)

    def text(self, row: Any) -> str:
        """Its value in a row as people read it."""
        value = self.kept(row)
        return value.label if isinstance(value, Words) else value or ""

    def headed(self, row: Any, heading: str = "") -> str:
        """The word before its value: ``heading`` or its label, or the word of the code that names it."""
        return getattr(row, self.named_by).label if self.named_by else heading or self.label

    def read(self, value: Any) -> Any:
        """A value that came as text (from a form, a file): the code of its list, else itself."""
        return self.codes(value) if self.codes is not None and value is not None else value
