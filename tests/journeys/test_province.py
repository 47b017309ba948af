"""A year with the province's platform: what it sends back is put right, who leaves is reported, until both sides agree."""

from collections.abc import Callable

from service.oversight.province.actions import close
from service.oversight.province.queries import pack_in_reach
from service.oversight.province.standings import OF_MEMBERS, Standing
from service.oversight.province.tree import top_lines
from service.register.access.models import SYSTEM
from service.register.audit.verify import verify_log
from service.register.deployment import Deployment
from service.register.memberships.models import RetainReason
from service.register.memberships.retention import retain
from service.register.unions.models import Union
from service.rolls.exports.models import Export, ExportKind
from tests.given import World, id_number, member, phone
from tests.oversight.province.given import (
    Line,
    actor_of,
    answered,
    left,
    lines_of,
    moved,
    pack_made,
    renamed,
    without,
)
from tests.register.memberships.given import held, told
from tests.rolls.exports.office import made


def standing(deployed: Deployment, world: World) -> dict[Standing, int]:
    """The county's numbers."""
    with deployed.database.reading() as session:
        (line,) = top_lines(session, actor_of(session, world, "county"))
        assert line.members == sum(line.counts[one] for one in OF_MEMBERS)
        return {one: count for one, count in line.counts.items() if count}


def test_a_year_of_reporting_ends_in_agreement(
    deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    """S4: 完成会员实名数据导入省工会业务平台; a number that the province has wrong is a question until it is answered."""
    at("2026-01-12 09:00")
    first = pack_made(deployed, world)
    assert standing(deployed, world) == {Standing.MISSING: 6}

    def winter(line: Line) -> tuple[str, str] | None:
        if line["姓名"] == "周样三":
            return None  # the province says nothing of him
        return ("失败", "姓名与证件号码不一致") if line["姓名"] in ("林样二", "沈样四") else ("成功", "")

    answered(deployed, world, first, winter)
    assert standing(deployed, world) == {Standing.ACCEPTED: 3, Standing.REJECTED: 2, Standing.WAITING: 1}

    at("2026-02-03 10:00")  # the pack is closed: who has no answer is reported again
    with deployed.database.writing() as session:
        county = actor_of(session, world, "county")
        close(session, county, pack_in_reach(session, county, first, lock=True))
    assert standing(deployed, world) == {Standing.ACCEPTED: 3, Standing.REJECTED: 2, Standing.MISSING: 1}

    at("2026-05-20 14:00")  # spring: one is put right, one dies, one changes employer, one joins
    with deployed.database.writing() as session:
        renamed(session, world, "林样二", "林新样")
        left(session, world, "陈样一")
        moved(session, world, "钱样五", world.battery)
        union = session.get_one(Union, world.battery.id)
        world.members["吴样七"] = member(session, union, "吴样七", id_number(41), phone(41))
    assert standing(deployed, world) == {
        Standing.ACCEPTED: 2,
        Standing.REJECTED: 2,
        Standing.MISSING: 2,
        Standing.GONE: 1,
        Standing.MOVED: 1,
    }

    at("2026-07-06 09:00")
    second = pack_made(deployed, world, changes=True)
    lines = {line["姓名"]: line for line in lines_of(deployed, world, second)}
    assert set(lines) == {
        "林新样",
        "周样三",
        "沈样四",
        "陈样一",
        "钱样五",
        "吴样七",
    }  # all but 费样六, who is unchanged
    assert lines["陈样一"]["会籍状态"] == "会籍已结束（去世）"
    answered(deployed, world, second, without(["沈样四"], "证件已注销"))
    assert standing(deployed, world) == {Standing.ACCEPTED: 5, Standing.REJECTED: 1}

    at("2026-12-01 09:00")  # the last one was retained and put right meanwhile
    with deployed.database.writing() as session:
        renamed(session, world, "沈样四", "沈新样")
        one = held(session, world, "沈样四")
        retain(session, SYSTEM, one, RetainReason.RETIRED, one.started_on, words="退休证已看")
    third = pack_made(deployed, world, changes=True)
    assert [line["姓名"] for line in lines_of(deployed, world, third)] == ["沈新样"]
    answered(deployed, world, third)
    assert standing(deployed, world) == {Standing.ACCEPTED: 6}

    nothing = made(deployed, world, "county", world.county, ExportKind.PROVINCE_CHANGES)
    with deployed.database.reading() as session:
        assert session.get_one(Export, nothing).failure is not None  # nothing is left to report
        verbs = ["make", "send", "answer", "close", "make", "send", "answer", "make", "send", "answer"]
        assert told(session, "province") == verbs
        assert verify_log(session).ok
