"""体检: how keys, database, worker and WeChat stand; no secret and nobody's data in it."""

import shutil
from datetime import timedelta
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from crypto.errors import KeyUnavailable, Unreadable
from crypto.keys import PURPOSES
from crypto.providers import provider_from
from service.ground import clock
from service.ground.config import Settings
from service.ground.heartbeat import last_beat
from service.ground.rewrapping import sealed_shut
from service.ground.ring import RingKeyRow
from service.ground.sealing import OwnedKey
from service.ground.standing import Condition
from service.register.accounts.models import WeChatToken
from service.register.schedule import Scheduled, Task

SILENCE = timedelta(minutes=3)
LEAST_FREE = 0.1
USES = {
    "wrapping": "包裹",
    "index": "盲索引",
    "card_code": "会员码",
    "chain": "审计签名",
    "session": "登录",
    "authority": "校验",
}
MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"


def provider_standing(settings: Settings) -> Condition:
    """Whether the guard of the keys answers now: a probe is wrapped and opened again."""
    try:
        provider = provider_from(settings.keys, settings.production)
        answered = provider.unwrap(provider.wrap(b"probe", b"checkup"), b"checkup") == b"probe"
    except (KeyUnavailable, Unreadable, ValueError, OSError):
        answered = False
    kind = settings.keys.partition(":")[0]
    if answered:
        return Condition(True, f"密钥保管方（{kind}）有回应")
    return Condition(
        False, f"密钥保管方（{kind}）没有回应", "十分钟内会读不出任何加密内容，请立即检查密钥文件或密钥服务。"
    )


def key_standings(session: Session) -> list[Condition]:
    """The ring's keys by use and version, and how many data keys each version still wraps."""
    rows = session.scalars(select(RingKeyRow).order_by(RingKeyRow.version.desc())).all()
    return [*(_key(use, [row for row in rows if row.purpose == use]) for use in PURPOSES), _wrapped(session)]


def _key(use: str, versions: list[RingKeyRow]) -> Condition:
    if not versions:
        return Condition(False, f"{USES[use]}密钥还没有", "请在服务器上运行 huigongka-admin keys make。")
    newest = versions[0]
    words = f"第 {newest.version} 版在用，共 {len(versions)} 版，{newest.algorithm}"
    return Condition(True, f"{USES[use]}密钥：{words}")


def _wrapped(session: Session) -> Condition:
    counted = select(OwnedKey.wrapping_version, func.count()).group_by(OwnedKey.wrapping_version)
    rows = session.execute(counted.order_by(OwnedKey.wrapping_version)).all()
    newest = session.scalar(select(func.max(RingKeyRow.version)).where(RingKeyRow.purpose == "wrapping"))
    words = "，".join(f"第 {version} 版包裹 {count} 把" for version, count in rows) or "还没有"
    old = any(version != newest for version, _ in rows)
    advice = "还有用旧版包裹的，请在服务器上运行 huigongka-admin keys rewrap。" if old else ""
    return Condition(not old, f"数据密钥：{words}", advice)


def suites_standing(session: Session) -> Condition:
    """Whether everything that is sealed still opens under the suites that are accepted."""
    shut = sealed_shut(session)
    if not shut:
        return Condition(True, "加密内容都在接受的密码套件之内")
    return Condition(
        False,
        f"有 {len(shut)} 栏还有内容是用不再接受的密码套件加密的，读不出来：{'、'.join(shut)}",
        "请在 HUIGONGKA_SUITES 里把原来的套件加回去，再重启服务；旧内容没有重新加密的命令。",
    )


