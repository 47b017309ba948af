"""A told county to look at and walk through. Everything in it is sample data."""
