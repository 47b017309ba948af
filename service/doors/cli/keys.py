"""Keys: make, rotate, look, re-wrap (密钥)."""

from typing import TextIO
from uuid import UUID

import click
from sqlalchemy import func, select

from crypto.providers import provider_from
from service.ground.config import settings_from
from service.ground.marking import mark_existing
from service.ground.rewrapping import rewrap_some
from service.ground.ring import RingKeyRow
from service.ground.sealing import DestroyedKey, OwnedKey
from service.ground.sealing import prune as prune_keys
from service.ground.setup import make_ring, rotate
from service.register.audit.log import mark_head
from service.register.audit.models import AuditHead
from service.register.deployment import deploy
from service.register.inquiries.decoys import plant
from service.rolls.reindexing import reindex_some


@click.group(help="密钥：生成、轮换、查看、重新包裹。")
def keys() -> None:
    """The key commands."""


@keys.command(help="为新部署生成各用途的环密钥（已有的不动）。")
def make() -> None:
    """Make the ring keys that are missing."""
    click.echo(f"生成 {make_ring(settings_from())} 把环密钥。")


@keys.command(help="给升级以前已有的记录补上校验值；只在第一次升级到带校验值的版本时运行一次。")
def mark() -> None:
    """Mark what stood before there were marks; refused once there are some."""
    database = deploy(settings_from()).database
    count = mark_existing(database)
    if count:
        with database.writing() as session:
            for head in session.scalars(select(AuditHead)):
                mark_head(session, head)
    click.echo(f"已给 {count} 条记录补上校验值。" if count else "已经有校验值，没有补写。")


@keys.command("rotate", help="为一个用途加一版新密钥；旧密文仍可读，新密文用新密钥。")
@click.argument("purpose", type=click.Choice(["wrapping", "index", "card_code"]))
def rotate_(purpose: str) -> None:
    """Add a version of one ring key."""
    click.echo(f"{purpose} 现在是第 {rotate(settings_from(), purpose)} 版。")


@keys.command(help="谁在保管根密钥，各用途密钥的版本，和每版包裹的数据密钥数。")
def status() -> None:
    """The guard, versions and counts, no secrets."""
    settings = settings_from()
    guard = provider_from(settings.keys, settings.production).describe()
    click.echo(f"保管方：{guard['provider']}  {guard['algorithm']}  {guard['place']}")
    with deploy(settings).database.reading() as session:
        for row in session.scalars(select(RingKeyRow).order_by(RingKeyRow.purpose, RingKeyRow.version)):
            click.echo(f"{row.purpose:12} 第 {row.version} 版  {row.algorithm}  {row.created_at:%Y-%m-%d}")
        counts = select(OwnedKey.wrapping_version, func.count()).group_by(OwnedKey.wrapping_version)
        for version, count in session.execute(counts.order_by(OwnedKey.wrapping_version)):
            click.echo(f"数据密钥：第 {version} 版包裹 {count} 把")


@keys.command(help="埋下若干个暗记号码：没有人登记的证件号码，有人列入花名册就报警。建议为会员数的百分之一。")
@click.argument("count", type=click.IntRange(1, 20_000))
def decoys(count: int) -> None:
    """Plant numbers that nobody holds in the county's own range."""
    settings = settings_from()
    with deploy(settings).database.writing() as session:
        click.echo(f"现在一共有 {plant(session, settings.tenant, count)} 个暗记号码。")


@keys.command(help="写出已销毁的密钥的清单，与备份分开保存；从旧备份恢复以后用 prune 按它清除。")
@click.argument("file", type=click.File("w", encoding="ascii"))
def destroyed(file: TextIO) -> None:
    """Write the owners of destroyed keys into a file, opaque, one a line."""
    with deploy(settings_from()).database.reading() as session:
        owners = session.scalars(select(DestroyedKey.owner_id).order_by(DestroyedKey.destroyed_at)).all()
    file.writelines(f"{owner}\n" for owner in owners)
    click.echo(f"已写出 {len(owners)} 项。")


@keys.command(help="在恢复出来的数据库里，按清单清除备份以后已经销毁的密钥；可以重复运行。")
@click.argument("file", type=click.File("r", encoding="ascii"))
def prune(file: TextIO) -> None:
    """Delete the keys that the list names from a restored database, all or none."""
    owners = [UUID(line.strip()) for line in file if line.strip()]
    with deploy(settings_from()).database.writing() as session:
        count = prune_keys(session, owners)
    click.echo(f"清单 {len(owners)} 项，清除 {count} 把密钥。这些人的信息已经读不出来。")


@keys.command(help="把仍用旧版包裹的数据密钥改用新版包裹；可随时中断，再跑接着做。")
def rewrap() -> None:
    """Re-wrap in steps of 500, each its own transaction."""
    deployment, total = deploy(settings_from()), 0
    while changed := rewrap_some(deployment.database):
        total += changed
        click.echo(f"已重新包裹 {total} 把…")
    click.echo(f"完成，共 {total} 把。")


@keys.command(help="索引密钥轮换 10 分钟后运行：把只在旧版下的索引按新版补写；可随时中断，再跑接着做。")
def reindex() -> None:
    """Re-enter in steps of 500 per book, each its own transaction."""
    deployment, total = deploy(settings_from()), 0
    while changed := reindex_some(deployment.database):
        total += changed
        click.echo(f"已补写 {total} 条…")
    click.echo(f"完成，共 {total} 条。")
