"""The application as a WSGI server finds it, ``service.doors.wsgi:app``; settings come from the environment."""

from service.doors.app import create_app
from service.ground.config import settings_from
from service.ground.logs import set_up
from service.register.deployment import deploy

# Here and not in the command line: every worker process of the server imports this file afresh.
set_up()
app = create_app(deploy(settings_from()))
