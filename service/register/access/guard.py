"""The guard at every door: who is there, may this role do this at all, and the session of this request.

``@needs(Act.…)`` stands on every view; a test fails on a view without it. Reach within the county is not decided here
but in every query, so that what one may not see does not exist.
"""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from flask import current_app, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.marks import genuine, one_with_marks
from service.register.access.actors import staff_actor
from service.register.access.forgery import changes_something, must_carry_token, must_come_from_us
from service.register.access.models import GRANTS, Act, Actor, Role
from service.register.accounts.actions import token_hash
from service.register.accounts.models import Account, AccountSession, StaffSession
from service.register.accounts.sessions import live_session, note_used
from service.register.accounts.staff import stepped_up
from service.register.deployment import Deployment

STAFF_COOKIE = "__Host-console"
P = ParamSpec("P")
R = TypeVar("R")


def deployment() -> Deployment:
    """The deployment that this process serves."""
    return cast(Deployment, current_app.extensions["deployment"])


def session() -> Session:
    """The database session of this request; opened at first use, so that no lock is held while WeChat is asked."""
    if "session" not in g:
        g.session = deployment().database.session(reading=request.method in ("GET", "HEAD", "OPTIONS"))
    return cast(Session, g.session)


def actor() -> Actor:
    """Who acts in this request."""
    return cast(Actor, g.get("actor") or Actor(request_id=g.get("request_id")))


def account() -> Account:
    """The worker's account, in this request's session."""
    return session().get_one(Account, cast(UUID, actor().id))


def staff_session() -> StaffSession:
    """The console session of this request, in this request's database session."""
    return session().get_one(StaffSession, g.staff_session_id)


def needs(act: Act, *, step_up: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only those through whose role allows ``act``; with ``step_up`` presence was proved in the last minutes.

    Raises Refusal SESSION_MISSING or SIGN_IN_NEEDED, NOT_FOUND for a role that may not, STEP_UP_NEEDED; for console
    forms ORIGIN_WRONG and FORM_EXPIRED.
    """

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            form = changes_something(request.method, request.path)
            if form:
                must_come_from_us(request.headers, request.host)
            if act not in GRANTS[Role.ANYONE]:
                _identify(act)
                if form:
                    must_carry_token(request.form.get("form_token", ""), g.form_token)
                if not actor().may(act):
                    raise Refusal("NOT_FOUND")
                if step_up and not g.get("stepped_up"):
                    raise Refusal("STEP_UP_NEEDED")
            return view(*args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]
        guarded.step_up = step_up  # type: ignore[attr-defined]
        return guarded

    return wrap


def _identify(act: Act) -> None:
    """Find the actor with a short reading session of its own: nothing stays locked while the act begins."""
    with deployment().database.reading() as reading:
        if request.path.startswith("/api/"):
            g.actor = _worker(reading)
        else:
            g.actor = _staff(reading)
    if g.get("stale_since") is not None:
        with deployment().database.writing() as writing:
            note_used(writing, g.staff_session_id, clock.now())


def bearer_token() -> str:
    """The opaque token of the Authorization header, empty when there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _worker(reading: Session) -> Actor:
    token = bearer_token()
    live = (
        select(AccountSession)
        .where(
            AccountSession.token_hash == token_hash(reading, token),
            AccountSession.revoked_at.is_(None),
            AccountSession.expires_at > clock.now(),
        )
        .options(joinedload(AccountSession.account))
    )
    found = one_with_marks(reading, live, AccountSession.id, AccountSession.account_id)
    if not token or found is None:
        raise Refusal("SESSION_MISSING")
    if not (genuine(reading, found) and genuine(reading, found.account)):
        raise Refusal("SESSION_MISSING")
    if found.account.blocked_at is not None:
        raise Refusal("ACCOUNT_BLOCKED")
    return Actor("account", found.account_id, request_id=g.get("request_id"))


def cookie_name() -> str:
    """The console's cookie; the ``__Host-`` prefix needs https, so a laptop over http goes without it."""
    secure = deployment().settings.public_url.startswith("https://")
    return STAFF_COOKIE if secure else STAFF_COOKIE.removeprefix("__Host-")


def _staff(reading: Session) -> Actor:
    found = live_session(reading, request.cookies.get(cookie_name(), ""))
    if found is None:
        raise Refusal("SIGN_IN_NEEDED")
    g.staff_session_id = found.id
    g.form_token = found.form_token
    g.staff_title = found.staff.title
    g.stepped_up = stepped_up(found)
    g.stale_since = found.seen_at if (clock.now() - found.seen_at).total_seconds() > 60 else None
    return staff_actor(reading, found.staff, g.get("request_id"))


def client_address() -> str:
    """The caller's address as a keyed digest, for limits: IPv4 as it is, IPv6 by its /64; only our proxy is believed."""
    return deployment().vault.index.current("address", coarse(request.remote_addr or "none")).digest.hex()


def coarse(address: str) -> str:
    """An address as limits count it: one IPv6 household (its /64) is one caller, an IPv4 address is itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Network((found.packed, 64), strict=False).network_address)
    return str(found)


def unsigned_views(app: Any) -> list[str]:
    """Endpoints without ``@needs``: for the start-up check and its test."""
    return sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "act") and rule.endpoint not in OPEN_ENDPOINTS
    )


# Doors that carry nothing of anybody: health, metrics, static files, the description of the API, browsers' reports.
OPEN_ENDPOINTS = frozenset(
    {
        *("static", "health.live", "health.ready", "health.metrics", "violations.take_reports"),
        *("api_pages.document", "api_pages.page"),
    }
)
