"""Every room's doors, in one list."""

from service.applications.api import applications
from service.people.api import people
from service.people.push import push
from service.people.session_api import worker

BLUEPRINTS = (worker, push, people, applications)
