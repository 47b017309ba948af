"""Every command in one tree, helped in Chinese."""

import click

from service.doors.cli import audit, files, keys, menu, run, staff, words


@click.group(help="惠工卡服务命令行。设置来自 HUIGONGKA_* 环境变量，见 docs/operations.md。")
def main() -> None:
    """The root of the commands."""


main.add_command(run.serve)
main.add_command(run.worker)
main.add_command(run.migrate)
main.add_command(run.seed)
main.add_command(run.openapi)
main.add_command(menu.menu)
main.add_command(words.words)
main.add_command(files.import_)
main.add_command(files.export)
main.add_command(keys.keys)
main.add_command(audit.audit)
main.add_command(staff.staff)
