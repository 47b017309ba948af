"""Every room's tables in one place, for migrations and for whoever prints the data dictionary."""

from service.ground import heartbeat, limits, sealing
from service.oversight.erasures import models as erasures
from service.oversight.findings import models as findings
from service.oversight.progress import models as progress
from service.oversight.province import models as province
from service.register import schedule
from service.register.access import models as access
from service.register.accounts import models as accounts
from service.register.accounts import scan_models as scans
from service.register.audit import models as audit
from service.register.inquiries import models as inquiries
from service.register.jobs import models as jobs
from service.register.memberships import cases, changes
from service.register.memberships import models as memberships
from service.register.notices import models as notices
from service.register.people import models as people
from service.register.unions import models as unions
from service.register.units import models as units
from service.requests.applications import models as applications
from service.requests.cards import models as cards
from service.requests.corrections import models as corrections
from service.requests.proofs import models as proofs
from service.requests.transfers import models as transfers
from service.rolls.campaigns import models as campaigns
from service.rolls.exports import models as exports
from service.rolls.imports import models as imports
from service.rolls.rosters import models as rosters
from service.rolls.snapshots import models as snapshots

ALL_MODELS = (
    sealing,
    limits,
    heartbeat,
    schedule,
    jobs,
    audit,
    accounts,
    scans,
    unions,
    access,
    notices,
    people,
    units,
    memberships,
    changes,
    cases,
    inquiries,
    applications,
    cards,
    corrections,
    transfers,
    proofs,
    rosters,
    snapshots,
    campaigns,
    erasures,
    imports,
    exports,
    findings,
    progress,
    province,
)
