"""Serves the simulator over real HTTP; its log holds no query strings, which hold secrets and codes."""

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server


class _PathOnly(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        self.log("info", "%s %s %s", self.command, self.path.split("?")[0], code)


def simulator_server(app: Flask, port: int) -> BaseWSGIServer:
    """A threaded server on the loopback address; port 0 takes a free one."""
    return make_server("127.0.0.1", port, app, threaded=True, request_handler=_PathOnly)
