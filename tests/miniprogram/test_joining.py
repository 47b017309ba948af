"""入会: from the union's code, its name, its credit code or a township to the application, and back to what came of it."""

from sqlalchemy import select

from service.register.access.models import SYSTEM
from service.register.facts.words import DocumentKind
from service.register.people.documents import check_digit
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind, UnionState
from service.register.units.models import Unit
from service.requests.applications.models import Application, Correctable, Outcome, Reason, Status
from tests.given import id_number, phone
from tests.miniprogram import joining
from tests.miniprogram.joining import FORM, JOIN, NAME, PROGRESS, SERIAL, WHO
from tests.miniprogram.phones import Phones
from tests.requests.applications.given import submitted, union_of
from tests.requests.cards.given import bound


def test_a_worker_comes_from_the_code_on_the_poster_into_the_union(phones: Phones) -> None:
    """Every screen on the way, and what it says when something is missing."""
    scene = joining.scene_of(phones, phones.world.battery)
    worker = phones.take(WHO, phone(SERIAL), at=f"{JOIN}?scene={scene}")
    worker.page.get_by_text("雉城样例电池有限公司工会委员会").wait_for()
    worker.look("union")
    worker.press("申请加入")
    worker.page.get_by_text("敏感个人信息处理告知书").wait_for()
    worker.press("同意，去填写")
    worker.page.get_by_role("alert").get_by_text("打勾").wait_for()
    worker.look("notice")
    joining.agree(worker)
    joining.state(worker, NAME, "330522")
    worker.page.get_by_role("alert").get_by_text("18 位").first.wait_for()
    worker.look("identity")
    joining.state(worker, NAME, id_number(SERIAL))
    joining.reach(worker, 1)
    worker.press("用微信手机号")
    worker.look("privacy")
    worker.press("同意")
    worker.allow()
    worker.page.get_by_text(f"{phone(SERIAL)[:3]}******").wait_for()
    worker.look("contact")
    worker.press("下一步")
    joining.reach(worker, 2)
    worker.press("下一步")
    worker.page.get_by_text("请选择学历。").wait_for()
    worker.look("about")
    joining.choose(worker, 学历="专科", 户籍类型="外地农村")
    worker.press("下一步")
    joining.reach(worker, 3)
    assert worker.page.get_by_label("所在单位").input_value() == "雉城样例电池有限公司"
    worker.look("work")
    joining.choose(worker, 就业状况="在岗")
    worker.press("下一步")
    joining.reach(worker, 4)
    worker.press("签好了，去核对")
    worker.page.get_by_text("还没有签名").wait_for()
    joining.draw(worker)
    worker.look("oath")
    worker.press("签好了，去核对")
    worker.page.get_by_text("提交以后").wait_for()
    worker.look("review")
    worker.page.get_by_role("button", name="提交申请").dblclick()
    worker.page.get_by_text("提交成功").wait_for()
    worker.look("progress")
    assert joining.handed_in(phones) == (1, 1)
    with phones.deployed.database.reading() as session:
        assert joining.newest(session).unit_name == "雉城样例电池有限公司"
    joining.decided(phones, Outcome.APPROVE)
    worker.open(PROGRESS)
    worker.page.get_by_text("您是工会会员了").wait_for()
    worker.look("approved")


