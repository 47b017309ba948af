"""``python -m service``: the command line of the service."""

from service.doors.cli.main import main

if __name__ == "__main__":
    main()
