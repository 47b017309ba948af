"""The poster's code is drawn by WeChat when it answers, and leads into the mini-program with the union's opaque scene."""

from service.register.deployment import Deployment
from tests.application import application
from tests.given import World
from tests.platform import Platform
from tests.register.access.sides import staff_client


def test_wechat_draws_the_code_of_the_poster(deployed: Deployment, world: World, weixin: Platform) -> None:
    client, _ = staff_client(application(deployed), deployed, world.staff_id("county"))
    battery, textile = (f"/console/unions/{one.id}/poster.png" for one in (world.battery, world.textile))
    answers = [client.get(battery) for _ in range(2)]
    assert {(one.status_code, one.data[:4]) for one in answers} == {(200, b"\x89PNG")}
    assert weixin.calls()["/wxa/getwxacodeunlimit"] == 1
    weixin.fail("/wxa/getwxacodeunlimit", "busy")
    plain = client.get(textile)
    assert (plain.status_code, plain.data[:4]) == (200, b"\x89PNG")
    client.get(textile)
    assert weixin.calls()["/wxa/getwxacodeunlimit"] == 3  # a plain one is not kept
    assert client.get(battery).data == answers[0].data == answers[1].data
