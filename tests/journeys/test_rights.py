"""The rights of three people through every door: copy, correct, withdraw, leave, be erased, in life, after death, and in time.

个人信息保护法 第四十四条: 个人对其个人信息的处理享有知情权、决定权. What the register has to prove (长总工〔2018〕12号: 实名制登记) stays
true without anybody's name.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.doors.worker import TIDYING
from service.register.audit.models import AuditEntry
from service.register.audit.verify import verify_log
from service.register.deployment import Deployment
from service.register.memberships.queries import last_membership
from service.rolls.exports.models import ExportKind
from service.rolls.rosters.models import Roster
from service.rolls.rosters.verify import verify as verify_roster
from service.rolls.snapshots.models import Snapshot
from service.rolls.snapshots.verify import verify as verify_snapshot
from tests.doors.console.given import Desk
from tests.given import World, phone
from tests.journeys.test_working_life import Life, sent
from tests.oversight.erasures.given import readable
from tests.register.memberships.given import chain, told
from tests.requests.cards.given import bound, number_of, phone_of
from tests.rolls.exports.test_snapshots import taken
from tests.rolls.snapshots.given import confirmed, frozen
from tests.working import turn

At = Callable[[str], None]
MEMBER, DEAD, FORMER, STAYS = "陈样一", "林样二", "钱样五", "周样三"
ERASED = (MEMBER, DEAD, FORMER)
LOGINS = ("chair_battery", "chair_textile", "zhicheng", "huaxi", "county", "auditor")
SEEN = "女儿书面申请一份，死亡证明、户口本原件已看，存工会档案柜"
MOST_PAGES = 60
# Drawn, not read; or another day of the same.
NOT_READ = re.compile(r"\.(png|pdf|xlsx|csv)|/print|/sign-out|/static/")


class Rights(Life):
    """The doors that these three, and those who keep their data, go through."""

    @property
    def snapshot(self) -> UUID:
        """What was frozen while all three were members."""
        with self.deployed.database.reading() as session:
            return session.scalars(select(Snapshot.id).order_by(Snapshot.as_of).limit(1)).one()

    def page_of(self, name: str) -> str:
        """The page of somebody's last stretch."""
        with self.deployed.database.reading() as session:
            held = last_membership(session, self.world.members[name].id)
            assert held is not None
            return f"/console/members/{held.id}"

    def leaves(self, chair: str, name: str, day: str) -> None:
        """退会, by the chair's page."""
        days = {"asked_on": day, "persuaded_on": day, "declared_on": day}
        form = {"minute_no": f"{day[:4]}-1", "words": f"{name}本人要求退会"}
        sent(self.desk(chair), f"{self.page_of(name)}/departure", **form, **days)

    def is_known(self, name: str) -> bool:
        """Whether anything of somebody can still be read anywhere."""
        return self.world.members[name].id in readable(self.deployed.database)

    def night(self, times: int = 3) -> None:
        """The worker tidies up."""
        for _ in range(times):
            turn(self.deployed, TIDYING)

    def goes(self, at: At, name: str, moment: str) -> dict[str, object]:
        """From a moment on, and not a minute earlier, nobody can read somebody; the facts, which stay true."""
        at(f"{datetime.fromisoformat(moment) - timedelta(minutes=1)}")
        self.night()
        assert self.is_known(name)
        before = self.facts()
        at(moment)
        self.night()
        assert not self.is_known(name)
        assert self.facts() == before
        return before

    def facts(self) -> dict[str, object]:
        """What has to stay true: every stretch, every version, what was frozen, and the log."""
        with self.deployed.database.reading() as session:
            rows = {name: chain(session, self.world.members[name].id) for name in ERASED}
            stretches = {
                name: [(one.union_id, one.started_on, one.ended_on, one.end_reason) for one in found]
                for name, found in rows.items()
            }
            frozen_then = session.get_one(Snapshot, self.snapshot)
            assert verify_snapshot(session, frozen_then).intact
            assert all(verify_roster(session, one) for one in session.scalars(select(Roster)))
            assert verify_log(session).ok
            return stretches | {"members": frozen_then.members, "unions": frozen_then.unions}

    def told_by_every_page(self, logins: Iterable[str] = LOGINS) -> dict[str, str]:
        """Every page that can be reached by links from the home pages, by who reads it and where."""
        return {
            f"{login} {path}": text
            for login in logins
            for path, text in _walked(self.desk(login), [self.page_of(one) for one in ERASED])
        }

    def told_by_files(self) -> str:
        """The old snapshot of both unions as files, and somebody else's copy of his own data."""
        how = {"chair_battery": self.world.battery, "chair_textile": self.world.textile}
        files = [
            taken(self.deployed, self.world, self.snapshot, login, union, ExportKind.ROSTER)
            for login, union in how.items()
        ]
        copy = self.phone("o-stays").ask("/me/copy", "POST", number_tail=number_of(STAYS)[-4:])
        assert STAYS in str(files)
        assert STAYS in str(copy)
        return json.dumps([files, copy], ensure_ascii=False)


