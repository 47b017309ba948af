"""报送: ask for a pack, note that it was handed in, take the province's result, end it."""

from datetime import date

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.ground.moves import allowed, move
from service.oversight.province.models import MOVES, ProvincePack, ProvinceResult
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.unions.models import Union
from service.rolls.exports.actions import request
from service.rolls.exports.models import Export, ExportKind
from service.rolls.imports.actions import upload
from service.rolls.imports.models import Import, ImportKind


def ask(session: Session, actor: Actor, union: Union, purpose: str, *, changes: bool) -> Export:
    """Ask for a pack of a union and all below it; a second person agrees, then the worker draws it.

    Raises as ``exports.actions.request``.
    """
    kind = ExportKind.PROVINCE_CHANGES if changes else ExportKind.PROVINCE
    return request(session, actor, kind, union, purpose)


def send(session: Session, actor: Actor, pack: ProvincePack, sent_on: date) -> None:
    """Note the day on which the pack was handed in on the province's platform (登记已上传).

    Raises MOVE_NOT_ALLOWED, and INPUT_INVALID for a day before the pack or after today.
    """
    if not clock.county_day(pack.made_at) <= sent_on <= clock.today():
        raise invalid(sent_on="请填写生成之后、今天或今天以前的日期。")
    move(pack, "send", MOVES)
    pack.sent_on, pack.sent_by = sent_on, actor.id
    _record(session, actor, "send", pack)


def take_result(session: Session, actor: Actor, pack: ProvincePack, filename: str, data: bytes) -> Import:
    """Keep a result file for the worker to read; nothing is written before somebody has confirmed its preview.

    Raises MOVE_NOT_ALLOWED before the pack was handed in and after it has ended, and as ``imports.actions.upload``.
    """
    if "answer" not in allowed(pack, MOVES):
        raise Refusal("MOVE_NOT_ALLOWED", action=MOVES["answer"].label, state=pack.status.label)
    import_ = upload(session, actor, ImportKind.PROVINCE_RESULT, pack.union, filename, data)
    session.add(ProvinceResult(import_id=import_.id, pack_id=pack.id))
    return import_


def close(session: Session, actor: Actor, pack: ProvincePack) -> None:
    """End a pack (办结): lines without an answer count as not handed in from now on. Raises MOVE_NOT_ALLOWED."""
    _end(session, actor, pack, "close")


def drop(session: Session, actor: Actor, pack: ProvincePack) -> None:
    """Say that a pack was not handed in after all (不报送). Raises MOVE_NOT_ALLOWED."""
    _end(session, actor, pack, "drop")


def _end(session: Session, actor: Actor, pack: ProvincePack, action: str) -> None:
    move(pack, action, MOVES)
    pack.ended_at = clock.now()
    _record(session, actor, action, pack)


def _record(session: Session, actor: Actor, action: str, pack: ProvincePack) -> None:
    session.flush()
    union_id = pack.union_id
    record(session, actor, f"province:{action}", "province", pack.id, union_id=union_id, details={})
