"""What the verifier says when something does not agree, and when it cannot read."""
from typing import NamedTuple


class Unreadable(Exception):
    """The input cannot be read at all: a file is missing, cut off or malformed."""


class Wrong(Exception):
    """A fact says something from which nothing more can be computed for its dossier."""


class Finding(NamedTuple):
    """One difference."""

    dossier: str  # Its code; empty for what concerns no single dossier.
    sequence: int
    what: str

    def __str__(self):
        return f"{self.dossier}, fact {self.sequence}: {self.what}" if self.dossier else self.what


def printable(text):
    """What an export says of itself must not steer the reader's terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
