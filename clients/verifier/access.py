"""The chain of the access log, and what the checkpoints say of its end.

The hash of an entry is SHA-256(hash of the entry before it, or 32 zero bytes || its number as 8 bytes, big-endian || the
database role that wrote it || 0x00 || the bytes of the entry). A checkpoint has a line "access ENTRIES HASH".
"""
import hashlib
import re

from hoso.access.v1 import access_log_pb2

from .export import parse
from .findings import Finding

BEFORE_THE_FIRST = bytes(32)
HEAD = re.compile(r"(0|[1-9][0-9]{0,17}) ([0-9a-f]{64})")


def link(before, row):
    return hashlib.sha256(before + row.sequence.to_bytes(8, "big", signed=True) + row.writer.encode() + b"\0" + row.body).digest()


class Accesses:
    """Follows the log; `rows` is None when the export has none. `heads`: (day, what the line says or None), oldest first."""

    def __init__(self, rows, heads):
        self.findings = []
        self.count = None if rows is None else len(rows)
        self._hashes = {0: BEFORE_THE_FIRST}
        if rows is not None:
            self._follow(rows)
        self._compare(heads)

    def _report(self, what):
        self.findings.append(Finding("", 0, what))

    def _follow(self, rows):
        number, before = 0, BEFORE_THE_FIRST
        for row in rows:
            if row.sequence != number + 1:
                self._report(f"access log: entry {row.sequence} follows entry {number}, want entry {number + 1}")
            elif link(before, row) != row.hash:
                self._report(f"access log, entry {row.sequence}: its hash is not that of its bytes and of the entry before it")
            if parse(access_log_pb2.AccessEntry, row.body) is None:
                self._report(f"access log, entry {row.sequence}: its bytes are no entry")
            number, before = row.sequence, row.hash
            self._hashes[number] = before

    def _compare(self, heads):
        last = None  # (entries, hash)
        for day, line in heads:
            where = f"checkpoints/{day}.checkpoint"
            told = HEAD.fullmatch(line) if line is not None else None
            if told is None:
                if line is not None:
                    self._report(f"{where}: access: want a number of entries and a hash")
                elif last is not None:
                    self._report(f"{where}: says nothing of the access log, and the one before does")
                continue
            head = int(told[1]), bytes.fromhex(told[2])
            if last is not None and (head[0] < last[0] or head[0] == last[0] and head != last):
                self._report(f"{where}: its access log does not continue that of the one before")
            last = head
            if self.count is not None and self._hashes.get(head[0]) != head[1]:
                self._report(f"{where}: has {head[0]} entries of the access log, and they are not the first of the export's "
                             f"{self.count}")
