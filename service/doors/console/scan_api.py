"""The phone's door to a code of the console: open it, confirm it, refuse it."""

from uuid import UUID

from apiflask import APIBlueprint
from flask import g

from service.doors.console.shapes import ScanScene, ScanSeen, scan_seen
from service.register.access.guard import account, needs, session
from service.register.access.models import Act
from service.register.accounts.scan_answers import confirm_scan, open_scan, refuse_scan

staff_scans = APIBlueprint("staff_scans", __name__, url_prefix="/api", tag="工作台扫码")


@staff_scans.post("/staff-scans")
@needs(Act.SIGNED_IN)
@staff_scans.input(ScanScene)
@staff_scans.output(ScanSeen)
@staff_scans.doc(security="worker", responses=[401, 403, 404, 409, 422, 429])
def open_one(json_data: ScanScene) -> dict[str, object]:
    """打开电脑上的码

    The first phone that opens a code is the only one; for any other it does not exist. Show the browser's words and the
    two digits, and ask to compare them with the screen.
    """
    return scan_seen(open_scan(session(), account(), json_data.scene, g.request_id))


@staff_scans.post("/staff-scans/<uuid:scan_id>/confirmation")
@needs(Act.SIGNED_IN)
@staff_scans.output(ScanSeen)
@staff_scans.doc(security="worker", responses=[401, 403, 404, 409])
def confirm_one(scan_id: UUID) -> dict[str, object]:
    """是我，确认"""
    return scan_seen(confirm_scan(session(), account(), scan_id, g.request_id))


@staff_scans.post("/staff-scans/<uuid:scan_id>/refusal")
@needs(Act.SIGNED_IN)
@staff_scans.output(ScanSeen)
@staff_scans.doc(security="worker", responses=[401, 404])
def refuse_one(scan_id: UUID) -> dict[str, object]:
    """不是我"""
    return scan_seen(refuse_scan(session(), account(), scan_id, g.request_id))
