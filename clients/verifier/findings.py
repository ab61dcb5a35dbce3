"""What the verifier says when something does not agree, and when it cannot read."""
from typing import NamedTuple


class Unreadable(Exception):
    """The input cannot be read at all: a file is missing, cut off or malformed."""


class Wrong(Exception):
    """A fact says something from which nothing more can be computed for its dossier."""


class Finding(NamedTuple):
    """One difference. Position is that of the fact in the file, or past its end for what concerns no single fact."""

    position: int
    dossier: str  # Its code; empty for what concerns no single dossier.
    sequence: int
    what: str

    def __str__(self):
        if not self.dossier:
            return self.what
        return f"{self.dossier}, fact {self.sequence}: {self.what}"
