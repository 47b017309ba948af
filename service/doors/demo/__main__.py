"""``python -m service.doors.demo``: one command, no question: a told county, the story, and a console to walk through."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyotp
import requests
from sqlalchemy import select

from service.doors.demo import preview
from service.doors.demo.desk import Desk
from service.doors.demo.phone import WeChatUser
from service.doors.demo.story import Cast, tell
from service.doors.demo.told import id_number, phone
from service.doors.demo.world import PASSWORD, codes, drawn_signature, seed
from service.ground import clock
from service.ground.config import Settings, settings_from
from service.ground.db import Database
from service.ground.sealing import opened
from service.ground.setup import ROOT, make_ring, migrate
from service.oversight.findings.looking import begin_round
from service.register.accounts.models import Staff
from service.register.deployment import deploy
from service.register.unions.models import Union
from wechat.simulator.side import PlatformSide

FOLDER = Path("var/demo")
APPID, SECRET = "wxsample0000000001", "sample-secret"


def main() -> None:
    """Set up, start, tell, print where to look, and stay until interrupted."""
    if "--codes" in sys.argv:
        _print_codes(deploy(settings_from(os.environ | _environment(_ports_of_last()))).database)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what was started also ends
    started = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    ports = (_free_port(8080), _free_port(8081))
    (FOLDER / "ports").write_text(f"{ports[0]} {ports[1]}", encoding="ascii")
    environment = os.environ | _environment(ports)
    settings = settings_from(environment)
    print("正在准备样例县…", flush=True)
    migrate(settings.database_url)
    make_ring(settings)
    deployment = deploy(settings)
    seed(deployment)
    processes = _start(environment, ports)
    try:
        _wait(f"http://127.0.0.1:{ports[0]}/readyz", processes)
        _story(settings, deployment.database, ports)
        with deployment.database.writing() as session:
            begin_round(session, settings, clock.now())  # what a night would find stands there in the morning
        print(f"\n准备和演示共用 {time.monotonic() - started:.0f} 秒。\n")
        processes += _preview(settings, deployment.database)
        _print_places(ports[0], deployment.database)
        if "--once" not in sys.argv:
            signal.pause()
    except KeyboardInterrupt:
        print("\n再见。")
    finally:
        for process in processes:
            process.terminate()


def _environment(ports: tuple[int, int]) -> dict[str, str]:
    return {
        "HUIGONGKA_DATABASE_URL": f"sqlite:///{FOLDER.resolve()}/county.db",
        "HUIGONGKA_KEYS": f"file:{FOLDER.resolve()}/root.key",
        "HUIGONGKA_PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
        "HUIGONGKA_WECHAT_APPID": APPID,
        "HUIGONGKA_WECHAT_SECRET": SECRET,
        "HUIGONGKA_WECHAT_URL": f"http://127.0.0.1:{ports[1]}",
        "HUIGONGKA_IDENTITY_PROVIDER": "tencent",
        "HUIGONGKA_FACEID_ID": APPID,
        "HUIGONGKA_FACEID_KEY": SECRET,
        "HUIGONGKA_FACEID_URL": f"http://127.0.0.1:{ports[1]}",
        "HUIGONGKA_SMS": f"file:{FOLDER.resolve()}/messages.jsonl",
    }


def _ports_of_last() -> tuple[int, int]:
    first, second = (FOLDER / "ports").read_text(encoding="ascii").split()
    return int(first), int(second)


def _free_port(wanted: int) -> int:
    """The wanted port, or any free one when somebody has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RuntimeError("no free port")


def _start(environment: dict[str, str], ports: tuple[int, int]) -> list[subprocess.Popen[str]]:
    """The simulator, the service under its production server, and the worker."""
    python = sys.executable
    commands = [
        [
            *(python, "-m", "wechat.simulator", "--port", str(ports[1])),
            *("--appid", APPID, "--secret", SECRET),
            *("--app-json", str(ROOT / "miniprogram" / "app" / "app.json")),
        ],
        [python, "-m", "service", "serve", "--port", str(ports[0]), "--workers", "1", "--threads", "1"],
        [python, "-m", "service", "worker"],
    ]
    log = (FOLDER / "log.jsonl").open("ab")
    return [
        subprocess.Popen(command, env=environment, stdout=log, stderr=log, text=True) for command in commands
    ]


def _wait(url: str, processes: list[subprocess.Popen[str]]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if any(process.poll() is not None for process in processes):
            break
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise SystemExit(f"服务没有启动，请看 {FOLDER}/log.jsonl")


def _story(settings: Settings, database: Database, ports: tuple[int, int]) -> None:
    service, platform = settings.public_url, PlatformSide(f"http://127.0.0.1:{ports[1]}")
    with database.reading() as session:
        chair = session.scalars(select(Staff).where(Staff.login == "chair_jia")).one()
        place = _union_of(database, chair.login)
        secrets = {row.login: opened(row, "totp_secret") for row in session.scalars(select(Staff))}

    def desk(login: str) -> Desk:
        return Desk(service, login, PASSWORD, lambda: pyotp.TOTP(secrets[login]).now())

    cast = Cast(
        worker=WeChatUser(service, platform, "o-sample-storyteller", phone(30_000_001)),
        handler=desk("handler_jia"),
        chair=desk("chair_jia"),
        township=desk("town_jia"),
        county=desk("county"),
        union_id=str(place.id),
        scene=place.scene,
        unit_name=place.name.removesuffix("工会委员会"),
        name="新样故事",
        number=id_number(777, "19880808"),
        signature=drawn_signature(),
    )
    print("\n现在从头走一遍：")
    tell(cast, lambda line: print(f"  ✓ {line}", flush=True))


def _preview(settings: Settings, database: Database) -> list[subprocess.Popen[str]]:
    """The mini-program in a browser, beside the console."""
    told = preview.stage(_union_of(database, "chair_jia").scene, f"{settings.public_url}/console/")
    process, words = preview.start(
        FOLDER, _free_port(8082), settings.public_url, settings.wechat_url, APPID, told
    )
    print(words)
    return [process] if process else []


def _union_of(database: Database, login: str) -> Union:
    from service.register.access.models import Term

    with database.reading() as session:
        return session.scalars(
            select(Union)
            .join(Term, Term.union_id == Union.id)
            .join(Staff, Staff.id == Term.staff_id)
            .where(Staff.login == login)
        ).one()


def _print_codes(database: Database) -> None:
    with database.reading() as session:
        for login, office, code in codes(session):
            print(f"  {login:12} {code}  {office}")


def _print_places(port: int, database: Database) -> None:
    print(f"打开 http://127.0.0.1:{port}/console/ ，口令都是 {PASSWORD} ，现在的动态码：")
    _print_codes(database)
    print("动态码 30 秒一换、每个只能用一次；新的请在另一个窗口运行 make codes 。")
    print(f"接口说明 http://127.0.0.1:{port}/api/reference 。按 Ctrl-C 结束。")


if __name__ == "__main__":
    main()
