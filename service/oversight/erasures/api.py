"""The member's doors to erasure: ask, see what waits, take it back."""

from apiflask import APIBlueprint

from service.ground import clock
from service.oversight.erasures.actions import ask, withdraw
from service.oversight.erasures.models import OPEN, Erasure
from service.oversight.erasures.queries import is_member, own_erasure
from service.oversight.erasures.shapes import ErasureSeen
from service.register.access.guard import account, actor, deployment, needs, session
from service.register.access.models import Act

erasures = APIBlueprint("erasures", __name__, url_prefix="/api/me/erasure", tag="删除个人信息")


def _seen(erasure: Erasure | None) -> dict[str, object]:
    waits = erasure is not None and erasure.status in OPEN
    facts = {
        "days": deployment().settings.erasure_days,
        "may_ask": not waits and not is_member(session(), account().id),
    }
    if erasure is None:
        return {"status": None, "status_words": "", "basis_words": "", "due_on": None, **facts}
    return {
        "status": erasure.status,
        "status_words": erasure.status.label,
        "basis_words": erasure.basis.label,
        "due_on": clock.county_day(erasure.due_at) if erasure.due_at else None,
        **facts,
    }


@erasures.get("")
@needs(Act.ERASURE_OWN)
@erasures.output(ErasureSeen)
@erasures.doc(security="worker", responses=[401])
def read_own() -> dict[str, object]:
    """有没有等待删除的申请"""
    return _seen(own_erasure(session(), actor()))


@erasures.post("")
@needs(Act.ERASURE_OWN)
@erasures.output(ErasureSeen, status_code=201)
@erasures.doc(security="worker", responses=[401, 404, 409])
def ask_for_own() -> dict[str, object]:
    """申请删除自己的个人信息；到期以前可以撤回，到期后不能恢复"""
    return _seen(ask(session(), actor(), deployment().settings.erasure_days))


@erasures.delete("")
@needs(Act.ERASURE_OWN)
@erasures.output(ErasureSeen)
@erasures.doc(security="worker", responses=[401, 409])
def withdraw_own() -> dict[str, object]:
    """撤回删除申请"""
    return _seen(withdraw(session(), actor()))
