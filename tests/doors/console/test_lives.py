"""会籍变更与接转 at the desk: the chair's, the other chair's, the street's, the county's."""

import re
from collections.abc import Callable

import pytest

from service.register.memberships.queries import open_membership
from tests.doors.console.given import Office
from tests.paper import text_of
from tests.register.memberships.given import held
from tests.requests.transfers.given import asked


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in spring."""
    at("2026-03-20 09:00")


def stretch(office: Office, name: str = "陈样一") -> str:
    """The address of a member's page."""
    with office.deployed.database.reading() as session:
        return f"/console/members/{held(session, office.world, name).id}"


def test_a_chair_retains_and_resumes_a_member(office: Office) -> None:
    """《会籍管理办法》第十七条."""
    chair = office.desk("chair_battery")
    assert chair.get("/console/members").text.count('href="/console/members/') == 3
    here = stretch(office)
    refused = chair.post(f"{here}/retention", from_on="2026-03-02")
    assert (refused.status_code, "请选择保留的原因。" in refused.text) == (422, True)
    done = chair.post(f"{here}/retention", reason="retired", from_on="2026-03-02")
    assert done.status_code == 303
    page = chair.get(done.location).text
    assert all(words in page for words in ("保留会籍（退休（含提前退休））", "恢复会籍", "会籍已保留"))
    assert "周样三" not in chair.get("/console/members?which=retained").text
    assert (
        chair.post(f"{stretch(office)}/resumption", reason="rehired", from_on="2026-03-09").status_code == 303
    )
    with office.deployed.database.reading() as session:
        now = open_membership(session, office.world.members["陈样一"].id)
        assert now is not None
        assert (now.is_retained, now.sequence) == (False, 3)


def test_a_transfer_goes_from_home_page_to_home_page(office: Office) -> None:
    """《会籍管理办法》第十二条: 由原工会办理组织关系接转."""
    with office.deployed.database.writing() as session:
        transfer = f"/console/transfers/{asked(session, office.world).id}"
    old, new = office.desk("chair_battery"), office.desk("chair_textile")
    assert "放行陈样一的会籍接转" in old.get("/console/").text
    assert "陈样一" not in new.get("/console/").text
    assert old.post(f"{transfer}/release").status_code == 303
    assert "接收陈样一的会籍接转" in new.get("/console/").text
    assert old.post(f"{transfer}/reception").status_code == 409
    slip = new.post(f"{transfer}/slip")
    words = re.sub(r"\s+", "", text_of(slip.data))
    assert all(part in words for part in ("工会组织关系接转", "陈样一", office.world.textile.name))
    assert new.post(f"{transfer}/reception").status_code == 303
    assert "已接转" in new.get(transfer).text


def test_the_old_union_finds_the_new_one_by_name(office: Office) -> None:
    chair = office.desk("chair_battery")
    form = stretch(office, "林样二").replace("/members/", "/transfers/new/")
    assert office.world.textile.name in chair.get(f"{form}?union_name=纺织").text
    answer = chair.post(form, union_id=str(office.world.textile.id))
    assert answer.status_code == 303
    assert "已放行，待转入工会接收" in chair.get(answer.location).text


def test_a_closed_unions_members_wait_on_the_streets_home_page_until_each_has_a_place(office: Office) -> None:
    """工会法第十三条."""
    street, union = office.desk("zhicheng"), office.world.battery
    closing = f"/console/unions/{union.id}/closing"
    form = {"reason": "unit_ended", "closed_on": "2026-03-18", "close_no": "雉工〔2026〕3号"}
    assert street.post(closing, **form).status_code == 303
    assert "安置撤销工会的 3 位会员" in street.get("/console/").text
    here = f"/console/rehoming/{union.id}"
    ids = re.findall(r'name="membership_ids" value="([^"]+)"', street.get(here).text)
    assert len(ids) == 3
    upper = str(office.world.zhicheng.id)
    assert street.post(here, membership_ids=ids, union_id=upper, keep="1").status_code == 303
    assert "安置撤销工会" not in street.get("/console/").text


def test_the_chair_draws_up_a_members_proof(office: Office) -> None:
    answer = office.desk("chair_battery").post(f"{stretch(office)}/proof")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "工会会员证明" in re.sub(r"\s+", "", text_of(answer.data))
