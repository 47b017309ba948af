"""A working life from one union to the next, through the doors of the members, the unions and the county; years pass in it.

《会籍管理办法》第三条: 一次入会、动态接转. S1 (冀工办发〔2018〕43号): 会籍管理不缺项、不断档.
"""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from service.doors.worker import TIDYING
from service.ground import clock
from service.register.audit.models import AuditEntry
from service.register.audit.verify import verify_log
from service.register.deployment import Deployment
from service.register.memberships.changes import MembershipChange
from service.register.memberships.models import Membership
from service.register.memberships.queries import members_counted
from tests.application import application
from tests.doors.console.given import Desk, Office
from tests.doors.mine.given import Phone
from tests.given import World
from tests.paper import text_of
from tests.register.memberships.given import chain, held
from tests.requests.cards.given import bound, number_of
from tests.working import turn

At = Callable[[str], None]
MEMBER = "陈样一"


class Life:
    """The doors that the people of one member's life go through, at whatever day it is."""

    def __init__(self, deployed: Deployment, world: World) -> None:
        self.deployed, self.world = deployed, world
        self.office = Office(application(deployed), deployed, world)
        self.desks: dict[tuple[str, str], Desk] = {}

    def desk(self, login: str) -> Desk:
        """A member of staff at a desk; signs in once a day."""
        today = (login, str(clock.today()))
        if today not in self.desks:
            self.desks[today] = self.office.desk(login)
        return self.desks[today]

    def phone(self, openid: str = "o-holder") -> Phone:
        """The member takes out the phone."""
        return Phone(self.office.app.test_client(), self.deployed, openid)

    @property
    def stretch(self) -> str:
        """The page of the open stretch."""
        with self.deployed.database.reading() as session:
            return f"/console/members/{held(session, self.world, MEMBER).id}"

    @property
    def counted(self) -> dict[str, int]:
        """会员人数 of each union, by its name in the told world."""
        names = ("battery", "textile", "zhicheng", "huaxi")
        ids = {getattr(self.world, name).id: name for name in names}
        with self.deployed.database.reading() as session:
            return {ids[union_id]: count for union_id, count in members_counted(session, ids).items()}

    def chain(self) -> list[str]:
        """Every stretch in words: where, from when, until when, how it ended."""
        with self.deployed.database.reading() as session:
            rows = chain(session, self.world.members[MEMBER].id)
            for one, following in pairwise(rows):
                assert one.ended_on == following.started_on  # 不断档
            return [
                f"{one.union.name[:4]} {one.started_on} {one.ended_on or ''} {one.standing}" for one in rows
            ]


@pytest.fixture
def life(deployed: Deployment, world: World) -> Life:
    """The told world with its web application."""
    return Life(deployed, world)


def sent(desk: Desk, path: str, **form: object) -> str:
    """A form that is taken; where it leads."""
    answer = desk.post(path, **form)
    assert answer.status_code == 303, re.sub(r"<[^>]+>|\s+", " ", answer.text)[-800:]
    return answer.location.partition("?")[0]


def test_a_working_life(life: Life, at: At) -> None:
    at("2027-03-01 09:00")
    bound(life.deployed)
    assert life.phone().ask("/home")["state"] == "active"

    # 2029: he works elsewhere; both unions answer (第十二条).
    at("2029-05-07 09:00")
    wish = {"union_id": str(life.world.textile.id), "unit_name": "画溪样例纺织有限公司"}
    transfer = f"/console/transfers/{life.phone().ask('/transfers', 'POST', **wish)['id']}"
    sent(life.desk("chair_battery"), f"{transfer}/release")
    at("2029-05-10 09:00")
    sent(life.desk("chair_textile"), f"{transfer}/reception", minute_no="2029-5")
    assert life.counted == {"battery": 2, "textile": 4}

    # 2031: the works close down; he is kept (第十九条), is not counted (第十六条), and the card opens nothing.
    at("2031-02-03 09:00")
    sent(life.desk("chair_textile"), f"{life.stretch}/retention", reason="unemployed", from_on="2031-02-01")
    home = life.phone().ask("/home")
    assert (home["state"], home["card"]["status"], life.counted["textile"]) == ("retained", "retained", 3)

    # 2031, autumn: work again, where he was first; the old union keeps silent, the one above answers for it.
    at("2031-09-01 09:00")
    wish = {"union_id": str(life.world.battery.id), "unit_name": "雉城样例电池有限公司"}
    transfer = f"/console/transfers/{life.phone().ask('/transfers', 'POST', **wish)['id']}"
    at("2031-09-30 09:00")
    turn(life.deployed, TIDYING)
    turn(life.deployed, TIDYING)
    assert "放行（逾期）" in life.desk("huaxi").get("/console/").text
    sent(life.desk("huaxi"), f"{transfer}/upper-release")
    sent(life.desk("chair_battery"), f"{transfer}/reception", minute_no="2031-9")
    assert life.phone().ask("/home")["state"] == "active"
    assert life.counted == {"battery": 3, "textile": 3}

    # 2035: a transfer that the old union refuses; the county decides.
    at("2035-06-04 09:00")
    wish = {"union_id": str(life.world.textile.id), "unit_name": "画溪样例纺织有限公司"}
    transfer = f"/console/transfers/{life.phone().ask('/transfers', 'POST', **wish)['id']}"
    refusal = {"reason": "still_here", "words": "劳动关系还没有解除"}
    sent(life.desk("chair_battery"), f"{transfer}/refusal", **refusal)
    sent(life.desk("county"), f"{transfer}/closure", words="劳动关系还在原单位，会籍不动")
    assert life.phone().ask("/home")["membership"]["union_name"] == life.world.battery.name

    # 2053: retirement (第十七条); the street keeps nobody waiting, the proof tells every year of it.
    at("2053-10-08 09:00")
    sent(life.desk("chair_battery"), f"{life.stretch}/retention", reason="retired", from_on="2053-10-01")
    proof = re.sub(r"\s+", "", text_of(_proof(life)))
    assert all(day in proof for day in ("2022年5月4日", "2031年2月1日", "2053年10月1日"))
    assert life.chain() == [
        "雉城样例 2022-05-04 2029-05-10 已转入下一段",
        "画溪样例 2029-05-10 2031-02-01 已转入下一段",
        "画溪样例 2031-02-01 2031-09-30 已转入下一段",
        "雉城样例 2031-09-30 2053-10-01 已转入下一段",
        "雉城样例 2053-10-01  保留会籍（退休（含提前退休））",
    ]

    # 2061: he dies; the chain ends, the card with it.
    at("2061-01-12 09:00")
    sent(life.desk("chair_battery"), f"{life.stretch}/death", died_on="2061-01-10")
    assert life.phone().ask("/home")["state"] == "ended"
    assert life.counted == {"battery": 2, "textile": 3}
    _every_change_has_one_audit_row(life)