def test_a_union_is_found_by_part_of_its_name_and_by_the_credit_code_of_the_unit(phones: Phones) -> None:
    with phones.deployed.database.writing() as session:
        battery = union_of(session, phones.world.battery)
        session.add(Unit(name="雉城样例电池有限公司", uscc="91330522MA00000001", union_id=battery.id))
        closed = found(session, SYSTEM, battery.parent, "雉城样例旧厂工会委员会", UnionKind.GRASSROOTS)
        closed.state = UnionState.CLOSED
        old = closed.scene
    worker = phones.take(WHO, at=JOIN, width=320, scale=1.75)
    page = worker.page
    for words, answer in (
        ("一", "请至少输入两个字"),
        ("没有的厂", "没有找到名称里有“没有的厂”的工会"),
        ("91330522MA00000009", "登记里还没有这个信用代码的单位"),
        ("雉城", "找到 2 个，请点您所在的工会"),
    ):
        page.get_by_label("按名称查找").fill(words)
        worker.press("查找")
        page.get_by_text(answer).wait_for()
        worker.look(f"search-{len(words)}")
    worker.scan(f"pages/join/join?scene={old}")
    page.get_by_role("button", name="扫工会二维码").click()
    page.get_by_text("这个工会二维码已失效").wait_for()
    worker.scan("https://example.com/menu")
    page.get_by_role("button", name="扫工会二维码").click()
    page.get_by_text("这不是工会的入会二维码").wait_for()
    worker.look("not-ours")
    page.get_by_label("按名称查找").fill("91330522ma 00000001")
    worker.press("查找")
    page.get_by_role("button", name="雉城样例电池").click()
    page.get_by_role("heading", name="雉城样例电池").wait_for()
    worker.press("不是这个工会，重新选")
    worker.scan(f"http://127.0.0.1/join/{joining.scene_of(phones, phones.world.textile)}")
    page.get_by_role("button", name="扫工会二维码").click()
    page.get_by_role("heading", name="画溪样例纺织").wait_for()


def test_a_worker_whose_unit_has_no_union_is_helped_by_the_township(phones: Phones) -> None:
    joining.known(phones)
    worker = phones.take(WHO, at=JOIN)
    worker.page.get_by_role("button", name="我单位还没有工会").click()
    worker.page.get_by_label("输入几个字，缩小范围").fill("雉")
    worker.look("townships")
    worker.page.get_by_role("button", name="雉城街道总工会").click()
    worker.press("申请加入")
    joining.reach(worker, 1)
    worker.page.get_by_label("手机号").fill(phone(SERIAL))
    worker.press("下一步")
    joining.reach(worker, 2)
    joining.choose(worker, 学历="初中", 户籍类型="本地农村")
    worker.press("下一步")
    joining.reach(worker, 3)
    worker.press("下一步")
    worker.page.get_by_text("请填写所在单位。").wait_for()
    worker.page.get_by_label("所在单位").fill("样例小店")
    joining.choose(worker, 就业状况="在岗")
    worker.press("下一步")
    joining.reach(worker, 4)
    joining.hand_in(worker)
    with phones.deployed.database.reading() as session:
        street = session.get_one(Union, phones.world.zhicheng.id)
        assert joining.newest(session).union_id == street.id
        assert session.scalars(select(Unit.lead_union_id).where(Unit.name == "样例小店")).one() == street.id


def test_a_returned_application_opens_at_what_the_union_asks_to_change(phones: Phones) -> None:
    with phones.deployed.database.writing() as session:
        submitted(session, union_of(session, phones.world.battery))
    joining.ask_back(phones, "请照毕业证改", Correctable.EDUCATION)
    worker = phones.take(WHO, at=PROGRESS)
    worker.page.get_by_text("请照毕业证改").first.wait_for()
    worker.look("returned")
    worker.press("去修改")
    worker.page.get_by_text("工会请您改这一项：请照毕业证改").wait_for()
    assert worker.page.get_by_label("户籍类型").count() == 0
    worker.look("correction")
    joining.choose(worker, 学历="本科")
    worker.press("改好了，去核对")
    worker.page.locator(".fact").get_by_text("本科").wait_for()
    worker.press("提交申请")
    worker.page.get_by_text("提交成功").wait_for()
    joining.ask_back(phones, "请重签，姓名也核对一下", Correctable.SIGNATURE, Correctable.NAME)
    worker.open(FORM)
    worker.page.get_by_role("button", name="姓名").click()
    worker.press("改一下")
    worker.page.get_by_label("姓名").fill("新样二")
    worker.page.get_by_label("证件号码").fill(id_number(SERIAL))
    worker.press("保存")
    worker.page.get_by_role("button", name="签名").click()
    joining.draw(worker)
    worker.press("保存签名")
    worker.press("改好了，去核对")
    worker.page.get_by_text("提交以后").wait_for()
    worker.press("提交申请")
    worker.page.get_by_text("提交成功").wait_for()
    assert joining.handed_in(phones) == (1, 3)


