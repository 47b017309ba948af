"""A phone at the doors of «我的»."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.access.models import Actor
from service.register.accounts.actions import agree
from service.register.accounts.consents import CURRENT
from service.register.accounts.models import Account, ConsentKind
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind
from service.register.people.actions import judge_identity, state_identity
from service.register.people.verifiers import LocalRules
from service.requests.applications.decisions import check, decide
from service.requests.applications.models import Application, Outcome, Reason
from tests.given import World
from tests.requests.applications.given import actor_of, meeting, staff_of, union_of
from tests.requests.cards.given import token


class Phone:
    """A mini-program that is logged in under an openid."""

    def __init__(self, client: FlaskClient, deployed: Deployment, openid: str) -> None:
        """Log in."""
        self._client, self._headers = client, token(deployed.database, openid)

    def ask(self, path: str, method: str = "GET", **body: Any) -> Any:
        """The answer to a request, which must be taken."""
        answer = self.try_to(path, method, **body)
        assert answer.status_code < 300, answer.json
        return answer.json

    def try_to(self, path: str, method: str = "GET", **body: Any) -> Any:
        """The answer to a request, whatever it is."""
        return self._client.open(
            f"/api{path}", method=method, headers=self._headers, json=body or None, buffered=True
        )


def decided(session: Session, world: World, application: Application, outcome: Outcome) -> None:
    """The battery union's committee decides on an application that was handed in."""
    union = union_of(session, world.battery)
    if outcome is Outcome.APPROVE:
        check(session, staff_of(session, world, "handler_battery"), application)
    chair = staff_of(session, world, "chair_battery")
    reason = (Reason.OTHER, "见会议纪要") if outcome is Outcome.REJECT else ()
    decide(session, chair, union, [application], outcome, meeting(), *reason)


def acts(home: Any) -> list[str]:
    """What a home page offers, in its order."""
    return [one["act"] for one in home["acts"]]


def without_ids(home: Any) -> Any:
    """A home page without what is drawn anew for every account: ids and instants."""
    claim = home["claim"] and home["claim"] | {"id": "", "expires_at": ""}
    application = home["application"] and home["application"] | {"id": "", "since": ""}
    return home | {"claim": claim, "application": application}


def applicant(application: Application) -> Actor:
    """Who applied, as an actor."""
    return Actor("account", application.account_id)


def identify(session: Session, openid: str, name: str, number: str) -> Account:
    """An account that has logged in before agrees to the notice and states its identity."""
    account = session.scalars(select(Account).where(Account.openid == openid)).one()
    agree(session, account, ConsentKind.IDENTITY, CURRENT[ConsentKind.IDENTITY].version, None)
    name, document = judge_identity(DocumentKind.RESIDENT, name, number)
    finding = LocalRules().verify(name, document)
    state_identity(session, actor_of(account), account, name, document, finding)
    return account
