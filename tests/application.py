"""The web application of a test: one is built for each test process, and stands in front of each test's deployment.

Building it compiles some 260 routes, and each page compiles its templates when it is first shown: together more than what
most tests do. Nothing of that depends on the deployment, which is looked up in ``extensions`` while a request runs.
"""

from copy import copy
from functools import cache

from service.doors.app import CountyApp, create_app
from service.register.deployment import Deployment


@cache
def _built() -> list[CountyApp]:
    """Where the application of this test process is kept once it is built."""
    return []


def application(deployed: Deployment) -> CountyApp:
    """The application in front of a deployment: its own extensions, configuration and views, everybody's routes.

    What ``create_app`` itself reads of the settings (``templates``, ``trusted_proxies``) asks for one that it builds anew.
    """
    assert not deployed.settings.trusted_proxies
    if not _built():
        _built().append(create_app(deployed))
    app = copy(_built()[0])
    app.extensions = {**app.extensions, "deployment": deployed}
    app.config = copy(app.config)
    app.view_functions = dict(app.view_functions)
    return app
