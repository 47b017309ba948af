"""The first accounts of a deployment; later ones are opened in the console (工作人员账号)."""

import click
from sqlalchemy import select

from service.doors.cli.files import union_named
from service.ground import clock
from service.ground.config import settings_from
from service.ground.errors import Refusal
from service.register.access.actions import appoint
from service.register.access.models import SYSTEM, Role
from service.register.accounts.models import Staff
from service.register.accounts.staff import hire
from service.register.deployment import deploy
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind


@click.group(help="工作人员：开通第一批账号，设角色。")
def staff() -> None:
    """The staff commands."""


@staff.command("hire", help="开通账号；动态码密钥只显示这一次。")
@click.argument("login")
@click.option("--name", prompt="姓名")
@click.option("--title", prompt="职务称呼", default="")
@click.option("--password", prompt="口令（至少 12 个字符）", hide_input=True, confirmation_prompt=True)
def hire_(login: str, name: str, title: str, password: str) -> None:
    """Open an account."""
    try:
        with deploy(settings_from()).database.writing() as session:
            _, secret = hire(session, SYSTEM, login, name, title, password)
    except Refusal as refusal:
        raise click.ClickException(refusal.message + refusal.next) from None
    click.echo(f"账号 {login} 已开通。动态码密钥（录入验证器后请销毁）：{secret}")


@staff.command("appoint", help="给账号一个角色；UNION 是工会名称，重名时写编号。")
@click.argument("login")
@click.argument(
    "role", type=click.Choice([role.value for role in Role if role not in (Role.ANYONE, Role.WORKER)])
)
@click.argument("union")
def appoint_(login: str, role: str, union: str) -> None:
    """Begin a term of office today."""
    try:
        with deploy(settings_from()).database.writing() as session:
            person = session.scalars(select(Staff).where(Staff.login == login)).one_or_none()
            if person is None:
                raise click.ClickException("没有这个账号，请核对用户名。")
            place = union_named(session, union)
            appoint(session, SYSTEM, person.id, Role(role), place, clock.today(), None)
    except Refusal as refusal:
        raise click.ClickException("；".join(refusal.fields.values()) or refusal.message) from None
    click.echo(f"{login} 从今天起是{union}的{Role(role).label}。")


@staff.command("county", help="建立县总工会（新部署的第一步）。")
@click.argument("name")
def county(name: str) -> None:
    """Found the county at the root of the tree; there is one."""
    with deploy(settings_from()).database.writing() as session:
        if session.scalars(select(Union).where(Union.kind == UnionKind.COUNTY)).first() is not None:
            raise click.ClickException("县总工会已经建立。")
        found(session, SYSTEM, None, name, UnionKind.COUNTY)
    click.echo(f"{name} 已建立。")
