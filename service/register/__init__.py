"""What is known, and who may touch it: people, memberships, unions, accounts, access, audit."""
