"""The simulator as one Flask app: WeChat's doors, FaceID's door, and control doors under /simulator/."""

import time
from collections.abc import Callable, Iterable

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from wechat.simulator import (
    account_control,
    account_doors,
    card_doors,
    code_doors,
    control,
    faceid,
    login_doors,
    menu_doors,
    message_doors,
    oauth_doors,
    pushing,
    scene_doors,
)
from wechat.simulator.answers import Refused, refusal
from wechat.simulator.faults import answer_to
from wechat.simulator.state import State, state

_ROOMS = (
    *(login_doors, message_doors, card_doors, code_doors, faceid, control),
    *(menu_doors, oauth_doors, account_doors, scene_doors, account_control, pushing),
)


class Simulator(Flask):
    """Answers one request after the other, so a door sees a state at rest; faults wait outside the lock."""

    def __init__(self, state: State) -> None:
        super().__init__("wechat.simulator", static_folder=None)
        self.state = state

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer one request while holding the simulator's lock; a push waits for its receiver without it."""
        if request.blueprint == pushing.doors.name:
            return super().dispatch_request()
        with self.state.lock:
            return super().dispatch_request()


def create_simulator(
    appid: str, secret: str, now: Callable[[], float] = time.time, pages: Iterable[str] = ()
) -> Flask:
    """A fresh simulator that knows one appid, whose mini-program has `pages`; more come through /simulator/.

    `secret` is also the FaceID SecretKey, and `appid` its SecretId.
    """
    app = Simulator(State(appid, secret, now, pages))
    for room in _ROOMS:
        app.register_blueprint(room.doors)
    app.register_error_handler(Refused, refusal)
    app.register_error_handler(404, _no_such_path)
    app.register_error_handler(405, _wrong_method)
    app.before_request(_count_and_fail)
    return app


def _count_and_fail() -> Response | None:
    if request.path.startswith("/simulator/"):
        return None
    fault = state().faults.met(request.path)
    return answer_to(fault) if fault else None


def _no_such_path(missing: HTTPException) -> ResponseReturnValue:
    """The platform's own refusal of a path that it has not (40066); a control door that is not there is a plain 404."""
    return missing if request.path.startswith("/simulator/") else refusal(Refused(40066))


def _wrong_method(wrong: MethodNotAllowed) -> ResponseReturnValue:
    if request.path.startswith("/simulator/"):
        return wrong
    return refusal(Refused(43002 if "POST" in (wrong.valid_methods or ()) else 43001))
