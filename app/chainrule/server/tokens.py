"""The token that lets somebody run programs, and the cookies that it is exchanged for."""

import hashlib
import hmac
import secrets

__all__ = ["Token", "fresh_token"]

BYTES = 16


def fresh_token() -> str:
    """A token that nobody guesses: 128 random bits."""
    return secrets.token_urlsafe(BYTES)


class Token:
    """One server's token, or that of many servers which were given the same.

    A cookie is a client's random name, signed with the token: whoever knows the token can check
    it, so that no server needs to remember whom it let in.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        # Browsers send a host's cookies to all its ports; servers side by side differ in the name.
        self.cookie = "chainrule-" + self._sign("the cookie's name")[:8]

    def opens(self, given: str) -> bool:
        """Whether this is the token, in a time that says nothing of how nearly it is."""
        return hmac.compare_digest(_digest(given.encode("utf-8", "replace")), _digest(self._secret))

    def admit(self) -> str:
        """A cookie for a new client."""
        name = secrets.token_hex(BYTES)
        return f"{name}.{self._sign(name)}"

    def client(self, cookie: str) -> str | None:
        """The name of the client whose cookie this is; None where it is not one of ours."""
        name, _, signature = cookie.partition(".")
        signed = hmac.compare_digest(
            signature.encode("utf-8", "replace"), self._sign(name).encode()
        )
        return name if signed else None

    def _sign(self, text: str) -> str:
        return hmac.digest(self._secret, text.encode("utf-8", "replace"), "sha256").hex()


def _digest(given: bytes) -> bytes:
    return hashlib.sha256(given).digest()
