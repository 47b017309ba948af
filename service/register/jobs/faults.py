"""Why a job was not done: something else was away, which passes, or the program failed, which does not."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crypto.errors import KeyUnavailable
from service.ground.words import Words
from wechat.errors import WeChatError

# Locked by another, or the disk does not answer: the low byte of SQLite's result code.
SQLITE_PASSES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}

STATEMENT_STOPPED = (
    "57014"  # PostgreSQL: the statement took longer than its statement_timeout, or was stopped by hand
)


class Cause(Words):
    """原因: what did not answer, or that the program failed."""

    DATABASE = "database", "数据库没有回应"
    KEYS = "keys", "密钥服务没有回应"
    MACHINE = "machine", "服务器没有空间或者内存"
    PROGRAM = "program", "程序出了故障"
    SLOW = "slow", "数据库没有在限定的时间里做完"
    SMS = "sms", "短信通道没有收下"
    WECHAT = "wechat", "微信没有回应"

    @property
    def passes(self) -> bool:
        """Whether waiting helps: such an attempt does not count as a fault of the job."""
        return self is not Cause.PROGRAM

    @property
    def most(self) -> int:
        """After how many attempts of a job this is waited for no longer: an hour of pauses, or three days of them.

        A statement that exceeds its time every time would never pass by being repeated.
        """
        return 12 if self is Cause.SLOW else 450


class Away(Exception):
    """Something outside did not answer; the text names nobody."""

    cause = Cause.MACHINE


def cause_of(error: BaseException) -> Cause:
    """What stood behind an error that no rule of the county raised."""
    match error:
        case Away():
            return error.cause
        case KeyUnavailable():
            return Cause.KEYS
        case WeChatError():
            return Cause.WECHAT
        case PoolTimeout():
            return Cause.DATABASE
        case DBAPIError() if getattr(error.orig, "sqlstate", None) == STATEMENT_STOPPED:
            return Cause.SLOW
        case DBAPIError() if error.connection_invalidated or is_away(error):
            return Cause.DATABASE
        case OSError() | MemoryError():
            return Cause.MACHINE
    return Cause.PROGRAM


def is_away(error: DBAPIError) -> bool:
    """Whether the database could not be asked, or asks to be asked again: not that the statement was wrong.

    SQLite raises the same class when a table is missing as when it is locked; its result code tells them apart.
    """
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return code & 0xFF in SQLITE_PASSES
    return isinstance(error, OperationalError | InterfaceError)


def told(error: BaseException) -> str:
    """The reason as the administrator reads it: the cause and the class of the error, never its text."""
    cause = cause_of(error)
    return cause.label if cause.passes else f"{cause.label}（{type(error).__name__}）"
