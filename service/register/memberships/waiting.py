"""等办的开除案: the committee decides, the union above files."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.ground.sealing import load_keys, opened, readable
from service.register.access.models import Act, Actor
from service.register.matters import Matter, Render, Row, Rows, Waiting, Within, waits
from service.register.memberships.cases import Expulsion, ExpulsionStatus
from service.register.people.contact import masked_name
from service.register.unions.models import Union


def _in_state(status: ExpulsionStatus) -> Callable[[Within], Rows]:
    def waiting(within: Within) -> Rows:
        rows = waits(Expulsion.id, since=Expulsion.proposed_at).join(Union, Union.id == Expulsion.union_id)
        return rows.where(within, Expulsion.status == status, readable(Expulsion.person_id))

    return waiting


def _telling(what: str, page: str) -> Render:
    def tell(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
        wanted = select(Expulsion).where(Expulsion.id.in_([row.id for row in rows]))
        found = {one.id: one for one in session.scalars(wanted.options(joinedload(Expulsion.person)))}
        load_keys(session, [one.person_id for one in found.values()])
        for row in rows:
            name = masked_name(opened(found[row.id].person, "name"))
            yield row.matter(f"{what}：{name}", page.format(id=row.id))

    return tell


EXPULSIONS = (
    Waiting(
        "expulsions-to-decide",
        "开除案，待委员会决定",
        Act.MEMBERSHIP_CHANGE,
        _in_state(ExpulsionStatus.PROPOSED),
        _telling("记录委员会对一件开除案的决定", "/console/expulsions/{id}"),
        menu="/console/members",
    ),
    Waiting(
        "expulsions-to-file",
        "开除会籍，待备案",
        Act.MEMBERSHIP_FILE,
        _in_state(ExpulsionStatus.DECIDED),
        _telling("开除会籍备案", "/console/expulsions/{id}/filing"),
    ),
)
