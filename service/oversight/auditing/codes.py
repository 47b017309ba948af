"""What the codes inside an entry of the audit log are called: the labels of the code lists of every room (代码表)."""

from service.ground.words import Words
from service.oversight.progress.models import Way
from service.register.access.models import Role
from service.register.accounts.models import ConsentKind, SignInWay
from service.register.accounts.scan_models import ScanKind
from service.register.audit.words import FIELDS
from service.register.inquiries.models import AskedHow
from service.register.memberships.models import Basis, RetainReason
from service.register.memberships.search import SearchBy
from service.register.people.models import Level
from service.register.unions.models import UnionKind
from service.requests.applications.models import Outcome
from service.requests.cards.models import MatchResult, RevokeReason
from service.rolls.exports.models import ExportKind
from service.rolls.imports.models import ImportKind

_OF: dict[str, tuple[type[Words], ...]] = {
    "basis": (Basis,),
    "by": (SignInWay, SearchBy),
    "finding": (MatchResult,),
    "how": (AskedHow,),
    "kind": (ExportKind, ImportKind, ScanKind, ConsentKind, UnionKind),
    "level": (Level,),
    "outcome": (Outcome,),
    "reason": (RetainReason, RevokeReason),
    "role": (Role,),
    "way": (Way,),
}
_PLAIN = {"by": {"code": "动态码", "export_id": "导出编号", "canary": "暗记"}, "field": FIELDS}


def code_word(name: str, value: object) -> object:
    """The value of one detail in words: its label where the detail holds a code, else itself."""
    for words in _OF.get(name, ()):
        if value in list(words):
            return words(str(value)).label
    return _PLAIN.get(name, {}).get(str(value), value)
