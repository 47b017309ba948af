"""The way into the union, screen by screen, as a hand goes it; and the union's side of it."""

from typing import Any

from playwright.sync_api import Route
from sqlalchemy import func, select

from service.register.facts.words import DocumentKind
from service.register.unions.models import Union
from service.requests.applications.decisions import check, decide, send_back
from service.requests.applications.models import Application, Correctable, Outcome, Reason, Status, Step
from tests.given import id_number, phone
from tests.miniprogram.phones import Phone, Phones
from tests.requests.applications.given import identified, meeting, staff_of

WHO, NAME, SERIAL = "o-new", "新样一", 501
FORM, JOIN, PROGRESS = "/pages/application/form", "/pages/join/join", "/pages/application/progress"


def scene_of(phones: Phones, union: Union) -> str:
    """What the code on the poster of a union holds."""
    with phones.deployed.database.reading() as session:
        return session.get_one(Union, union.id).scene


def known(phones: Phones, who: str = WHO, name: str = NAME, serial: int = SERIAL) -> None:
    """A worker who stated his identity on an earlier day."""
    with phones.deployed.database.writing() as session:
        identified(session, who, name, id_number(serial))


def agree(worker: Phone) -> None:
    """Read the notice, tick, go on."""
    worker.page.get_by_text("我看过了").click()
    worker.press("同意，去填写")


def state(worker: Phone, name: str, number: str, kind: DocumentKind = DocumentKind.RESIDENT) -> None:
    """Name and document."""
    worker.page.get_by_label("证件类型").select_option(label=kind.label)
    worker.page.get_by_label("姓名").fill(name)
    worker.page.get_by_label("证件号码").fill(number)
    worker.press("下一步")


def reach(worker: Phone, step: int) -> None:
    """Come to a step of the form."""
    worker.page.get_by_text(f"第 {step} 步，共 4 步").wait_for()


def choose(worker: Phone, **answers: str) -> None:
    """Choose from the lists of the form, by the words of both."""
    for label, words in answers.items():
        worker.page.get_by_label(label, exact=True).select_option(label=words)


def fill_in(worker: Phone, mobile: str = phone(SERIAL)) -> None:
    """The three steps of the form, as a resident of this county's unit with a union."""
    reach(worker, 1)
    worker.page.get_by_label("手机号").fill(mobile)
    worker.press("下一步")
    reach(worker, 2)
    choose(worker, 学历="专科", 户籍类型="外地农村")
    worker.press("下一步")
    reach(worker, 3)
    choose(worker, 就业状况="在岗")
    worker.press("下一步")
    reach(worker, 4)


def draw(worker: Phone) -> None:
    """Write with a finger on the pad."""
    pad = worker.page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    hand, x, y = worker.page.mouse, box["x"], box["y"]
    hand.move(x + 20, y + 60)
    hand.down()
    for step in range(1, 16):
        hand.move(x + 20 + step * 14, y + (40 if step % 2 else 150))
    hand.up()


def hand_in(worker: Phone) -> None:
    """Sign, look once more, submit."""
    draw(worker)
    worker.press("签好了，去核对")
    worker.page.get_by_text("提交以后").wait_for()
    worker.press("提交申请")
    worker.page.get_by_text("提交成功").wait_for()


def newest(session: Any) -> Application:
    """The application that was begun last."""
    found: Application = session.scalars(select(Application).order_by(Application.created_at.desc())).first()
    return found


def handed_in(phones: Phones) -> tuple[int | None, int | None]:
    """How many applications there are, and how often one was handed in."""
    with phones.deployed.database.reading() as session:
        applications = session.scalar(select(func.count()).select_from(Application))
        return applications, session.scalar(
            select(func.count()).select_from(Step).where(Step.action == "submit")
        )


def status(phones: Phones) -> Status:
    """How the newest application stands."""
    with phones.deployed.database.reading() as session:
        return newest(session).status


def ask_back(phones: Phones, words: str, *fields: Correctable) -> None:
    """The battery union's handler sends the application back."""
    with phones.deployed.database.writing() as session:
        handler = staff_of(session, phones.world, "handler_battery")
        send_back(session, handler, newest(session), Reason.DATA_WRONG, words, fields)


def decided(phones: Phones, outcome: Outcome, reason: Reason | None = None) -> None:
    """The battery union checks it, and its committee decides."""
    with phones.deployed.database.writing() as session:
        application = newest(session)
        check(session, staff_of(session, phones.world, "handler_battery"), application)
        chair = staff_of(session, phones.world, "chair_battery")
        decide(session, chair, application.union, [application], outcome, meeting(), reason)


class LostAnswers:
    """Every change reaches the service, and the phone does not hear of it: the first time, for each that is different."""

    def __init__(self, worker: Phone) -> None:
        """Begin to count now."""
        self.seen: set[tuple[str, str, str | None]] = set()
        self.deaf = False
        worker.page.route("**/api/**", self._pass)

    def _pass(self, route: Route) -> None:
        asked = route.request
        known = (asked.method, asked.url, asked.post_data)
        if asked.method == "GET":
            if self.deaf:
                route.abort("connectionreset")
            else:
                route.continue_()
        elif known in self.seen:
            route.continue_()
        else:
            self.seen.add(known)
            route.fetch()
            # With the submission the line goes dead altogether: not even a look at what came of it gets through.
            self.deaf = asked.url.endswith("/submission")
            route.abort("connectionreset")
