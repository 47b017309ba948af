"""The command line that a county's IT runs: ``python -m service --help``."""
