"""The simulator as one Flask app: WeChat's doors, FaceID's door, and control doors under /simulator/."""

import time
from collections.abc import Callable

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from wechat.simulator import card_doors, control, faceid, login_doors, menu_doors, message_doors
from wechat.simulator.answers import Refused, refusal
from wechat.simulator.faults import answer_to
from wechat.simulator.state import State, state

_ROOMS = (login_doors, message_doors, card_doors, menu_doors, faceid, control)


class Simulator(Flask):
    """Answers one request after the other, so a door sees a state at rest; faults wait outside the lock."""

    def __init__(self, state: State) -> None:
        super().__init__("wechat.simulator", static_folder=None)
        self.state = state

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer one request while holding the simulator's lock."""
        with self.state.lock:
            return super().dispatch_request()


def create_simulator(appid: str, secret: str, now: Callable[[], float] = time.time) -> Flask:
    """A fresh simulator that knows one appid; further ones come through POST /simulator/apps.

    `secret` is also the FaceID SecretKey, and `appid` its SecretId.
    """
    app = Simulator(State(appid, secret, now))
    for room in _ROOMS:
        app.register_blueprint(room.doors)
    app.register_error_handler(Refused, refusal)
    app.before_request(_count_and_fail)
    return app


def _count_and_fail() -> Response | None:
    if request.path.startswith("/simulator/"):
        return None
    fault = state().faults.met(request.path)
    return answer_to(fault) if fault else None
