"""One piece of advice, and the error message that calls for it."""

import re
from dataclasses import dataclass

__all__ = ["Hint", "hint"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Advice for messages in which `pattern` is found; `{name}` stands for a group of it.

    `error` is the name of the exception's class, where the message alone could be another's.
    """

    pattern: re.Pattern[str]
    advice: str
    error: str | None = None

    def about(self, type_name: str, message: str) -> str | None:
        """The advice with the message's own numbers, or None if this is another error."""
        if self.error is not None and self.error != type_name.rsplit(".", 1)[-1]:
            return None
        match = self.pattern.search(message)
        return None if match is None else self.advice.format_map(match.groupdict())


def hint(pattern: str, advice: str, error: str | None = None) -> Hint:
    """A row of the tables."""
    return Hint(pattern=re.compile(pattern), advice=advice, error=error)