def database_standings(session: Session) -> list[Condition]:
    """Kind, version, size and migration; the disk, where the database lies on this host."""
    engine = session.get_bind().engine
    if engine.dialect.name == "sqlite":
        version, size = session.execute(
            text(
                "SELECT sqlite_version(), page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            )
        ).one()
        return [
            Condition(True, f"数据库 SQLite {version}，{_megabytes(size)}"),
            _migration(session),
            _disk(Path(engine.url.database or ".").parent),
        ]
    version, size = session.execute(
        text("SELECT current_setting('server_version'), pg_database_size(current_database())")
    ).one()
    return [Condition(True, f"数据库 PostgreSQL {version}，{_megabytes(size)}"), _migration(session)]


def _migration(session: Session) -> Condition:
    current = session.scalar(text("SELECT version_num FROM alembic_version"))
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if current == newest:
        return Condition(True, f"数据库结构是最新的（{current}）")
    return Condition(
        False,
        f"数据库结构是 {current}，程序要 {newest}",
        "请在服务器上运行 huigongka-admin migrate，再重启服务。",
    )


def _disk(folder: Path) -> Condition:
    disk = shutil.disk_usage(folder)
    good = disk.free / disk.total >= LEAST_FREE
    advice = "" if good else "请尽快清理或扩容；写满以后，办理会失败，但已办的不会丢。"
    return Condition(good, f"磁盘还剩 {_megabytes(disk.free)}，共 {_megabytes(disk.total)}", advice)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB" if size < 10 * 2**30 else f"{size / 2**30:,.0f} GB"


def worker_standing(session: Session) -> Condition:
    """Whether a background worker lived within the last minutes."""
    last = last_beat(session)
    if last is not None and clock.now() - last < SILENCE:
        return Condition(True, f"后台进程在运行，最近一次 {clock.county_time(last)}")
    told = f"从 {clock.county_time(last)} 起没有动静" if last else "还没有运行过"
    return Condition(
        False,
        f"后台进程{told}",
        "请在服务器上启动 huigongka-worker；没有它，激活、短信、导入、导出都会停着。",
    )


def schedule_standings(session: Session) -> list[Condition]:
    """Each task of the calendar: when it is due next, when it was done last; late when nobody did it in time."""
    rows = {row.task: row for row in session.scalars(select(Scheduled))}
    return [_scheduled(task, rows[task.value]) for task in Task if task.value in rows]


def _scheduled(task: Task, row: Scheduled) -> Condition:
    last = f"，最近一次 {clock.county_time(row.done_at)}" if row.done_at else ""
    if row.due_at > clock.now() - SILENCE:
        return Condition(True, f"{task.label}：下一次 {clock.county_time(row.due_at)}{last}")
    return Condition(
        False,
        f"{task.label}：{clock.county_time(row.due_at)} 到期，还没有办{last}",
        "后台进程没有运行，或者办的时候出了故障，请查服务日志；恢复以后会按次序补办，不会重复。",
    )


def calendar_standing() -> Condition:
    """Whether the public holidays of this year, and from December of the next, are written down."""
    today = clock.today()
    wanted = {today.year, (today.replace(day=1) + timedelta(days=31)).year}
    missing = sorted(wanted - clock.holidays.announced)
    if not missing:
        return Condition(True, f"节假日和调休：{max(clock.holidays.announced)} 年以前的都有")
    return Condition(
        False,
        f"节假日和调休：{'、'.join(map(str, missing))} 年的安排还没有写全",
        "国务院公布以后，请在 HUIGONGKA_HOLIDAYS 指定的文件里写上，再重启服务；写上以前，办理期限只扣周末和法定放假日。",
    )


def wechat_standing(session: Session, appid: str) -> Condition:
    """Whether WeChat's token is there and still good; it is renewed when next needed, so this is information."""
    row = session.scalars(select(WeChatToken).where(WeChatToken.appid == appid)).one_or_none()
    if row is None or row.token_sealed is None or row.expires_at is None:
        return Condition(False, "微信接口凭据现在没有", _RENEWAL)
    good = row.expires_at > clock.now()
    words = f"微信接口凭据有效期到 {clock.county_time(row.expires_at)}"
    return Condition(good, words if good else f"{words}，已过期", "" if good else _RENEWAL)


_RENEWAL = "下一次用到微信时会自动取新的；如果职工登录不了，请核对小程序密钥和到微信的网络。"
