"""Run the service, and the work that is done from the command line."""

import json

import click
from sqlalchemy import select

from service.doors import worker as background
from service.doors.app import create_app
from service.ground.config import settings_from
from service.ground.logs import set_up
from service.ground.setup import migrate as migrate_database
from service.register.deployment import deploy
from service.register.unions.models import Union


@click.command(help="启动网页服务（granian）。前面应有 nginx，见 docs/operations.md。")
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True)
@click.option("--workers", default=2, show_default=True, help="进程数，一般等于处理器核数")
@click.option(
    "--threads", default=2, show_default=True, help="每个进程的工作线程；SQLite 用 1，PostgreSQL 用 2–4"
)
def serve(address: str, port: int, workers: int, threads: int) -> None:
    """Serve with the production server."""
    background.warn_of_what_is_shut(deploy(settings_from()))
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "service.doors.wsgi:app",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


@click.command(help="启动后台进程：激活核对、短信、导入、导出。可同时运行多个。")
def worker() -> None:
    """Run the worker until it is told to end."""
    set_up()
    background.run(deploy(settings_from()))


@click.command(help="把数据库升级到最新版本。")
def migrate() -> None:
    """Bring the database to the newest revision."""
    migrate_database(settings_from().database_url)
    click.echo("数据库已是最新版本。")


@click.command(help="写入样例县（仅用于演示，空库才可以）。")
def seed() -> None:
    """Seed the told county."""
    from service.doors.demo.world import seed as seed_world

    deployment = deploy(settings_from())
    if deployment.settings.production:
        raise click.ClickException("生产环境不能写入样例数据。")
    with deployment.database.reading() as session:
        if session.scalars(select(Union)).first() is not None:
            raise click.ClickException("数据库里已有工会，没有写入。")
    seed_world(deployment)
    click.echo("样例县已写入。")


@click.command(help="打印接口说明（OpenAPI 3.1）。")
def openapi() -> None:
    """Print the OpenAPI document."""
    from service.doors.reference import description

    click.echo(json.dumps(description(create_app(deploy(settings_from()))), ensure_ascii=False, indent=1))
