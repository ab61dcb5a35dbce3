"""Signed heads of the tree, as in C2SP tlog-checkpoint and signed-note: one for each day that was closed.

    hoso://yen-bai/service/ledger   origin: who signs for the ledger
    8432                            facts in the tree
    CsUY...                         root hash in base64
    day 2022-11-02
    catalogue 5f0c...               SHA-256 of the catalogue, see catalogue.py
    leaves 77ab...                  SHA-256 over a line "TRANSACTION DOSSIER SEQUENCE HASH" for each fact of this day
    access 120 3b1e...              entries of the access log and the hash of the last, see access.py
    previous 2022-11-01 90d1...     SHA-256 of the signed text of the checkpoint before
                                    <- an empty line
    — NAME base64(4 bytes key hash || 64 bytes signature)

The lines from `day` on may lack. The signature is Ed25519 over all lines before the empty one, each with its newline. The
key hash is the beginning of SHA-256(NAME || 0x0A || 0x01 || public key).
"""
import base64
import binascii
import hashlib
import re
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hoso.trust.v1 import keys_pb2

from . import instants
from .findings import Finding, Unreadable
from .tree import Tree, leaf_data

SIGNATURE = re.compile(r"— (\S+) (\S+)")


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes
    more: dict  # The lines after the root: first word to the rest.
    signed: bytes
    signatures: list  # (name, key hash, signature)


def _base64(text, where):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(f"{where}: not base64") from None


def parse(text, where):
    body, gap, tail = text.rpartition("\n\n")
    lines = body.split("\n")
    if not gap or not tail.endswith("\n") or len(lines) < 3 or "" in lines:
        raise Unreadable(f"{where}: want an origin, a size, a root hash, an empty line and signatures")
    if not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]):
        raise Unreadable(f"{where}: size: want a number")
    root = _base64(lines[2], f"{where}: root hash")
    if len(root) != 32:
        raise Unreadable(f"{where}: root hash: {len(root)} bytes, want 32")
    signatures = []
    for line in tail[:-1].split("\n"):
        found = SIGNATURE.fullmatch(line)
        raw = _base64(found[2], f"{where}: signature") if found else b""
        if len(raw) < 5:
            raise Unreadable(f"{where}: want lines of signatures at the end")
        signatures.append((found[1], raw[:4], raw[4:]))
    more = dict(line.split(" ", 1) for line in lines[3:] if " " in line)
    return Checkpoint(lines[0], int(lines[1]), root, more, (body + "\n").encode(), signatures)


def key_hash(name, public):
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def find_key(keys, name, wanted):
    """The listed key of an owner for checkpoints that has this hash."""
    for key in keys:
        if (key.use, key.owner) == (keys_pb2.KEY_USE_CHECKPOINT, name) and key_hash(name, key.ed25519) == wanted:
            return key
    return None


def check_keys(keys, report):
    for i, key in enumerate(keys):
        if len(key.ed25519) != 32:
            report(f"keys.json: keys[{i}]: {len(key.ed25519)} bytes, want 32")
        elif key.key_id != hashlib.sha256(key.ed25519).hexdigest()[:16]:
            report(f"keys.json: keys[{i}]: key_id {key.key_id} does not belong to the key")


def _problem_of_signature(key, day, signed, signature):
    """What is wrong with one signature on the checkpoint of `day`; empty if nothing is."""
    if key is None:
        return "is by no key of keys.json"
    begin, end = instants.midnight(day), instants.midnight(day) + instants.DAY
    if key.HasField("not_before") and key.not_before.seconds * instants.SECOND >= end:
        return "is by a key that was not valid yet"
    if key.HasField("not_after") and key.not_after.seconds * instants.SECOND <= begin:
        return "is by a key that was not valid any more"
    if key.HasField("revoked_at") and key.revoked_at.seconds * instants.SECOND < end:
        return "is by a key that was revoked before the day was over"
    try:
        Ed25519PublicKey.from_public_bytes(key.ed25519).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return "does not fit the text"
    return ""


