"""体验版: a poster drawn while the mini-program is tried out opens the trial version, on the way into its union."""

import pytest

from service.ground.config import Settings
from tests.application import application
from tests.given import id_number
from tests.miniprogram import joining
from tests.miniprogram.joining import NAME, SERIAL, WHO
from tests.miniprogram.phones import Phones
from tests.register.access.sides import staff_client


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A county that tries the mini-program out."""
    return settings.model_copy(update={"wechat_state": "trial"})


def test_a_poster_of_the_trial_is_scanned_and_the_application_handed_in(phones: Phones) -> None:
    # Nothing is released yet: WeChat draws no code of a release.
    phones.weixin.door("pages", {"pages": [], "env_version": "release"})
    desk, _ = staff_client(application(phones.deployed), phones.deployed, phones.world.staff_id("county"))
    assert desk.get(f"/console/unions/{phones.world.battery.id}/poster.png").status_code == 200
    [code] = phones.weixin.look("codes")
    assert code["env_version"] == "trial"
    at = f"/{code['page']}?scene={code['scene']}"
    worker = phones.take(WHO, at=at, version=code["env_version"])
    worker.page.get_by_text("雉城样例电池有限公司工会委员会").wait_for()
    assert worker.page.evaluate("wx.getAccountInfoSync().miniProgram.envVersion") == "trial"
    worker.press("申请加入")
    joining.agree(worker)
    joining.state(worker, NAME, id_number(SERIAL))
    joining.fill_in(worker)
    joining.hand_in(worker)
    assert joining.handed_in(phones) == (1, 1)