def test_documents_from_elsewhere_are_asked_what_they_do_not_tell(phones: Phones) -> None:
    scene = joining.scene_of(phones, phones.world.battery)
    guest = phones.take("o-guest", at=f"{JOIN}?scene={scene}")
    guest.press("申请加入")
    joining.agree(guest)
    joining.state(guest, "Sample Guest", "X1234567", DocumentKind.PASSPORT)
    guest.page.get_by_text("工会会当面核对").wait_for()
    guest.look("needs-look")
    guest.press("接着填申请")
    joining.reach(guest, 1)
    guest.page.get_by_label("手机号").fill(phone(SERIAL))
    guest.press("下一步")
    joining.reach(guest, 2)
    assert guest.page.get_by_label("国籍").input_value() == "中国"
    guest.page.get_by_label("国籍").fill("样例国")
    joining.choose(guest, 学历="本科", 户籍类型="外地城镇")
    guest.press("下一步")
    guest.page.get_by_text("请选择性别。").wait_for()
    guest.look("about-guest")
    joining.choose(guest, 性别="女")
    guest.press("下一步")
    joining.reach(guest, 3)
    first = "81000019900101002"
    neighbour = phones.take("o-neighbour", at=f"{JOIN}?scene={scene}")
    neighbour.press("申请加入")
    joining.agree(neighbour)
    joining.state(neighbour, "邻样一", first + check_digit(first), DocumentKind.HMT_RESIDENT)
    joining.reach(neighbour, 1)
    neighbour.page.get_by_label("手机号").fill(phone(SERIAL + 1))
    neighbour.press("下一步")
    joining.reach(neighbour, 2)
    assert neighbour.page.get_by_label("性别").count() == 0
    assert neighbour.page.get_by_label("国籍").input_value() == "中国"


def test_a_member_who_applies_again_learns_where_only_with_the_card(phones: Phones) -> None:
    with phones.deployed.database.writing() as session:
        submitted(session, union_of(session, phones.world.battery), WHO, "陈样一", 3)
    joining.decided(phones, Outcome.REJECT, Reason.ALREADY_MEMBER)
    worker = phones.take(WHO, at=PROGRESS)
    worker.page.get_by_text("已是会员，按会籍接转办理").first.wait_for()
    worker.look("already-member")
    worker.open(JOIN)
    worker.page.get_by_label("按名称查找").wait_for()
    bound(phones.deployed, "陈样一", "o-holder")
    holder = phones.take("o-holder", at=JOIN)
    holder.page.get_by_text("您已经是工会会员").wait_for()
    holder.page.get_by_text("雉城样例电池有限公司工会委员会").wait_for()
    holder.look("member")


def test_whoever_wants_another_union_takes_the_application_back_first(phones: Phones) -> None:
    joining.known(phones)
    scene = joining.scene_of(phones, phones.world.textile)
    worker = phones.take(WHO, at=f"{JOIN}?scene={scene}")
    worker.press("申请加入")
    joining.reach(worker, 1)
    worker.open(JOIN)
    worker.page.get_by_text("您有一份申请还没有交").wait_for()
    worker.look("draft-under-way")
    worker.press("换一个工会")
    worker.press("撤回并换")
    worker.page.get_by_label("按名称查找").fill("电池")
    worker.press("查找")
    worker.page.get_by_role("button", name="雉城样例电池").click()
    worker.press("申请加入")
    joining.fill_in(worker)
    joining.hand_in(worker)
    worker.open(JOIN)
    worker.press("看办理进度")
    worker.press("撤回申请")
    worker.press("撤回")
    worker.page.get_by_role("button", name="重新申请").wait_for()
    worker.page.get_by_role("button", name="以前的申请").click()
    worker.look("withdrawn")
    with phones.deployed.database.reading() as session:
        assert set(session.scalars(select(Application.status))) == {Status.WITHDRAWN}
