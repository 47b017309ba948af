"""我的信息: masked, and of the register only what a live card proves."""

from flask.testing import FlaskClient

from service.register.accounts.actions import keep_phone
from service.register.accounts.models import Account
from service.register.deployment import Deployment
from service.requests.cards.endings import unbind
from tests.doors.mine.given import Phone
from tests.given import World, phone
from tests.queries import counted
from tests.requests.applications.given import identified
from tests.requests.cards.given import bound, holder, number_of, phone_of


def test_a_stated_number_shows_the_statement_and_nothing_of_the_register(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        account = identified(session, "o-new", "陈样一", number_of("陈样一"))
        keep_phone(session, account, phone(901), None)
    me = Phone(client, deployed, "o-new").ask("/me")
    number = number_of("陈样一")
    assert me["identity"] == {
        "name": "陈**",
        "document_kind": "resident",
        "document_kind_words": "居民身份证",
        "number": f"{number[0]}{'*' * 16}{number[-1]}",
        "level_words": "证件号校验通过",
    }
    assert (me["phone"], me["person"]) == (f"{phone(901)[:3]}******{phone(901)[-2:]}", None)
    assert me["phone_verified_on"] is not None


def test_the_holder_of_a_card_reads_his_line_of_the_register_masked(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    card_id = bound(deployed)
    mine = Phone(client, deployed, "o-holder")
    fields = {one["field"]: one for one in mine.ask("/me")["person"]["fields"]}
    assert fields["name"]["value"] == "陈**"
    assert fields["phone"]["value"] == f"{phone_of('陈样一')[:3]}******{phone_of('陈样一')[-2:]}"
    assert fields["union"] == {
        "field": "union",
        "label": "所在工会",
        "value": world.battery.name,
        "correctable": False,
    }
    assert fields["started_on"]["value"] == "2022-05-04"
    assert (fields["education"]["value"], fields["education"]["correctable"]) == ("专科", True)
    assert fields["gender"]["correctable"] is False  # the document tells it
    assert number_of("陈样一") not in str(fields)
    with deployed.database.writing() as session:
        actor = holder(session, card_id)
        unbind(session, actor, session.get_one(Account, actor.id))
    assert mine.ask("/me")["person"] is None


def test_an_account_that_stated_nothing_reads_that(client: FlaskClient, deployed: Deployment) -> None:
    empty = {"identity": None, "phone": "", "phone_verified_on": None, "person": None}
    assert Phone(client, deployed, "o-nobody").ask("/me") == empty


def test_my_data_costs_a_fixed_number_of_queries(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    mine = Phone(client, deployed, "o-holder")
    with counted(deployed.database) as statements:
        mine.ask("/me")
    assert len(statements) < 16
