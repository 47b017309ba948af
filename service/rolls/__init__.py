"""Whole lists of members: rosters going up, annexes in and out, what was frozen when."""
