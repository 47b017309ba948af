"""The kinds of what waits, as the application was given them (``service/doors/rooms.py``), and the menu's badges."""

from typing import cast

from flask import current_app, g

from service.register.access.guard import actor, session
from service.register.matters import Waiting, badges


def kinds() -> tuple[Waiting, ...]:
    """Every kind of every room."""
    return cast(tuple[Waiting, ...], current_app.extensions["waiting"])


def menu_badges() -> dict[str, int]:
    """How much waits behind each entry of the menu, once a page; a page of refusal has none."""
    if "session" not in g:
        return {}
    if "menu_badges" not in g:
        g.menu_badges = badges(session(), actor(), kinds())
    return cast(dict[str, int], g.menu_badges)
