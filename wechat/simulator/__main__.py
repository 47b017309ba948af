"""Runs the simulator: `python -m wechat.simulator --port 8081 --appid wx… --secret …`."""

import argparse
import logging

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
    given = options.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    simulator_server(create_simulator(given.appid, given.secret), given.port).serve_forever()


if __name__ == "__main__":
    main()
