"""Every room's doors, in one list."""

from service.applications.api import applications
from service.people.api import people
from service.people.session_api import worker

BLUEPRINTS = (worker, people, applications)
