"""The console of staff: signing in, the home page, accounts, and how the system stands."""
