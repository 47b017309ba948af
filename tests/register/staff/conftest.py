"""The county's office, for the pages of this room."""

from tests.doors.console.conftest import office

__all__ = ["office"]
