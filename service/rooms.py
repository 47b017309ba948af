"""Every room's doors, in one list."""

from service.applications.api import applications
from service.applications.pages import application_pages
from service.cards.api import cards
from service.cards.desk import card_desk
from service.cards.pages import card_pages
from service.console.audit import audit_pages
from service.console.door import console
from service.console.inbox import inbox
from service.console.staff import staff_pages
from service.console.unions import union_pages
from service.exports.pages import export_pages
from service.imports.pages import import_pages
from service.notices.api import notices
from service.people.api import people
from service.people.push import push
from service.people.session_api import worker
from service.rosters.pages import roster_pages

BLUEPRINTS = (
    *(worker, push, people, applications, cards, card_pages, notices),
    *(console, inbox, application_pages, roster_pages, import_pages, export_pages, card_desk),
    *(union_pages, staff_pages, audit_pages),
)
