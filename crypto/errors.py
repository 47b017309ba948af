"""The two ways in which this room fails."""


class Unreadable(Exception):
    """A sealed value, wrapped key, card code or checkpoint does not open (无法解开).

    One error for every cause (key, place, bit, version, suite, length): the answer teaches an attacker
    nothing. It takes no text: plaintext, key and ciphertext cannot slip into a log through it.
    """

    def __init__(self) -> None:
        super().__init__("does not open with this key at this place")


class KeyUnavailable(Exception):
    """The key provider is down or a key is absent (密钥不可用): a fault of operation, not of the data."""
