"""What knows no room: clock, settings, database, refusals, sealing, limits, logs, paper."""
