"""For tests: exports made on the spot, whose facts one can put in any order and words.

Importing this makes the protos importable as long as the process runs.
"""
import atexit
import contextlib
import datetime
import functools
import io
import pathlib
import shutil
import tempfile
from unittest import mock

from . import protos

_generated = contextlib.ExitStack()
_generated.enter_context(protos.importable())
atexit.register(_generated.close)

# pylint: disable=wrong-import-position
import base64  # noqa: E402
import hashlib  # noqa: E402

from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from google.protobuf import json_format, text_format  # noqa: E402
from hoso.access.v1 import access_log_pb2  # noqa: E402
from hoso.core.v1 import fact_pb2  # noqa: E402
from hoso.ledger.v1 import export_pb2  # noqa: E402
from hoso.trust.v1 import keys_pb2  # noqa: E402

from . import catalogue, main, tree  # noqa: E402
from .checkpoint import key_hash  # noqa: E402
from .instants import AHEAD, SECOND  # noqa: E402

CATALOGUE = pathlib.Path(__file__).resolve().parents[2] / "catalogue"


def at(text):
    """at("2022-11-01 08:00") as an instant; the clock of the counter."""
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp()) * SECOND - AHEAD


def stamp(text):
    """The same in the words of a proto in text form."""
    return f"seconds: {at(text) // SECOND}"


def date(text):
    year, month, day = map(int, text.split("-"))
    return f"year: {year} month: {month} day: {day}"


class Signer:
    """Someone who signs checkpoints."""

    def __init__(self, owner, seed):
        self.owner = owner
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def sign(self, text):
        raw = key_hash(self.owner, self.public) + self._key.sign(text.encode())
        return f"— {self.owner} {base64.b64encode(raw).decode()}\n"

    def listed(self):
        return keys_pb2.PublicKey(key_id=hashlib.sha256(self.public).hexdigest()[:16],
                                  use=keys_pb2.KEY_USE_CHECKPOINT, owner=self.owner, ed25519=self.public)


SERVICE = Signer("hoso://yen-bai/service/ledger", 1)
POST = Signer("hoso://yen-bai/office/YB-I-01", 2)


class Ledger:
    """Facts as a ledger would keep them: numbered, chained, in order."""

    def __init__(self):
        self.facts = []  # hoso.core.v1.Fact, in the order of the tree.
        self._keys = {}

    def add(self, code, when, payload, recorded=None, staff="S1"):
        """Adds a fact; the payload is in text form."""
        fact = text_format.Parse(
            f"occurred_at {{ {stamp(when)} }} recorded_at {{ {stamp(recorded or when)} }} actor {{ staff_id: '{staff}' }} "
            + payload, fact_pb2.Fact())
        fact.dossier_code = code
        fact.sequence = 1 + sum(other.dossier_code == code for other in self.facts)
        self.facts.append(fact)
        return fact

    def rows(self):
        """The facts as rows, chained as they now are."""
        return chain(export_pb2.ExportedFact(dossier=key_of(fact.dossier_code), sequence=fact.sequence, transaction=i,
                                             body=fact.SerializeToString(deterministic=True))
                     for i, fact in enumerate(self.facts, 1))


def chain(rows):
    """Gives each row the hash that its body and the row before it ask for."""
    heads, chained = {}, []
    for row in rows:
        row.hash = heads[row.dossier] = hashlib.sha256(heads.get(row.dossier, bytes(32)) + row.body).digest()
        chained.append(row)
    return chained


def key_of(code):
    agency, day, number = code.split("-")
    numbers = {"H15.05": 1, "H15.13": 2, "H15.11": 3}
    days = (datetime.datetime.strptime(day, "%y%m%d").date() - datetime.date(1970, 1, 1)).days
    return days << 32 | numbers[agency] << 16 | int(number)


def head_of(rows, size):
    head = tree.Tree()
    for row in rows[:size]:
        head.add(tree.leaf_data(row))
    return base64.b64encode(head.root()).decode()