class Checkpoints:
    """Compares all checkpoints with the facts."""

    def __init__(self, rows, entries, keys, texts, catalogue_digest):
        self.findings = []
        self.signers = {}  # Name to the number of checkpoints that it signed.
        self.sealed = 0    # How many facts the last checkpoint covers.
        self.count = len(texts)
        self._rows, self._entries, self._keys = rows, entries, keys
        check_keys(keys, self._report)
        read = [(day, parse(text, f"checkpoints/{day}.checkpoint")) for day, text in texts]
        self.access_heads = [(day, checkpoint.more.get("access")) for day, checkpoint in read]
        self._compare_lines(read, catalogue_digest)
        self._compare_heads(read)

    def _report(self, what):
        self.findings.append(Finding("", 0, what))

    def _compare_lines(self, read, catalogue_digest):
        """Signatures, and the lines that do not speak of facts."""
        before = None
        for day, checkpoint in read:
            where = f"checkpoints/{day}.checkpoint"
            self._check_signatures(where, day, checkpoint)
            if checkpoint.more.get("day", str(day)) != str(day):
                self._report(f"{where}: says that it is of {checkpoint.more['day']}")
            if before is not None and checkpoint.origin != before[1].origin:
                self._report(f"{where}: is of {checkpoint.origin!r}, the one before of {before[1].origin!r}")
            if "day" in checkpoint.more or "previous" in checkpoint.more:
                wanted = before and f"{before[0]} {hashlib.sha256(before[1].signed).hexdigest()}"
                if checkpoint.more.get("previous") != wanted:
                    self._report(f"{where}: follows {checkpoint.more.get('previous', 'none')}, before it is "
                                 f"{wanted or 'none'}")
            before = day, checkpoint
        if before and before[1].more.get("catalogue", catalogue_digest) != catalogue_digest:
            self._report(f"catalogue: is not that of {before[0]}, the day of the last checkpoint")

    def _compare_heads(self, read):
        tree, before = Tree(), 0
        for day, checkpoint in read:
            where = f"checkpoints/{day}.checkpoint"
            if checkpoint.size < before:
                self._report(f"{where}: covers {checkpoint.size} facts, the one before it {before}: facts were taken back")
                continue
            if checkpoint.size > len(self._rows):
                self._report(f"{where}: covers {checkpoint.size} facts, the export has {len(self._rows)}: "
                             f"{checkpoint.size - len(self._rows)} are missing")
                continue
            added = self._rows[before:checkpoint.size]
            for row in added:
                tree.add(leaf_data(row))
            leaves = "".join(f"{row.transaction} {row.dossier} {row.sequence} {row.hash.hex()}\n" for row in added)
            leaves = hashlib.sha256(leaves.encode()).hexdigest()
            if tree.root() != checkpoint.root or checkpoint.more.get("leaves", leaves) != leaves:
                self._report(f"{where}: its root is not that of the facts; they agree up to fact {before} of the file; "
                             f"look from {self._name(before)} to {self._name(checkpoint.size - 1)}")
                return  # Every later one would differ for the same reason.
            before = self.sealed = checkpoint.size

    def _name(self, position):
        if not 0 <= position < len(self._entries):
            return "its end"
        return f"{self._entries[position].code}, fact {self._entries[position].sequence}"

    def _check_signatures(self, where, day, checkpoint):
        """The ledger's own must be good. If its key was revoked later, someone else must have signed, too."""
        good, lasting = set(), set()
        for name, wanted, signature in checkpoint.signatures:
            key = find_key(self._keys, name, wanted)
            problem = _problem_of_signature(key, day, checkpoint.signed, signature)
            if problem:
                self._report(f"{where}: signature of {name}: {problem}")
            else:
                good.add(name)
                lasting |= set() if key.HasField("revoked_at") else {name}
        for name in good:
            self.signers[name] = self.signers.get(name, 0) + 1
        if checkpoint.origin not in good:
            self._report(f"{where}: has no good signature of {checkpoint.origin} by keys.json")
        elif not lasting:
            self._report(f"{where}: its signers' keys were all revoked since, and nobody else has signed")
