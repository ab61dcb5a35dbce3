"""The chain of each dossier's facts, and the order of all.

The hash of a fact is SHA-256(hash of the fact before it, or 32 zero bytes || the bytes of the fact). A dossier's id is
its code: days since 1970 << 32 | number of the agency << 16 | running number.
"""
import hashlib
from typing import NamedTuple

from hoso.core.v1 import fact_pb2

from .export import parse
from .findings import Finding
from .instants import EPOCH, ONE_DAY

BEFORE_THE_FIRST = bytes(32)


class Entry(NamedTuple):
    """One fact in its place."""

    key: int       # The dossier's id.
    code: str      # The same in words.
    sequence: int  # As the row says.
    fact: object   # hoso.core.v1.Fact; None when its bytes are none.


def code_of(dossier, agency_codes):
    """H15.05-221101-0001; the bare id where it is none."""
    days, agency, number = dossier >> 32, dossier >> 16 & 0xffff, dossier & 0xffff
    if not 0 <= days < 100 * 366 * 2 or agency not in agency_codes or number == 0:
        return f"dossier {dossier}"
    return f"{agency_codes[agency]}-{EPOCH + days * ONE_DAY:%y%m%d}-{number:04}"


class Chains:
    """Follows all chains at once, row by row."""

    def __init__(self, rows, agency_codes):
        self.findings = []
        self.entries = []  # One for each row.
        self._last = {}    # Id to (sequence, hash) of its last row.
        codes = {}
        place = (0, 0, 0)
        for row in rows:
            code = codes.get(row.dossier)
            if code is None:
                code = codes[row.dossier] = code_of(row.dossier, agency_codes)
            problems = [self._problem(row, code)]
            before, place = place, (row.transaction, row.dossier, row.sequence)
            if not before < place:
                problems.append("stands out of order: want them by transaction, dossier and sequence")
            fact = parse(fact_pb2.Fact, row.body)
            if fact is None:
                problems.append("its bytes are no fact")
            elif (fact.dossier_code, fact.sequence) != (code, row.sequence):
                problems.append(f"says of itself that it is {fact.dossier_code!r}, fact {fact.sequence}")
            self.findings += [Finding(code, row.sequence, problem) for problem in problems if problem]
            self.entries.append(Entry(row.dossier, code, row.sequence, fact))

    def _problem(self, row, code):
        sequence, head = self._last.get(row.dossier, (0, BEFORE_THE_FIRST))
        self._last[row.dossier] = (row.sequence, row.hash)
        if code.startswith("dossier "):
            return "is no id of a dossier of an agency of the catalogue"
        if row.sequence != sequence + 1:
            return f"follows fact {sequence}, want fact {sequence + 1}"
        if hashlib.sha256(head + row.body).digest() != row.hash:
            return "its hash is not that of its bytes and of the fact before it"
        return ""