def checkpoint(rows, size, more="", signers=(SERVICE, POST)):
    text = f"{SERVICE.owner}\n{size}\n{head_of(rows, size)}\n{more}"
    return text + "\n" + "".join(signer.sign(text) for signer in signers)


def accesses(count):
    """The first so many entries of an access log."""
    rows, before = [], bytes(32)
    for number in range(1, count + 1):
        body = access_log_pb2.AccessEntry(deed=access_log_pb2.DEED_VIEW, scope=f"view {number}").SerializeToString()
        before = hashlib.sha256(before + number.to_bytes(8, "big") + b"hoso_routing\0" + body).digest()
        rows.append(access_log_pb2.AccessRow(sequence=number, writer="hoso_routing", hash=before, body=body))
    return rows


def checkpoints(rows, every=4, access_log=None):
    """A checkpoint with all its lines after every so many facts and one at the end: {"2022-11-01": text}. With an access log,
    each day has two more of its entries, the last day all."""
    sizes = sorted({*range(every, len(rows), every), len(rows)})
    texts, before, previous = {}, 0, ""
    for i, size in enumerate(sizes):
        day = str(datetime.date(2022, 11, 1) + datetime.timedelta(days=i))
        leaves = "".join(f"{row.transaction} {row.dossier} {row.sequence} {row.hash.hex()}\n" for row in rows[before:size])
        more = (f"day {day}\ncatalogue {real_catalogue().digest()}\n"
                f"leaves {hashlib.sha256(leaves.encode()).hexdigest()}\n")
        if access_log is not None:
            seen = access_log if size == len(rows) else access_log[:2 * i]
            more += f"access {len(seen)} {(seen[-1].hash if seen else bytes(32)).hex()}\n"
        more += previous
        texts[day] = checkpoint(rows, size, more)
        signed = texts[day].rpartition("\n\n")[0] + "\n"
        before, previous = size, f"previous {day} {hashlib.sha256(signed.encode()).hexdigest()}\n"
    return texts


def rows_file(rows):
    data = b""
    for row in rows:
        body = row.SerializeToString()
        length = len(body)
        while length > 127:
            data, length = data + bytes([length & 127 | 128]), length >> 7
        data += bytes([length]) + body
    return data


class Folder:
    """An export on disk; the catalogue is the real one."""

    def __init__(self):
        self._temporary = tempfile.TemporaryDirectory(prefix="hoso-export-")
        self.path = pathlib.Path(self._temporary.name)
        (self.path / "checkpoints").mkdir()
        (self.path / "catalogue").symlink_to(CATALOGUE)
        self.write_keys([SERVICE, POST])

    def remove(self):
        self._temporary.cleanup()

    def write_keys(self, signers):
        keys = keys_pb2.KeyList(keys=[signer.listed() for signer in signers])
        (self.path / "keys.json").write_text(json_format.MessageToJson(keys))

    def write(self, rows, texts, access_log=None):
        (self.path / "facts.binpb").write_bytes(rows_file(rows))
        (self.path / "access.binpb").unlink(missing_ok=True)
        if access_log is not None:
            (self.path / "access.binpb").write_bytes(rows_file(access_log))
        for old in (self.path / "checkpoints").iterdir():
            old.unlink()
        for day, text in texts.items():
            (self.path / "checkpoints" / f"{day}.checkpoint").write_text(text)

    def verify(self, *options):
        """(exit code, what was printed)."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), \
                mock.patch.object(main, "Catalogue", self.read_catalogue):
            code = main.main([str(self.path), *options])
        return code, out.getvalue()

    def own_catalogue(self):
        """Gives the export a catalogue of its own, to be changed."""
        (self.path / "catalogue").unlink()
        shutil.copytree(CATALOGUE, self.path / "catalogue")
        return self.path / "catalogue"

    @staticmethod
    def read_catalogue(path):
        return real_catalogue() if path.is_symlink() else catalogue.Catalogue(path)


@functools.lru_cache
def real_catalogue():
    """The catalogue of this tree, read once."""
    return catalogue.Catalogue(CATALOGUE)
