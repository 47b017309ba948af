"""The poster's code is drawn by WeChat when it answers, and leads into the mini-program with the union's opaque scene."""

from dataclasses import replace

import pytest

from service.register.deployment import Deployment
from tests.application import application
from tests.given import World
from tests.paper import pages_of
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


@pytest.mark.parametrize(
    ("state", "version", "mark"),
    [("", "release", ""), ("formal", "release", ""), ("trial", "trial", "体验版，只供测试，请勿张贴")],
)
def test_a_poster_of_the_trial_version_opens_it_and_says_so(
    deployed: Deployment, world: World, weixin: Platform, state: str, version: str, mark: str
) -> None:
    tried = replace(deployed, settings=deployed.settings.model_copy(update={"wechat_state": state}))
    client, _ = staff_client(application(tried), tried, world.staff_id("county"))
    poster = f"/console/unions/{world.battery.id}/poster"
    page = client.get(poster).text
    assert ("请勿张贴" in page, mark in page) == (bool(mark), True)
    [sheet] = pages_of(client.get(f"{poster}.pdf").data)
    assert sheet.startswith(f"{mark}微信扫一扫，加入工会")
    [drawn] = weixin.look("codes")
    assert (drawn["env_version"], drawn["page"]) == (version, "pages/join/join")
