"""What foreign clients published of themselves, suites and examples, run as it stands against the simulated platform."""

import json
import runpy
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.serving import make_server
from werobot import WeRoBot

from tests.wechat.foreign.conftest import ACCOUNT, ACCOUNT_SECRET, FOLLOWER, HERE
from tests.wechat.platform_side import PlatformSide

PUBLISHED = HERE / "published"
TOKEN, KEY = "SAMPLEtoken", "G" * 43
# File and how many tests it has: a suite of which nothing was read would pass too.
SUITES = (("co-wechat-api/api_common", 7), ("co-wechat-api/api_user", 2), ("co-wechat-oauth/oauth", 24))
SORRY = "Sorry, can not handle this for now"


@pytest.mark.parametrize(("suite", "tests"), SUITES)
def test_the_suite_of_a_client_passes(account: PlatformSide, suite: str, tests: int) -> None:
    asked = [str(PUBLISHED / f"{suite}.test.js"), account.url, ACCOUNT, ACCOUNT_SECRET]
    command = ["node", "--no-deprecation", str(HERE / "suite.js"), *asked]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one for one in told if one["fault"]] == []
    assert len(told) == tests


@contextmanager
def served(app: Callable[..., Any], path: str) -> Iterator[str]:
    """A published example on a free port; the address where it takes pushes."""
    running = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.port}{path}"
    finally:
        running.shutdown()
        running.server_close()


def example(name: str) -> dict[str, Any]:
    """A published example, read as Python reads a module."""
    return runpy.run_path(str(PUBLISHED / name))


@pytest.mark.parametrize(
    ("name", "key"), [("echo", ""), ("echo", KEY), ("echo_encrypted", KEY)], ids=["plain", "both", "safe"]
)
def test_the_examples_of_wechatpy_answer_what_the_platform_pushes(
    account: PlatformSide, monkeypatch: pytest.MonkeyPatch, name: str, key: str
) -> None:
    secrets = {"WECHAT_TOKEN": TOKEN, "WECHAT_AES_KEY": key, "WECHAT_APPID": ACCOUNT}
    secrets |= {"WECHAT_ENCODING_AES_KEY": key, "WECHAT_APP_ID": ACCOUNT}
    for variable, value in secrets.items():
        monkeypatch.setenv(variable, value)
    with served(example(f"wechatpy/{name}.py")["app"], "/wechat") as url:
        account.wants_pushes(url, TOKEN, key, "xml", appid=ACCOUNT)
        said = account.push("text", FOLLOWER, {"Content": "惠工卡在哪里"}, appid=ACCOUNT)
        followed = account.push("subscribe", FOLLOWER, appid=ACCOUNT)
    assert [one["outcome"] for one in (said, followed)] == ["delivered"] * 2
    for answered, words in ((said, "惠工卡在哪里"), (followed, SORRY)):
        assert (words in answered["reply"], "<Encrypt>" in answered["reply"]) == (not key, bool(key))


def test_the_example_of_werobot_answers_what_the_platform_pushes(
    account: PlatformSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WeRoBot, "run", lambda robot: None)  # it is served here, on a free port
    robot = example("werobot/hello_world.py")["robot"]
    robot.config["SESSION_STORAGE"] = False
    with served(robot.wsgi, "/") as url:
        account.wants_pushes(url, robot.token, "", "xml", appid=ACCOUNT)
        told = [
            account.push("text", FOLLOWER, {"Content": words}, appid=ACCOUNT) for words in ("您好", "帮助")
        ]
    assert [one["outcome"] for one in told] == ["delivered"] * 2
    assert ("Hello World!" in told[0]["reply"], "XXXXX" in told[1]["reply"]) == (True, True)
