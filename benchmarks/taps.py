"""A campaign as chairs see it: the page and the two taps of a union, through the whole application in process."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from uuid import UUID

from sqlalchemy import select

from service.doors.app import create_app
from service.register.access.models import Term
from service.register.deployment import Deployment
from service.rolls.campaigns.queries import campaign_open
from tests.doors.console.given import Desk, Office
from tests.given import World
from tests.queries import counted

_DIGEST, _SAME = re.compile(r'name="digest" value="([0-9a-f]{64})"'), 'name="unchanged" value="true"'


@dataclass
class Taps:
    """Milliseconds and statements of each page and of each answer."""

    pages: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    statements: set[tuple[int, int]] = field(default_factory=set)

    def lines(self, name: str) -> list[str]:
        """As rows of markdown."""
        return [_line(f"{name}: {what}", ms) for what, ms in (("page", self.pages), ("taps", self.answers))]


def _line(what: str, ms: Sequence[float]) -> str:
    p95 = quantiles(ms, n=20, method="inclusive")[-1]
    return f"| {what}, median / 95th of a hundred | {len(ms)} | {median(ms):.0f} ms / {p95:.0f} ms | {max(ms):,.0f} | | |"


def tap(deployed: Deployment, world: World, unions: Sequence[UUID]) -> Taps:
    """The chair answers for each of these unions in turn; between two of them his term of office moves, untimed."""
    desk, taps = Office(create_app(deployed), deployed, world).desk("chair_battery"), Taps()
    assert desk.form_token
    with deployed.database.reading() as session:
        campaign = campaign_open(session)
        assert campaign is not None
    for union_id in unions:
        _chair_of(deployed, world, union_id)
        path = f"/console/campaigns/{campaign.id}/unions/{union_id}"
        with counted(deployed.database) as sent:
            shown = _page(desk, path, taps)
        read = len(sent)
        with counted(deployed.database) as sent:
            _answer(desk, path, shown, taps)
        taps.statements.add((read, len(sent)))
    _chair_of(deployed, world, world.battery.id)
    return taps


def _page(desk: Desk, path: str, taps: Taps) -> str:
    start = time.perf_counter()
    shown = desk.get(path)
    taps.pages.append((time.perf_counter() - start) * 1000)
    assert shown.status_code == 200, shown.status_code
    return shown.text


def _answer(desk: Desk, path: str, shown: str, taps: Taps) -> None:
    found = _DIGEST.search(shown)
    assert found is not None, "nothing to confirm"
    form = {"digest": found[1], **({"unchanged": "true"} if _SAME in shown else {})}
    start = time.perf_counter()
    answered = desk.post(f"{path}/confirmation", **form)
    taps.answers.append((time.perf_counter() - start) * 1000)
    assert answered.status_code == 303, answered.status_code


def _chair_of(deployed: Deployment, world: World, union_id: UUID) -> None:
    with deployed.database.writing() as session:
        mine = select(Term).where(Term.staff_id == world.staff_id("chair_battery"))
        for term in session.scalars(mine):
            term.union_id = union_id
