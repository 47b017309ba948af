"""密码室: bytes and keys, never members. Imports nothing of ours."""
