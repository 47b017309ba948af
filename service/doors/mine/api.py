"""The worker's doors of «我的»: what I can do now, what is known of me, who looked."""

from apiflask import APIBlueprint

from service.doors.mine import shapes
from service.doors.mine.home import home_of
from service.doors.mine.looks import looks_seen
from service.doors.mine.me import me_seen
from service.doors.mine.withdrawal import withdraw_consent
from service.ground.errors import Refusal
from service.register.access.guard import account, actor, deployment, needs, session
from service.register.access.models import Act
from service.register.accounts.models import ConsentKind

mine = APIBlueprint("mine", __name__, url_prefix="/api", tag="我的")


@mine.get("/home")
@needs(Act.SIGNED_IN)
@mine.output(shapes.HomeSeen)
@mine.doc(security="worker", responses=[401])
def read_home() -> dict[str, object]:
    """首页：我现在能办什么"""
    settings = deployment().settings
    home = home_of(session(), actor(), account())
    return shapes.home_seen(home, f"{settings.county_name}总工会", settings.county_phone)


@mine.get("/me")
@needs(Act.SIGNED_IN)
@mine.output(shapes.MeSeen)
@mine.doc(security="worker", responses=[401])
def read_me() -> dict[str, object]:
    """我的信息（脱敏）"""
    return me_seen(session(), account())


@mine.get("/me/looks")
@needs(Act.SIGNED_IN)
@mine.output(shapes.LooksSeen)
@mine.doc(security="worker", responses=[401])
def read_looks() -> dict[str, object]:
    """谁查看过我的信息"""
    return looks_seen(session(), account())


@mine.delete("/consents/<kind>")
@needs(Act.SIGNED_IN)
@mine.output({}, status_code=204)
@mine.doc(security="worker", responses=[401, 404])
def withdraw_one(kind: str) -> str:
    """撤回同意

    `identity` destroys the stated identity and ends what waits; `privacy` also forgets the phone and ends every session.
    """
    if kind not in {one.value for one in ConsentKind}:
        raise Refusal("NOT_FOUND")
    withdraw_consent(session(), actor(), account(), ConsentKind(kind))
    return ""
