"""Every room's doors, in one list."""

from service.applications.api import applications
from service.cards.api import cards
from service.cards.pages import card_pages
from service.notices.api import notices
from service.people.api import people
from service.people.push import push
from service.people.session_api import worker

BLUEPRINTS = (worker, push, people, applications, cards, card_pages, notices)
