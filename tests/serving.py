"""The service on real HTTP on this machine, with a worker beside it when a story needs one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from werkzeug.serving import make_server

from service.register.deployment import Deployment
from tests.application import application
from tests.working import work_off


@contextmanager
def served(deployed: Deployment) -> Iterator[str]:
    """The address of the service while it runs."""
    server = make_server("127.0.0.1", 0, application(deployed), threaded=True)
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()


@contextmanager
def working(deployed: Deployment) -> Iterator[None]:
    """A worker that takes up whatever waits, until the story ends: at once when something was committed, else now and then."""
    stop, woken = threading.Event(), threading.Event()

    def wake(_connection: object) -> None:
        if threading.get_ident() != worker.ident:  # what it commits itself is no news
            woken.set()

    def work() -> None:
        while not stop.is_set():
            work_off(deployed)
            if woken.wait(0.5):
                woken.clear()
                stop.wait(0.02)  # it is told just before the commit

    worker = threading.Thread(target=work, daemon=True)
    event.listen(deployed.database.engine, "commit", wake)
    worker.start()
    try:
        yield
    finally:
        event.remove(deployed.database.engine, "commit", wake)
        stop.set()
        woken.set()
        worker.join()
