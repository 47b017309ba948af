"""填写: what a worker fills in stays, is taken back when he empties it, and may come from WeChat's phone button."""

import pytest
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.register.accounts.actions import keep_phone
from service.register.accounts.models import Account
from service.requests.applications.actions import begin, fill, submit
from service.requests.applications.models import Application
from tests.given import World, id_number, phone
from tests.requests.applications.given import actor_of, drafted, identified, union_of


def begun(session: Session, world: World) -> tuple[Account, Application]:
    """A draft that was begun before any phone was verified."""
    account = identified(session, "o-new", "新样一", id_number(501))
    return account, begin(session, actor_of(account), account, union_of(session, world.battery))


def test_the_phone_that_wechat_verified_goes_into_the_draft_when_the_worker_says_so(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        account, application = begun(session, world)
        keep_phone(session, account, phone(501), None)
        assert opened(application, "phone") == ""
        fill(session, actor_of(account), application, {"verified_phone": True})
        assert opened(application, "phone") == phone(501)


def test_without_a_verified_phone_the_field_says_what_to_do(database: Database, world: World) -> None:
    with database.writing() as session:
        account, application = begun(session, world)
        with pytest.raises(Refusal) as refused:
            fill(session, actor_of(account), application, {"verified_phone": True})
        assert refused.value.fields == {"phone": "还没有取到微信手机号，请再点一次，或者自己填写。"}


def test_a_credit_code_taken_out_again_is_no_credit_code(database: Database, world: World) -> None:
    with database.writing() as session:
        for openid, serial, unit in (("o-one", 501, "样例一店"), ("o-two", 502, "样例二店")):
            street = union_of(session, world.zhicheng)
            application = drafted(session, street, openid, "新样一", serial, unit_has_union=False)
            actor = actor_of(session.get_one(Account, application.account_id))
            fill(session, actor, application, {"unit_name": unit, "unit_uscc": "91330522ma00000001"})
            assert application.unit_uscc == "91330522MA00000001"
            fill(session, actor, application, {"unit_uscc": ""})
            submit(session, actor, application)
            assert application.unit_uscc is None
