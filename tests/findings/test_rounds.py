"""查找疑点（一轮）: what the calendar asks for, after nights without a worker."""

from sqlalchemy import func, select

from service.deployment import Deployment
from service.findings.looking import LOOKING, look_next
from service.findings.models import Round
from service.notices.models import Notice
from service.schedule import do_due
from service.unions.models import Union
from tests.campaigns.given import with_wechat
from tests.findings.given import At
from tests.given import World


def test_nights_that_were_missed_are_not_looked_at_one_by_one(
    deployed: Deployment, world: World, at: At
) -> None:
    """The worker was down for a month: its facts are today's, so it looks once and tells a chair once."""
    at("2026-12-01 09:00")
    do_due(deployed, LOOKING)
    at("2027-01-01 09:00")
    with deployed.database.writing() as session:
        session.get_one(Union, world.battery.id).reported_members = 9
        with_wechat(session, world)
    nights = 0
    while do_due(deployed, LOOKING):
        nights += 1
        while look_next(deployed):
            pass
    assert nights == 31
    with deployed.database.reading() as session:
        told = select(func.count()).where(Notice.kind == "findings_opened")
        assert (session.scalar(select(func.count()).select_from(Round)), session.scalar(told)) == (1, 1)
