"""The mini-program beside the demonstration: three sample people's phones in a browser, when Node.js is there to run it."""

import json
import select
import shutil
import subprocess
from pathlib import Path
from typing import Any

from service.doors.demo.told import SamplePerson, id_number, people, phone

FOLDER = Path(__file__).resolve().parents[3] / "miniprogram"
READY = FOLDER / "node_modules" / ".ready"
HOW_TO_GET = (
    "小程序预览没有启动：需要 Node.js 18 以上（sudo apt-get install nodejs npm），再运行 make demo 即可。"
)
SECONDS_TO_BUILD = 20


def stage(scene: str, console: str) -> dict[str, Any]:
    """Who holds a phone, what codes hang on the wall: a member without a card yet, somebody who is no member, a shop."""
    # The second of the seeded people: the first one is the chair of the first union.
    member = people(2)[1]
    newcomer = SamplePerson("新样乙", id_number(778, "19920606"), phone(30_000_002))
    told = (
        ("职工甲", "o-sample-preview-member", member, "已在花名册上，惠工卡还没有激活。"),
        ("职工乙", "o-sample-preview-newcomer", newcomer, "还不是会员，可以扫入会码申请。"),
    )
    phones = [
        {
            "name": name,
            "words": f"{words}姓名 {person.name}，证件号码 {person.number}。",
            "who": who,
            "phone": person.phone,
        }
        for name, who, person, words in told
    ]
    shop = {"name": "商户", "words": "扫职工的会员码，看卡是否有效。", "who": "o-sample-preview-shop"}
    return {
        "people": [*phones, {**shop, "phone": phone(30_000_003)}],
        "codes": [{"words": "扫样例工会的入会码", "text": f"pages/join/join?scene={scene}"}],
        "places": [{"words": "管理后台", "url": console}],
    }


def start(
    folder: Path, port: int, service: str, platform: str, appid: str, told: dict[str, Any]
) -> tuple[subprocess.Popen[str] | None, str]:
    """Run the harness of the mini-program; its process and what to tell of it. Without Node.js there is no process."""
    node = shutil.which("node")
    if node is None or not READY.exists():
        return None, HOW_TO_GET
    (folder / "stage.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    command: list[str | Path] = [
        node,
        FOLDER / "tests" / "harness" / "serve.mjs",
        "--app",
        FOLDER / "app",
        "--port",
        str(port),
    ]
    command += ["--service", service, "--platform", platform, "--appid", appid]
    command += ["--stage", folder / "stage.json", "--watch", "--attached"]
    with (folder / "preview.log").open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert process.stdout is not None
    spoke, _, _ = select.select([process.stdout], [], [], SECONDS_TO_BUILD)
    line = process.stdout.readline() if spoke else ""
    if not line:
        process.terminate()
        return None, f"小程序预览没有启动，请看 {folder}/preview.log"
    return process, f"小程序 {json.loads(line)['url']}/stage ，三位样例人物的手机并排。"
