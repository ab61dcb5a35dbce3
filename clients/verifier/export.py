"""Reads the folder of an export: facts.binpb, access.binpb, checkpoints/, keys.json. The catalogue has a file of its own here."""
import datetime
import json
import pathlib
import warnings

from google.protobuf import json_format
from google.protobuf.message import DecodeError
from hoso.access.v1 import access_log_pb2
from hoso.ledger.v1 import export_pb2
from hoso.trust.v1 import keys_pb2

from .findings import Unreadable

# Of bytes after the end of a message, which we ask for ourselves.
warnings.filterwarnings("ignore", "Unexpected end-group tag", RuntimeWarning)


def read_bytes(path):
    try:
        return pathlib.Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None


def read_text(path):
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(f"{path}: is not UTF-8") from None


def parse(message_class, data):
    """The message of which these are all the bytes; None if they are not."""
    message = message_class()
    try:
        return message if message.MergeFromString(data) == len(data) else None
    except (DecodeError, UnicodeDecodeError):
        return None


def read_facts(path):
    """Every ExportedFact of facts.binpb in the order of the file."""
    return _read_rows(path, export_pb2.ExportedFact, "fact")


def read_accesses(path):
    """Every AccessRow of access.binpb in the order of the file; None if there is no such file."""
    if not pathlib.Path(path).exists():
        return None
    return _read_rows(path, access_log_pb2.AccessRow, "entry")


def _read_rows(path, message_class, word):
    """Each message of the file: a length as a varint, then so many bytes."""
    data = read_bytes(path)
    rows, at = [], 0
    while at < len(data):
        begin, length, shift = at, 0, 0
        while True:
            if at == len(data) or shift > 28:
                raise Unreadable(f"{path}: byte {begin}: no length of one {word}")
            byte = data[at]
            length |= (byte & 127) << shift
            at, shift = at + 1, shift + 7
            if byte < 128:
                break
        if at + length > len(data):
            raise Unreadable(f"{path}: byte {begin}: is cut off within one {word}")
        row = parse(message_class, data[at:at + length])
        if row is None:
            raise Unreadable(f"{path}: byte {begin}: no {message_class.DESCRIPTOR.name}")
        rows.append(row)
        at += length
    return rows


def read_json(path, message):
    """The message of which a file holds the JSON form."""
    try:
        told = json.loads(read_text(path))
        if isinstance(told, dict):
            return json_format.ParseDict(told, message)
    except (json_format.ParseError, ValueError, RecursionError):
        pass
    raise Unreadable(f"{path}: is not the JSON form of {message.DESCRIPTOR.full_name}")


def read_keys(path):
    return list(read_json(path, keys_pb2.KeyList()).keys)


def read_checkpoints(folder):
    """(day, text) of each checkpoints/YYYY-MM-DD.checkpoint, oldest first."""
    texts = []
    for path in sorted(pathlib.Path(folder).glob("*.checkpoint")):
        try:
            day = datetime.datetime.strptime(path.name, "%Y-%m-%d.checkpoint").date()
        except ValueError:
            raise Unreadable(f"{path}: want a name like 2022-11-01.checkpoint") from None
        texts.append((day, read_text(path)))
    return sorted(texts)
