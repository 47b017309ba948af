"""The poster's code is drawn by WeChat when it answers, and leads into the mini-program with the union's opaque scene."""

from service.app import create_app
from service.deployment import Deployment
from tests.access.sides import staff_client
from tests.given import World
from tests.platform import Platform


def test_wechat_draws_the_code_of_the_poster(deployed: Deployment, world: World, weixin: Platform) -> None:
    client, _ = staff_client(create_app(deployed), deployed, world.staff_id("chair_battery"))
    address = f"/console/unions/{world.battery.id}/poster.png"
    answer = client.get(address)
    assert (answer.status_code, answer.data[:4]) == (200, b"\x89PNG")
    assert weixin.calls()["/wxa/getwxacodeunlimit"] == 1
    weixin.fail("/wxa/getwxacodeunlimit", "busy")
    fallback = client.get(address)
    assert (fallback.status_code, fallback.data[:4]) == (200, b"\x89PNG")
    assert fallback.data != answer.data
