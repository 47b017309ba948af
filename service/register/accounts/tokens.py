"""微信接口凭据 shared between processes: one sealed row per mini-program, dropped only by whoever saw it fail."""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.sealing import opened, seal_fields
from service.register.accounts.models import WeChatToken
from wechat.client import Token


class SqlTokenStore:
    """The TokenStore of ``wechat.client`` in the county's database."""

    def __init__(self, database: Database, appid: str) -> None:
        """Keep the tokens of ``appid`` in ``database``."""
        self._database = database
        self._appid = appid

    def _row(self, session: Session) -> WeChatToken | None:
        return session.scalars(select(WeChatToken).where(WeChatToken.appid == self._appid)).one_or_none()

    def read(self) -> Token | None:
        """The stored token, or None."""
        with self._database.reading() as session:
            row = self._row(session)
            if row is None or row.token_sealed is None or row.expires_at is None:
                return None
            return Token(opened(row, "token"), row.expires_at.timestamp())

    def write(self, token: Token) -> None:
        """Store a fresh token; the last writer wins, which is right for the stable token."""
        try:
            self._write(token)
        except IntegrityError:  # another process wrote the very first one
            self._write(token)

    def _write(self, token: Token) -> None:
        with self._database.writing() as session:
            row = self._row(session) or WeChatToken(appid=self._appid)
            session.add(row)
            session.flush()
            seal_fields(session, row, token=token.value)
            row.token_hash = _digest(token.value)
            row.expires_at = datetime.fromtimestamp(token.expires_at, UTC)

    def drop(self, value: str) -> None:
        """Forget the token if it is still ``value``; a fresher one from another process stays."""
        with self._database.writing() as session:
            session.execute(
                update(WeChatToken)
                .where(WeChatToken.appid == self._appid, WeChatToken.token_hash == _digest(value))
                .values(token_sealed=None, token_hash=None, expires_at=None)
            )


def _digest(value: str) -> bytes:
    return hashlib.sha256(value.encode()).digest()
