"""入会，中途: whoever leaves, loses the network or says no loses nothing and does nothing twice."""

from service.ground.sealing import opened
from service.requests.applications.models import Status
from tests.given import id_number, phone
from tests.miniprogram import joining
from tests.miniprogram.joining import FORM, JOIN, NAME, SERIAL, WHO
from tests.miniprogram.phones import Phone, Phones


def test_what_was_typed_waits_on_any_phone_of_the_same_person(phones: Phones) -> None:
    """Nobody presses «next»: the mini-program is put away in the middle of every step."""
    joining.known(phones)
    worker = phones.take(WHO, at=f"{JOIN}?scene={joining.scene_of(phones, phones.world.battery)}")
    worker.press("申请加入")
    joining.reach(worker, 1)
    worker.page.get_by_label("现居住地").fill("样例路1号")
    worker.page.get_by_label("手机号").fill(phone(SERIAL))
    worker.put_away()
    worker = phones.take(WHO, at=FORM)
    joining.reach(worker, 2)
    worker.press("上一步")
    joining.reach(worker, 1)
    assert worker.page.get_by_label("现居住地").input_value() == "样例路1号"
    worker.press("下一步")
    joining.reach(worker, 2)
    joining.choose(worker, 学历="高中")
    worker.put_away()
    worker = phones.take(WHO, at=FORM)
    joining.reach(worker, 2)
    joining.choose(worker, 户籍类型="本地城镇")
    worker.press("下一步")
    joining.reach(worker, 3)
    worker.page.get_by_label("所在单位").fill("样例电池二厂")
    worker.put_away()
    worker = phones.take(WHO, at=FORM)
    joining.reach(worker, 3)
    assert worker.page.get_by_label("所在单位").input_value() == "样例电池二厂"
    joining.choose(worker, 就业状况="在岗")
    worker.press("下一步")
    joining.reach(worker, 4)
    joining.draw(worker)
    worker.press("签好了，去核对")
    worker.page.get_by_text("提交以后").wait_for()
    worker = phones.take(WHO, at=FORM)
    worker.page.get_by_text("提交以后").wait_for()
    for words in ("高中", "本地城镇", "样例电池二厂", "在岗", "样例路1号", "已读誓词，已签名"):
        worker.page.get_by_text(words).wait_for()
    worker.page.get_by_role("button", name="修改签名").click()
    worker.page.get_by_text("已经有您的签名").wait_for()
    worker.look("kept")


def without_network(worker: Phone, button: str) -> None:
    """Press a button while there is no network; read what to do; the network is back, press 重试."""
    worker.lose_network()
    worker.press(button)
    worker.page.get_by_text("现在没有网络。", exact=True).wait_for()
    worker.lose_network(False)
    worker.press("重试")


def test_without_network_every_step_stays_and_goes_on_when_it_is_back(phones: Phones) -> None:
    worker = phones.take(WHO, at=f"{JOIN}?scene={joining.scene_of(phones, phones.world.battery)}")
    page = worker.page
    page.get_by_role("button", name="申请加入").wait_for()
    without_network(worker, "申请加入")
    page.get_by_text("我看过了").click()
    without_network(worker, "同意，去填写")
    page.get_by_label("姓名").fill(NAME)
    page.get_by_label("证件号码").fill(id_number(SERIAL))
    without_network(worker, "下一步")
    joining.reach(worker, 1)
    page.get_by_label("手机号").fill(phone(SERIAL))
    without_network(worker, "下一步")
    joining.reach(worker, 2)
    worker.lose_network()
    joining.choose(worker, 学历="专科", 户籍类型="外地农村")
    page.get_by_text("刚填的还没有保存").wait_for()
    worker.look("offline")
    without_network(worker, "下一步")
    joining.reach(worker, 3)
    joining.choose(worker, 就业状况="在岗")
    without_network(worker, "下一步")
    joining.reach(worker, 4)
    joining.draw(worker)
    without_network(worker, "签好了，去核对")
    page.get_by_text("提交以后").wait_for()
    without_network(worker, "提交申请")
    page.get_by_text("提交成功").wait_for()
    assert joining.handed_in(phones) == (1, 1)


def test_what_reached_the_service_is_not_done_twice_when_the_answer_was_lost(phones: Phones) -> None:
    worker = phones.take(
        WHO, phone(SERIAL), at=f"{JOIN}?scene={joining.scene_of(phones, phones.world.battery)}"
    )
    page = worker.page
    page.get_by_role("button", name="申请加入").wait_for()
    line = joining.LostAnswers(worker)
    worker.press("申请加入")
    joining.agree(worker)
    worker.press("重试")
    joining.state(worker, NAME, id_number(SERIAL))
    worker.press("重试")
    joining.reach(worker, 1)
    worker.press("用微信手机号")
    worker.press("同意")
    worker.allow()
    for _ in range(2):
        worker.press("重试")
    page.get_by_text("换一个号码").wait_for()
    page.get_by_label("现居住地").fill("样例路1号")
    worker.press("下一步")
    joining.reach(worker, 2)
    joining.choose(worker, 学历="专科", 户籍类型="外地农村")
    worker.press("下一步")
    worker.press("重试")
    joining.reach(worker, 3)
    joining.choose(worker, 就业状况="在岗")
    worker.press("下一步")
    worker.press("重试")
    joining.reach(worker, 4)
    joining.draw(worker)
    worker.press("签好了，去核对")
    worker.press("重试")
    page.get_by_text("提交以后").wait_for()
    worker.press("提交申请")
    page.get_by_role("button", name="重试").wait_for()
    assert joining.status(phones) is Status.SUBMITTED
    line.deaf = False
    worker.press("重试")
    page.get_by_text("提交成功").wait_for()
    assert joining.handed_in(phones) == (1, 1)


def test_a_worker_who_refuses_wechats_gate_types_his_phone(phones: Phones) -> None:
    joining.known(phones)
    worker = phones.take(
        WHO, phone(SERIAL), at=f"{JOIN}?scene={joining.scene_of(phones, phones.world.battery)}"
    )
    worker.press("申请加入")
    joining.reach(worker, 1)
    worker.press("用微信手机号")
    worker.press("不同意")
    worker.page.get_by_text("没有取到微信手机号").wait_for()
    worker.look("refused-gate")
    joining.fill_in(worker, phone(SERIAL + 1))
    with phones.deployed.database.reading() as session:
        assert opened(joining.newest(session), "phone") == phone(SERIAL + 1)


def test_a_worker_who_refuses_the_notice_is_told_the_way_in_person(phones: Phones) -> None:
    worker = phones.take(WHO, at=f"{JOIN}?scene={joining.scene_of(phones, phones.world.battery)}")
    worker.press("申请加入")
    worker.press("不同意")
    worker.page.get_by_text("不同意也可以入会").wait_for()
    worker.look("refused-notice")
    worker.press("再看看告知书")
    worker.page.get_by_text("我看过了").wait_for()
    worker.press("不同意")
    worker.press("回首页")
    assert joining.handed_in(phones) == (0, 0)
