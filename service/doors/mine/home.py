"""首页: what an account can do now, told from dated facts of its own; one state, and never a dead end.

Nothing here asks the register for a stated document number: a membership is told when a live card or the account's own
approved application proves it, so that whoever states a stranger's number reads what a stranger reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from service.doors.mine.words import ACT_WORDS, ACTS, STATE_WORDS, HomeAct, HomeState
from service.ground.sealing import opened
from service.register.access.models import Actor
from service.register.accounts.models import Account
from service.register.matters import is_late
from service.register.memberships.models import Membership
from service.register.memberships.queries import begun_by_decision, open_membership
from service.register.notices.queries import unread
from service.register.people.register import find_person
from service.requests.applications.models import OPEN, WAITING, Application, Status
from service.requests.applications.queries import own_applications
from service.requests.cards.holders import proved_person
from service.requests.cards.models import Card, CardStatus, Claim
from service.requests.cards.queries import card_held, card_status, waiting_claim
from service.requests.transfers.queries import consent_awaited

OF_A_CARD = {
    CardStatus.ACTIVE: HomeState.ACTIVE,
    CardStatus.SUSPENDED: HomeState.FROZEN,
    CardStatus.RETAINED: HomeState.RETAINED,
    CardStatus.NO_MEMBERSHIP: HomeState.ENDED,
}
OF_AN_APPLICATION = {Status.DRAFT: HomeState.DRAFT, Status.RETURNED: HomeState.RETURNED}


@dataclass(frozen=True)
class Home:
    """Everything that the home page shows of one account."""

    state: HomeState
    application: Application | None
    claim: Claim | None
    card: Card | None
    membership: Membership | None
    unread: int
    asked_for: bool = False

    @property
    def card_status(self) -> CardStatus | None:
        """The status of the card, when there is one."""
        return card_status(self.card, self.membership) if self.card else None

    @property
    def due_on(self) -> date | None:
        """The day by which the union answers; only while it is the union's to answer."""
        waits = self.application is not None and self.application.status in WAITING
        return self.application.due_on if self.application and waits else None

    @property
    def overdue(self) -> bool:
        """Whether that day has passed (超期)."""
        return is_late(self.due_on)

    @property
    def acts(self) -> list[tuple[HomeAct, str]]:
        """What can be done, the main thing first; an application under way is never out of reach."""
        acts = list(ACTS[self.state])
        if self.asked_for:
            acts = [HomeAct.ANSWER_TRANSFER, *(act for act in acts if act is not HomeAct.TRANSFER)]
        if self.application is not None and self.application.status in OPEN:
            under_way = ACTS[_of_open(self.application)][0]
            if under_way not in acts:
                acts.insert(1, under_way)
            acts = [act for act in acts if act is not HomeAct.JOIN]
        return [(act, ACT_WORDS[act]) for act in acts]

    @property
    def words(self) -> str:
        """One or two sentences of the state."""
        return STATE_WORDS[self.state]


def home_of(session: Session, actor: Actor, account: Account) -> Home:
    """The home page of an account; a fixed number of queries."""
    card, claim = card_held(session, account.id), waiting_claim(session, account.id)
    own = own_applications(session, actor)
    under_way = _first(own, *OPEN)
    membership = open_membership(session, card.person_id) if card else None
    state, application = _standing(card, membership, claim, under_way), under_way
    if state is None:
        approved, rejected = _first(own, Status.APPROVED), _first(own, Status.REJECTED)
        membership = _begun_by(session, approved) if approved else None
        if membership is not None:
            state, application = HomeState.MEMBER, approved
        else:
            state, application = (HomeState.REJECTED, rejected) if rejected else (HomeState.NEW, None)
    # Only a card in force proves who is asked for; a frozen one may be in somebody else's hands.
    proved = proved_person(session, actor)
    asked_for = proved is not None and consent_awaited(session, proved)
    return Home(state, application, claim, card, membership, unread(session, account.id), asked_for)


def _standing(
    card: Card | None, membership: Membership | None, claim: Claim | None, under_way: Application | None
) -> HomeState | None:
    """The state by what is going on: the card first, then its claim, then an application; None when nothing is."""
    if card is not None:
        return OF_A_CARD[card_status(card, membership)]
    if claim is not None:
        return HomeState.CLAIMING
    return _of_open(under_way) if under_way is not None else None


def _of_open(application: Application) -> HomeState:
    return OF_AN_APPLICATION.get(application.status, HomeState.WAITING)


def _first(applications: Sequence[Application], *statuses: Status) -> Application | None:
    return next((one for one in applications if one.status in statuses), None)


def _begun_by(session: Session, approved: Application) -> Membership | None:
    """The membership that this application's own decision began, while it lasts.

    The union approved exactly this number for exactly this account, so nothing is learned that it did not tell.
    """
    person = find_person(session, opened(approved, "id_number"))
    if person is None or approved.decision_id is None:
        return None
    return begun_by_decision(session, person.id, approved.decision_id)
