"""Every room's doors, and every room's kinds of what waits, in two lists."""

from service.doors.console.door import console
from service.doors.console.inbox import inbox
from service.doors.console.scan_api import staff_scans
from service.doors.console.scans import scan_pages
from service.doors.console.sessions import session_pages
from service.doors.console.system import system_pages
from service.doors.copies.api import copies
from service.doors.mine.api import mine
from service.doors.mine.push import push
from service.oversight.auditing.pages import audit_pages
from service.oversight.auditing.waiting import ALTERED
from service.oversight.erasures.api import erasures
from service.oversight.erasures.pages import erasure_pages
from service.oversight.erasures.waiting import ERASURES
from service.oversight.findings.pages import finding_pages
from service.oversight.findings.waiting import FINDINGS
from service.oversight.progress.oversight_pages import oversight_pages
from service.oversight.progress.pages import progress_pages
from service.oversight.progress.waiting import INVITATIONS
from service.oversight.province.pages import province_pages
from service.oversight.province.waiting import SENT_BACK
from service.register.inquiries.pages import inquiry_pages
from service.register.inquiries.waiting import ALARMS, ALLOWANCES
from service.register.memberships.waiting import EXPULSIONS
from service.register.notices.api import notices
from service.register.people.api import people
from service.register.people.session_api import worker
from service.register.posters.pages import poster_pages
from service.register.staff.handler_pages import handler_pages
from service.register.staff.pages import staff_pages
from service.requests.applications.api import applications
from service.requests.applications.decision_pages import decision_pages
from service.requests.applications.dispatch_pages import dispatch_pages
from service.requests.applications.pages import application_pages
from service.requests.applications.paper_pages import application_papers
from service.requests.applications.waiting import APPLICATIONS
from service.requests.cards.api import cards
from service.requests.cards.desk import card_desk
from service.requests.cards.pages import card_pages
from service.requests.cards.waiting import CLAIMS
from service.requests.corrections.api import corrections
from service.requests.corrections.pages import correction_pages, overdue_correction_pages
from service.requests.corrections.waiting import CORRECTIONS
from service.requests.members.expulsion_pages import expulsion_pages
from service.requests.members.pages import member_pages
from service.requests.members.person_pages import person_pages
from service.requests.proofs.api import proofs
from service.requests.proofs.pages import proof_pages
from service.requests.transfers.api import transfers
from service.requests.transfers.pages import transfer_pages
from service.requests.transfers.rehoming_pages import rehoming_pages
from service.requests.transfers.waiting import TRANSFERS
from service.requests.transfers.wish_pages import wish_pages
from service.rolls.campaigns.pages import campaign_pages
from service.rolls.campaigns.waiting import OWN_ROSTERS
from service.rolls.exports.approval_pages import approval_pages
from service.rolls.exports.download_pages import download_pages
from service.rolls.exports.pages import export_pages
from service.rolls.exports.trace_pages import trace_pages
from service.rolls.exports.waiting import APPROVALS
from service.rolls.imports.pages import import_pages
from service.rolls.imports.waiting import LINES, PREVIEWS
from service.rolls.rosters.pages import roster_pages
from service.rolls.rosters.paper_pages import roster_papers
from service.rolls.rosters.union_pages import union_pages
from service.rolls.rosters.waiting import ROSTERS
from service.rolls.snapshots.pages import snapshot_pages

BLUEPRINTS = (
    *(worker, push, people, applications, cards, card_pages, notices, mine, corrections, erasures, copies),
    *(console, inbox, application_pages, roster_pages, import_pages, export_pages, card_desk),
    *(union_pages, staff_pages, audit_pages),
    *(person_pages, poster_pages, application_papers, roster_papers),
    *(staff_scans, scan_pages, session_pages, handler_pages),
    *(decision_pages, dispatch_pages),
    *(approval_pages, download_pages, trace_pages, system_pages),
    *(progress_pages, oversight_pages, correction_pages, overdue_correction_pages),
    *(member_pages, expulsion_pages, campaign_pages, snapshot_pages),
    *(transfers, transfer_pages, rehoming_pages, proofs, proof_pages),
    *(province_pages, wish_pages, erasure_pages, finding_pages, inquiry_pages),
)

WAITING = (
    *(*APPLICATIONS, CLAIMS, *CORRECTIONS, *TRANSFERS, *EXPULSIONS),
    *(*OWN_ROSTERS, *ROSTERS, PREVIEWS, LINES, APPROVALS, ALLOWANCES, ALARMS),
    *(INVITATIONS, *FINDINGS, ERASURES, SENT_BACK, ALTERED),
)
