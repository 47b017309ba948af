"""The agreed state diagrams are a file (moves.txt); the MOVES tables of the code are compared with it, line by line."""

import re
from pathlib import Path

import service
from service.ground.moves import Moves
from service.ground.words import Words
from service.oversight.erasures.models import MOVES as ERASURE_MOVES
from service.oversight.erasures.models import ErasureStatus
from service.oversight.findings.models import MOVES as FINDING_MOVES
from service.oversight.findings.models import FindingStatus
from service.oversight.province.models import MOVES as PACK_MOVES
from service.oversight.province.models import PackStatus
from service.register.inquiries.models import MOVES as ALLOWANCE_MOVES
from service.register.inquiries.models import AllowanceStatus
from service.register.memberships.cases import MOVES as EXPULSION_MOVES
from service.register.memberships.cases import ExpulsionStatus
from service.requests.applications.models import MOVES as APPLICATION_MOVES
from service.requests.applications.models import Status
from service.requests.corrections.models import MOVES as CORRECTION_MOVES
from service.requests.corrections.models import CorrectionStatus
from service.requests.transfers.models import MOVES as TRANSFER_MOVES
from service.requests.transfers.models import WISH_MOVES, TransferStatus, WishStatus
from service.rolls.exports.models import MOVES as EXPORT_MOVES
from service.rolls.exports.models import ExportStatus
from service.rolls.imports.models import MOVES as IMPORT_MOVES
from service.rolls.imports.models import ImportStatus
from service.rolls.rosters.models import MOVES as ROSTER_MOVES
from service.rolls.rosters.models import RosterStatus

TABLES: dict[str, tuple[Moves, type[Words]]] = {
    "入会申请": (APPLICATION_MOVES, Status),
    "增加核对额度": (ALLOWANCE_MOVES, AllowanceStatus),
    "更正申请": (CORRECTION_MOVES, CorrectionStatus),
    "删除个人信息": (ERASURE_MOVES, ErasureStatus),
    "数据疑点": (FINDING_MOVES, FindingStatus),
    "花名册": (ROSTER_MOVES, RosterStatus),
    "导入": (IMPORT_MOVES, ImportStatus),
    "导出": (EXPORT_MOVES, ExportStatus),
    "开除会籍": (EXPULSION_MOVES, ExpulsionStatus),
    "会籍接转": (TRANSFER_MOVES, TransferStatus),
    "接转请求（花名册待核对的行）": (WISH_MOVES, WishStatus),
    "报送包": (PACK_MOVES, PackStatus),
}


def written(moves: Moves, states: type[Words]) -> list[str]:
    """A table as the diagram file writes it."""
    return [
        f"  {state.label} --{line.label}--> {line.target.label}"
        for line in moves.values()
        for state in states
        if state in line.sources
    ]


def test_no_table_of_moves_is_left_out() -> None:
    written_here = [
        found
        for file in Path(service.__file__).parent.rglob("*.py")
        for found in re.findall(r"^\w*MOVES\b.*= table\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(written_here) == len(TABLES)


def test_every_table_is_the_agreed_diagram() -> None:
    agreed: dict[str, list[str]] = {}
    title = ""
    for line in Path(__file__).with_name("moves.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            agreed[title].append(line)
        else:
            title = line
            agreed[title] = []
    assert {title: sorted(lines) for title, lines in agreed.items()} == {
        title: sorted(written(moves, states)) for title, (moves, states) in TABLES.items()
    }
