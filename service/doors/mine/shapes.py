"""What goes out of «我的»: the home page, my data, who looked at me."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from service.doors.mine.home import Home
from service.doors.mine.words import HomeAct, HomeState
from service.ground.shapes import Shape
from service.register.facts.words import DocumentKind
from service.requests.applications.models import Status
from service.requests.applications.shapes import shown_status, status_words, with_whom
from service.requests.cards.models import CardStatus


class OwnApplication(Shape):
    """The application that the home page is about."""

    id: UUID
    union_name: str
    status: Status
    status_words: str
    with_whom: str
    since: datetime = Field(description="when the present step began")
    due_on: date | None
    overdue: bool


class OwnClaim(Shape):
    """A claim that waits; the same for everybody who waits."""

    id: UUID
    state_words: str
    expires_at: datetime


class OwnCard(Shape):
    """The card in force."""

    status: CardStatus
    status_words: str


class OwnMembership(Shape):
    """A membership that is proved to be this account's."""

    union_name: str
    started_on: date


class County(Shape):
    """The county federation with its telephone, for questions."""

    name: str
    phone: str


class ActOffered(Shape):
    """One thing that can be done now."""

    act: HomeAct
    title: str
    words: str


class HomeSeen(Shape):
    """The home page: one state, and what can be done now, the main thing first."""

    state: HomeState
    title: str
    words: str
    application: OwnApplication | None
    claim: OwnClaim | None
    card: OwnCard | None
    membership: OwnMembership | None = Field(description="told when proved, never because of a stated number")
    unread: int
    county: County
    acts: list[ActOffered]


class OwnIdentity(Shape):
    """The identity that the account stated, masked."""

    name: str
    document_kind: DocumentKind
    document_kind_words: str
    number: str
    level_words: str


class OwnField(Shape):
    """One line of the register about its owner, masked where it is personal."""

    field: str
    label: str
    value: str
    correctable: bool


class OwnPerson(Shape):
    """What the register says of whoever holds the card."""

    fields: list[OwnField]


class MeSeen(Shape):
    """What the service knows of this account."""

    identity: OwnIdentity | None
    phone: str
    phone_verified_on: date | None
    person: OwnPerson | None = Field(description="only for the holder of a card in force")


class Look(Shape):
    """Somebody looked: when, who by office, at what, what for."""

    at: datetime
    who: str
    what: str
    purpose: str


class LooksSeen(Shape):
    """Who looked at me, newest first; ``since`` is the first day that the list covers."""

    looks: list[Look]
    since: date


def home_seen(home: Home, county_name: str, county_phone: str) -> dict[str, object]:
    """The home page for its account."""
    status, claim, membership = home.card_status, home.claim, home.membership
    return {
        "state": home.state,
        "title": home.state.label,
        "words": home.words,
        "application": _application(home) if home.application else None,
        "claim": claim and {"id": claim.id, "state_words": claim.state.label, "expires_at": claim.expires_at},
        "card": status and {"status": status, "status_words": status.label},
        "membership": membership
        and {"union_name": membership.union.name, "started_on": membership.started_on},
        "unread": home.unread,
        "county": {"name": county_name, "phone": county_phone},
        "acts": [{"act": act, "title": act.label, "words": words} for act, words in home.acts],
    }


def _application(home: Home) -> dict[str, object]:
    application = home.application
    assert application is not None
    status = shown_status(application)
    return {
        "id": application.id,
        "union_name": application.union.name,
        "status": status,
        "status_words": status_words(status),
        "with_whom": with_whom(application),
        "since": application.since,
        "due_on": home.due_on,
        "overdue": home.overdue,
    }
