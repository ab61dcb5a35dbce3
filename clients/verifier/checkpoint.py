"""Signed heads of the tree, as in C2SP tlog-checkpoint and signed-note.

    origin
    number of facts
    root hash in base64
    (further lines)
                                    <- an empty line
    — NAME base64(4 bytes key hash || 64 bytes signature)

The signature is Ed25519 over all lines before the empty one, each with its newline. The key hash is the beginning of
SHA-256(NAME || 0x0A || 0x01 || public key).
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
    return Checkpoint(lines[0], int(lines[1]), root, (body + "\n").encode(), signatures)


def key_hash(name, public):
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def find_key(keys, name, wanted):
    """The listed key with which `name` signs checkpoints. The name is the owner's, with or without hoso://."""
    for key in keys:
        if key.use == keys_pb2.KEY_USE_CHECKPOINT and name in (key.owner, key.owner.removeprefix("hoso://")):
            if key_hash(name, key.ed25519) == wanted:
                return key
    return None


def check_keys(keys, report):
    for i, key in enumerate(keys):
        if len(key.ed25519) != 32:
            report(f"keys.json: keys[{i}]: {len(key.ed25519)} bytes, want 32")
        elif key.key_id != hashlib.sha256(key.ed25519).hexdigest()[:16]:
            report(f"keys.json: keys[{i}]: key_id {key.key_id} does not belong to the key")


def _problem_of_signature(key, day, signed, signature):
    """What is wrong with one signature by a listed key on the checkpoint of `day`; empty if nothing is."""
    begin, end = instants.midnight(day), instants.midnight(day) + instants.DAY
    at = {field: getattr(key, field).seconds * instants.SECOND for field in ("not_before", "not_after", "revoked_at")
          if key.HasField(field)}
    if at.get("not_before", begin) >= end:
        return "by a key that was not valid yet"
    if at.get("not_after", begin) < begin:
        return "by a key that was not valid any more"
    if at.get("revoked_at", begin) < begin:
        return "by a key that was revoked before"
    try:
        Ed25519PublicKey.from_public_bytes(key.ed25519).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return "does not fit the text"
    return ""


class Checkpoints:
    """Compares all checkpoints with the facts."""

    def __init__(self, rows, entries, keys, texts):
        self.findings = []
        self.signers = {}  # Name to the number of checkpoints that it signed.
        self.sealed = 0    # How many facts the last checkpoint covers.
        self.count = len(texts)
        self._rows, self._entries, self._keys = rows, entries, keys
        check_keys(keys, self._report)
        self._compare([(day, parse(text, f"checkpoints/{day}.checkpoint")) for day, text in texts])

    def _report(self, what):
        self.findings.append(Finding("", 0, what))

    def _compare(self, checkpoints):
        tree, before, origin = Tree(), 0, None
        for day, checkpoint in checkpoints:
            where = f"checkpoints/{day}.checkpoint"
            if origin is not None and checkpoint.origin != origin:
                self._report(f"{where}: is of {checkpoint.origin!r}, those before are of {origin!r}")
            origin = checkpoint.origin
            self._check_signatures(where, day, checkpoint)
            if checkpoint.size < before:
                self._report(f"{where}: covers {checkpoint.size} facts, the one before it {before}: facts were taken back")
                continue
            if checkpoint.size > len(self._rows):
                self._report(f"{where}: covers {checkpoint.size} facts, the export has {len(self._rows)}: "
                             f"{checkpoint.size - len(self._rows)} are missing")
                continue
            for row in self._rows[tree.size:checkpoint.size]:
                tree.add(leaf_data(row))
            if tree.root() != checkpoint.root:
                self._report(f"{where}: its root is not that of the facts; they agree up to fact {before} of the file; "
                             f"look from {self._name(before)} to {self._name(checkpoint.size - 1)}")
                return  # Every later one would differ for the same reason.
            before = self.sealed = checkpoint.size

    def _name(self, position):
        if not 0 <= position < len(self._entries):
            return "its end"
        return f"{self._entries[position].code}, fact {self._entries[position].sequence}"

    def _check_signatures(self, where, day, checkpoint):
        good = set()
        for name, wanted, signature in checkpoint.signatures:
            key = find_key(self._keys, name, wanted)
            problem = ("is by no key of keys.json" if key is None
                       else _problem_of_signature(key, day, checkpoint.signed, signature))
            if problem:
                self._report(f"{where}: signature of {name}: {problem}")
            else:
                good.add(name)
        for name in good:
            self.signers[name] = self.signers.get(name, 0) + 1
        if not good:
            self._report(f"{where}: no good signature by a key of keys.json")
