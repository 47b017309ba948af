"""Runs the simulator: `python -m wechat.simulator --port 8081 --appid wx… --secret …`."""

import argparse
import json
import logging
from pathlib import Path

from wechat.simulator.app import create_simulator
from wechat.simulator.server import simulator_server


def main() -> None:
    """Serves on this machine only, until interrupted."""
    options = argparse.ArgumentParser(
        prog="python -m wechat.simulator", description="微信平台模拟器，仅供开发和测试"
    )
    options.add_argument("--port", type=int, default=8081)
    options.add_argument("--appid", required=True)
    options.add_argument("--secret", required=True)
    options.add_argument("--app-json", type=Path, help="小程序的 app.json，其中的页面视为已发布")
    given = options.parse_args()
    pages = json.loads(given.app_json.read_text("utf-8"))["pages"] if given.app_json else []
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    simulator_server(create_simulator(given.appid, given.secret, pages=pages), given.port).serve_forever()


if __name__ == "__main__":
    main()
