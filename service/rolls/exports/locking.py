"""带密码的文件: every workbook leaves locked (ECMA-376 agile encryption), so a copy that strays does not open by itself."""

import secrets
from io import BytesIO

from msoffcrypto.format.ooxml import OOXMLFile

# Without 0 o 1 l i: the password is read from a screen and typed by hand. 31 letters, 16 of them: 79 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def new_password() -> str:
    """Sixteen random letters in four groups; the dashes belong to it, so that it is typed as it is read."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def locked(workbook: bytes, password: str) -> bytes:
    """The workbook behind its password, made in memory."""
    out = BytesIO()
    OOXMLFile(BytesIO(workbook)).encrypt(password, out)
    return out.getvalue()
