"""The audit log: verify, sign, hand to an auditor (审计日志)."""

import json
import sys
from typing import TextIO

import click
from sqlalchemy import select

from crypto.chain import REASONS
from service.ground.config import settings_from
from service.register.audit.checkpoint import (
    ChainBroken,
    checkpoint_faults,
    fingerprint,
    make_checkpoint,
    public_key_text,
)
from service.register.audit.log import canonical_fields
from service.register.audit.models import AuditEntry
from service.register.audit.verify import verify_log
from service.register.deployment import deploy


@click.group(help="审计日志：校验、签名、导出给审计员。")
def audit() -> None:
    """The audit commands."""


@audit.command(help="逐条校验审计链和检查点；退出码 0 完好，1 有问题。")
def verify() -> None:
    """Verify every link and every stored checkpoint."""
    with deploy(settings_from()).database.reading() as session:
        verdict, faults = verify_log(session), checkpoint_faults(session)
    if verdict.ok and not faults:
        click.echo(f"审计链完好，共 {verdict.checked} 条。")
        return
    if not verdict.ok:
        click.echo(
            f"审计链在第 {verdict.first_bad_seq} 条断开：{REASONS.get(verdict.reason, verdict.reason)}"
        )
    for seq in faults:
        click.echo(f"检查点 {seq} 与日志不符。")
    sys.exit(1)


@audit.command(help="先校验，再签一个检查点并打印；请把它存到另一台机器。")
def checkpoint() -> None:
    """Sign a checkpoint of the log's head and store it."""
    with deploy(settings_from()).database.writing() as session:
        try:
            note = make_checkpoint(session)
        except ChainBroken as fault:
            raise click.ClickException(f"审计链有问题，没有签名：{REASONS.get(str(fault), fault)}") from None
        click.echo(note)
        click.echo(f"摘要 {fingerprint(note)}  公钥 {public_key_text(session)}")


@audit.command(help="把日志逐行写成 JSON，供审计员用 crypto/chain.py 在另一台机器上校验。")
@click.argument("file", type=click.File("w", encoding="utf-8"))
def dump(file: TextIO) -> None:
    """Write the log as JSON, one line a row."""
    with deploy(settings_from()).database.reading() as session:
        rows = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000)
        for entry in session.scalars(rows):
            line = {"seq": entry.seq, "record": canonical_fields(entry), "hash": entry.hash.hex()}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