def _walked(desk: Desk, more: Iterable[str]) -> Iterable[tuple[str, str]]:
    waiting, seen = ["/console/", *more], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0).replace("&amp;", "&").partition("#")[0]
        if path in seen or NOT_READ.search(path):
            continue
        seen.add(path)
        answer = desk.get(path)
        assert answer.status_code < 500, path
        if answer.status_code == 200:
            yield path, answer.text
            waiting += re.findall(r'href="(/console/[^"]*)"', answer.text)


def named(text: str, name: str) -> bool:
    """Whether somebody's name, masked or not, his document or his phone stand in a text."""
    return any(one in text for one in (name, f"{name[0]}**", number_of(name), phone_of(name)))


@pytest.fixture
def rights(deployed: Deployment, world: World, at: At) -> Rights:
    """December 2026: three hold cards, both rosters are confirmed and frozen, and one of textile leaves."""
    at("2026-12-01 09:00")
    for name, openid in ((MEMBER, "o-holder"), (FORMER, "o-former"), (STAYS, "o-stays")):
        bound(deployed, name, openid)
    with deployed.database.writing() as session:
        confirmed(session, world)
        confirmed(session, world, "textile")
    at("2026-12-02 09:00")
    with deployed.database.writing() as session:
        frozen(session, "2026-12-02 00:00")
    here = Rights(deployed, world)
    here.night()
    files = here.told_by_files()  # the control: all three stand in what was frozen
    assert all(named(files, name) for name in ERASED)
    here.leaves("chair_textile", FORMER, "2026-12-02")
    return here


def test_three_people_use_their_rights_and_nobody_finds_them_afterwards(rights: Rights, at: At) -> None:
    _in_life(rights, at)
    _after_death(rights, at)
    _nobody_finds_them(rights, at, before=_in_time(rights, at))


def _in_life(rights: Rights, at: At) -> None:
    # 第四十五条: 个人有权向个人信息处理者查阅、复制其个人信息.
    at("2027-02-01 09:00")
    mine = rights.phone()
    copy = mine.ask("/me/copy", "POST", number_tail=number_of(MEMBER)[-4:])
    assert number_of(MEMBER) in str(copy["sections"])
    # 第四十六条: 个人发现其个人信息不准确或者不完整的，有权请求个人信息处理者更正、补充.
    wish = mine.ask("/me/corrections", "POST", field="phone", value=phone(555), reason="换了号码")
    sent(rights.desk("chair_battery"), f"/console/corrections/{wish['id']}/acceptance")
    assert phone(555) in str(mine.ask("/me/copy", "POST", number_tail=number_of(MEMBER)[-4:]))
    # 第十五条: 个人有权撤回其同意……应当提供便捷的撤回同意的方式; 第十六条: 不得以个人……撤回同意为由，拒绝提供产品或者服务.
    assert mine.try_to("/consents/identity", "DELETE").status_code == 204
    assert mine.ask("/home")["state"] == "active"
    # 长总工〔2018〕12号: while he is a member, the register of members is kept.
    assert mine.try_to("/me/erasure", "POST").json["code"] == "ERASURE_MEMBER"

    at("2027-03-01 09:00")
    rights.leaves("chair_battery", MEMBER, "2027-03-01")
    # 第四十七条: ……个人信息处理者未删除的，个人有权请求删除; until the day comes he may think better of it.
    asked = rights.phone().ask("/me/erasure", "POST")
    assert (asked["status"], asked["due_on"]) == ("asked", "2027-03-16")
    at("2027-03-10 09:00")
    assert rights.phone().ask("/me/erasure", "DELETE")["status"] == "withdrawn"
    at("2027-04-01 09:00")
    rights.night()
    assert rights.is_known(MEMBER)
    assert rights.phone().ask("/me/erasure", "POST")["due_on"] == "2027-04-16"
    still = rights.phone()
    rights.goes(at, MEMBER, "2027-04-16 09:00")
    assert still.try_to("/home").status_code == 401


