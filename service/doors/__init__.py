"""The ways in and out: application, worker, command line, console, phone, demonstration."""
