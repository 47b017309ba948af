"""等办的校验异常: rows that the service did not write, until a look through all marks finds none any more."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.register.access.models import Act, Actor
from service.register.audit.models import AuditEntry
from service.register.matters import Matter, Row, Rows, Waiting, Within, waits
from service.register.unions.models import Union, UnionKind


def _altered(within: Within) -> Rows:
    last = select(func.max(AuditEntry.seq)).where(AuditEntry.act == "authority:check").scalar_subquery()
    found = (AuditEntry.seq == last) & (AuditEntry.outcome == "refused")
    rows = waits(AuditEntry.object_id, since=AuditEntry.at)  # type: ignore[arg-type]  # a refused look names its first row
    return rows.join(Union, Union.kind == UnionKind.COUNTY).where(within, found)


def _tell(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    for row in rows:
        yield row.matter(
            "数据库里有记录不是本系统写的，可能有人直接改了数据库，请保留现场，立即报告负责人",
            "/console/audit?act=authority%3Aaltered",
        )


ALTERED = Waiting("altered", "校验异常的记录", Act.AUDIT_READ, _altered, _tell, first=True)
