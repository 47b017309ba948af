"""Every act on one person and one union, met by every other one: what may come of it, and what must hold afterwards."""
