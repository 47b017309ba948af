"""等办的删除申请: what a union registered on paper, waiting for the county to agree.

个人信息保护法 第五十条: 应当建立便捷的个人行使权利的申请受理和处理机制; the county takes no longer than a union for a correction.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.ground.sealing import load_keys, opened, readable
from service.oversight.erasures.models import Erasure, ErasureStatus
from service.register.access.models import Act, Actor
from service.register.matters import Matter, Row, Rows, Waiting, Within, waits
from service.register.people.contact import masked_name
from service.register.unions.models import Union
from service.requests.corrections.actions import ANSWER_WORKING_DAYS


def _registered(within: Within) -> Rows:
    rows = waits(Erasure.id, since=Erasure.asked_at).join(Union, Union.id == Erasure.union_id)
    registered = (Erasure.status == ErasureStatus.REGISTERED, Erasure.person_id.is_not(None))
    return rows.where(within, *registered, readable(Erasure.person_id))  # type: ignore[arg-type]


def _tell(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    wanted = select(Erasure).where(Erasure.id.in_([row.id for row in rows]))
    found = {one.id: one.person for one in session.scalars(wanted.options(joinedload(Erasure.person)))}
    load_keys(session, [person.id for person in found.values() if person])
    for row in rows:
        person = found[row.id]
        assert person is not None
        name = masked_name(opened(person, "name"))
        yield row.matter(f"核准一份书面的删除申请：{name}", f"/console/erasures/{row.id}")


ERASURES = Waiting(
    "erasures",
    "书面的删除申请，待核准",
    Act.ERASURE_AGREE,
    _registered,
    _tell,
    working_days=ANSWER_WORKING_DAYS,
    menu="/console/erasures",
    above="/console/erasures",
)
