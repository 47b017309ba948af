"""信息副本 on paper: everything in clear, for its owner alone."""

from service.doors.copies.actions import Copy
from service.ground import clock
from service.ground.printing import pdf


def copy_pdf(made: Copy, county: str) -> bytes:
    """The copy as PDF; raises PRINT_NOT_READY, BUSY."""
    return pdf("copies/sheet.html", made=made, county=county, made_at=clock.county_time(made.made_at))