def test_a_member_who_breaks_the_law_is_expelled_in_three_steps(life: Life, at: At) -> None:
    """工会章程第七条: 经会员所在工会小组讨论提出意见，由工会基层委员会决定，并报上一级工会备案."""
    at("2028-04-03 09:00")
    bound(life.deployed)
    chair = life.desk("chair_battery")
    proposal = {"group_on": "2028-04-01", "opinion": "样例法院（样例）刑初1号，小组一致建议开除"}
    case = sent(chair, f"{life.stretch}/expulsion", **proposal)
    assert life.phone().ask("/home")["state"] == "active"  # nothing is decided yet
    at("2028-04-10 09:00")
    chair = life.desk("chair_battery")
    assert "记录委员会对一件开除案的决定" in chair.get("/console/").text
    sent(chair, f"{case}/decision", decided_on="2028-04-09", minute_no="2028-4")
    assert life.phone().ask("/home")["state"] == "ended"
    at("2028-04-20 09:00")
    street = life.desk("zhicheng")
    assert "开除会籍备案" in street.get("/console/").text
    sent(street, f"{case}/filing", file_no="雉工备〔2028〕1号")
    assert "开除会籍备案" not in street.get("/console/").text
    assert life.chain() == ["雉城样例 2022-05-04 2028-04-09 会籍已结束"]
    _every_change_has_one_audit_row(life)


def test_a_union_is_closed_and_nobody_is_left_stranded(life: Life, at: At) -> None:
    """工会法第十三条: 被撤销工会的会员会籍可以继续保留; 《会籍管理办法》第十九条: 由上级工会保留."""
    at("2030-06-03 09:00")
    bound(life.deployed)
    street, union = life.desk("zhicheng"), life.world.battery
    closing = {"reason": "bankrupt", "closed_on": "2030-06-01", "close_no": "雉工〔2030〕3号"}
    sent(street, f"/console/unions/{union.id}/closing", **closing)
    here = f"/console/rehoming/{union.id}"
    ids = re.findall(r'name="membership_ids" value="([^"]+)"', street.get(here).text)
    assert len(ids) == 3
    upper = {"union_id": str(life.world.zhicheng.id), "keep": "1"}
    sent(street, here, membership_ids=ids, **upper)
    assert life.phone().ask("/home")["state"] == "retained"
    at("2030-11-04 09:00")
    wish = {"union_id": str(life.world.textile.id), "unit_name": "画溪样例纺织有限公司"}
    transfer = f"/console/transfers/{life.phone().ask('/transfers', 'POST', **wish)['id']}"
    sent(life.desk("zhicheng"), f"{transfer}/release")
    sent(life.desk("chair_textile"), f"{transfer}/reception")
    assert life.phone().ask("/home")["state"] == "active"
    assert life.counted == {"textile": 4}  # two stay with the street, which does not count them
    assert [line.split(" ")[0] for line in life.chain()] == ["雉城样例", "雉城街道", "画溪样例"]
    _every_change_has_one_audit_row(life)


def _proof(life: Life) -> bytes:
    """会员证明, drawn up for the member on his phone."""
    browser: FlaskClient = life.office.app.test_client()
    headers = life.phone()._headers
    answer = browser.post("/api/me/membership-proof", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.data


def _every_change_has_one_audit_row(life: Life) -> None:
    with life.deployed.database.reading() as session:
        ended = session.scalars(select(Membership.id).where(Membership.ended_on.is_not(None))).all()
        changes = session.scalars(select(MembershipChange.membership_id)).all()
        assert sorted(changes) == sorted(ended)
        rows = select(AuditEntry.object_id, func.count()).where(AuditEntry.object_id.in_(ended))
        acts = rows.where(AuditEntry.act != "membership:begin").group_by(AuditEntry.object_id)
        assert dict(session.execute(acts).all()) == dict.fromkeys(ended, 1)
        assert verify_log(session).ok
        assert number_of(MEMBER) not in str(session.scalars(select(AuditEntry.details)).all())
