"""Annexes in and out from the command line, in the name of a member of staff and within his reach."""

import json
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from service.doors.worker import ALL_DRAWINGS, ALL_PROCEDURES
from service.ground.config import settings_from
from service.ground.errors import Refusal
from service.register.access.actors import staff_actor
from service.register.access.models import Actor
from service.register.accounts.models import Staff
from service.register.deployment import Deployment, deploy
from service.register.unions.models import Union
from service.rolls.exports.actions import make_next, request
from service.rolls.exports.downloads import download, make_link, show_password
from service.rolls.exports.models import ExportKind, ExportStatus
from service.rolls.imports.actions import apply_next, confirm, discard, preview_next, upload
from service.rolls.imports.models import Import, ImportKind, ImportStatus


def _operator(session: Session, login: str) -> Actor:
    staff = session.scalars(select(Staff).where(Staff.login == login)).one_or_none()
    if staff is None or staff.disabled_at is not None:
        raise click.ClickException("没有这个账号，或已停用。")
    return staff_actor(session, staff)


def union_named(session: Session, said: str) -> Union:
    """The union of this name, or of this number where two have one name."""
    found = session.scalars(select(Union).where(_named(said)).order_by(Union.path)).all()
    if not found:
        raise click.ClickException("没有这个工会，请核对名称。")
    if len(found) > 1:
        numbers = "、".join(str(union.id) for union in found)
        raise click.ClickException(f"有 {len(found)} 个工会叫这个名称，请在 --union 后面写编号：{numbers} 。")
    return found[0]


def _named(said: str) -> ColumnElement[bool]:
    try:
        return Union.id == UUID(said)
    except ValueError:
        return Union.name == said


@click.command("import", help="导入附件1（unions）或附件3（roster）；先看预览，再加 --confirm 导入。")
@click.argument("kind", type=click.Choice([kind.value for kind in ImportKind]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--as", "login", required=True, help="以哪个账号的名义（范围和审计都按它）")
@click.option("--union", "union_name", required=True, help="导入到哪个工会（名称；重名时写编号）")
@click.option("--confirm", "confirmed", is_flag=True, help="确认导入：全部成功，或全部不动")
def import_(kind: str, file: str, login: str, union_name: str, confirmed: bool) -> None:
    """Read, preview, and on request confirm a file."""
    deployment, path = deploy(settings_from()), Path(file)
    try:
        with deployment.database.writing() as session:
            actor, union = _operator(session, login), union_named(session, union_name)
            made = upload(session, actor, ImportKind(kind), union, path.name, path.read_bytes()).id
        while preview_next(deployment, ALL_PROCEDURES):
            pass
        if not _decided(deployment, login, made, confirmed):
            return
        while apply_next(deployment, ALL_PROCEDURES):
            pass
        _say(deployment, made)
    except Refusal as refusal:
        raise click.ClickException(refusal.message + refusal.next) from None


def _decided(deployment: Deployment, login: str, import_id: UUID, confirmed: bool) -> bool:
    """Tell the preview, and confirm it or give the file up; whether there is anything to write now."""
    _say(deployment, import_id)
    with deployment.database.writing() as session:
        actor, row = _operator(session, login), session.get_one(Import, import_id)
        if row.status is not ImportStatus.PREVIEWED:
            return False
        if not confirmed:
            discard(session, actor, row)
            click.echo("只看了预览，没有导入；确认请加 --confirm。")
            return False
        confirm(session, actor, row, deployment.settings)
        return True


def _say(deployment: Deployment, import_id: UUID) -> None:
    with deployment.database.reading() as session:
        row = session.get_one(Import, import_id)
        click.echo(f"{row.status.label}：{json.dumps(row.counts, ensure_ascii=False)} {row.failure or ''}")


@click.command(
    help="导出附件1（unions）或附件3（roster）到带密码的文件；用途记入审计日志。多个工会的花名册要第二人在工作台批准。"
)
@click.argument("kind", type=click.Choice([kind.value for kind in ExportKind]))
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--as", "login", required=True, help="以哪个账号的名义（范围和审计都按它）")
@click.option("--union", "union_name", required=True, help="哪个工会（名称；重名时写编号）")
@click.option("--purpose", required=True, help="用途")
def export(kind: str, file: str, login: str, union_name: str, purpose: str) -> None:
    """Ask for a file; unless a second person must agree first, make it and write it with mode 0600."""
    deployment = deploy(settings_from())
    try:
        with deployment.database.writing() as session:
            actor, union = _operator(session, login), union_named(session, union_name)
            asked = request(session, actor, ExportKind(kind), union, purpose)
        if asked.status is ExportStatus.REQUESTED:
            click.echo("已提交申请。请另一位同事在工作台批准，然后在工作台下载。")
            return
        while make_next(deployment, ALL_DRAWINGS):
            pass
        data, password = _taken(deployment, login, asked.id)
    except Refusal as refusal:
        raise click.ClickException(refusal.message + refusal.next) from None
    Path(file).touch(mode=0o600)
    Path(file).write_bytes(data)
    click.echo(f"已写入 {file}，打开的密码是 {password} 。内含个人信息，请专人保管，用后删除。")


def _taken(deployment: Deployment, login: str, export_id: UUID) -> tuple[bytes, str]:
    """The file by a link of its own, and its password."""
    with deployment.database.writing() as session:
        actor = _operator(session, login)
        _, data = download(session, actor, make_link(session, actor, export_id))
        return data, show_password(session, actor, export_id)