def _after_death(rights: Rights, at: At) -> None:
    """第四十九条: 自然人死亡的，其近亲属……可以对死者的相关个人信息行使本章规定的查阅、复制、更正、删除等权利."""
    at("2027-05-06 09:00")
    sent(rights.desk("chair_battery"), f"{rights.page_of(DEAD)}/death", died_on="2027-05-04")
    # 第五十条: 应当建立便捷的个人行使权利的申请受理和处理机制; whoever registers does not agree.
    at("2027-06-01 09:00")
    chair, door = rights.desk("chair_battery"), f"{rights.page_of(DEAD)}/erasure"
    assert chair.post(door, basis="paper", words=SEEN).status_code == 422
    page = sent(chair, door, basis="relative", words=SEEN)
    assert named(chair.get(page).text, DEAD)
    assert chair.post(f"{page}/agreement").status_code in (403, 404)
    at("2027-06-20 09:00")
    rights.night()
    assert rights.is_known(DEAD)  # nobody has agreed
    sent(rights.desk("county"), f"{page}/agreement")
    rights.goes(at, DEAD, "2027-07-05 09:00")


def _in_time(rights: Rights, at: At) -> dict[str, object]:
    """第四十七条: 保存期限已届满，个人信息处理者应当主动删除个人信息; 第四十四条: 知情权, so he is told before."""
    at("2029-12-02 03:00")
    rights.night()
    assert rights.phone("o-former").ask("/me/erasure")["status"] is None
    at("2029-12-03 03:00")
    rights.night()
    seen = rights.phone("o-former").ask("/me/erasure")
    assert (seen["basis_words"], seen["due_on"]) == ("保存期限届满", "2029-12-18")
    # The control: whoever can still be read stands on the pages and in the files.
    pages = "".join(rights.told_by_every_page(["chair_textile"]).values())
    assert [name for name in ERASED if named(pages, name)] == [FORMER]
    files = rights.told_by_files()
    assert [name for name in ERASED if named(files, name)] == [FORMER]
    return rights.goes(at, FORMER, "2029-12-18 03:00")


def _nobody_finds_them(rights: Rights, at: At, before: dict[str, object]) -> None:
    at("2029-12-20 09:00")
    pages = rights.told_by_every_page()
    assert len(pages) > 100
    assert [(where, name) for where, text in pages.items() for name in ERASED if named(text, name)] == []
    files = rights.told_by_files()
    assert [name for name in ERASED if named(files, name)] == []
    with rights.deployed.database.reading() as session:
        rows = [
            str({column.key: getattr(one, column.key) for column in AuditEntry.__table__.columns})
            for one in session.scalars(select(AuditEntry))
        ]
        assert [name for name in ERASED if any(named(row, name) for row in rows)] == []
        acts = told(session, "erasure")
    assert [acts.count(one) for one in ("ask", "withdraw", "register", "agree", "expire")] == [2, 1, 1, 1, 1]
    assert acts.count("finish") == 3
    # 长总工〔2018〕12号: what was counted, where and until when, stays what it was.
    assert rights.facts() == before
    assert rights.is_known(STAYS)
