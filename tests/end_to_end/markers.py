"""Looks for values in bytes, in every form in which they might lie there.

    search = Search({"name": "Đặng Xoắnmốc", "number": "015187774411"})
    search.find(log_bytes)          -> ["name as UTF-8, lower case", …]
    search.add("secret", secret)    # one that was learned later

A value is looked for as UTF-8 and UTF-16, composed and decomposed, in upper and lower case and without accents, as hexadecimal
digits (bytea in a dump), and as base64, whatever stands before it. Not looked for: what is compressed or encrypted. PostgreSQL
compresses values of more than 2 kB; a dump has them uncompressed.
"""
import base64
import os
import subprocess
import tempfile
import unicodedata

LITTLE = 4096  # Bytes in which a search by ourselves is faster than grep.
SHORTEST = 6  # Characters: anything shorter would be found by chance.


def without_accents(text):
    text = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def spellings(text):
    """{spelling: how it came about}"""
    found = {}
    for case, cased in (("", text), (", upper case", text.upper()), (", lower case", text.lower())):
        for form, spelled in (("", unicodedata.normalize("NFC", cased)), (", decomposed", unicodedata.normalize("NFD", cased)),
                              (", without accents", without_accents(cased))):
            found.setdefault(spelled, form + case)
    return found


def base64_parts(data):
    """What base64 has of `data` for sure, whatever stands before and after it: one text for each of three alignments."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + data).rstrip(b"=")
        first = (before * 8 + 5) // 6  # Characters that depend on what stands before.
        last = (before + len(data)) * 8 // 6  # The one after it depends on what stands behind.
        yield coded[first:last]


def forms(data):
    """[(bytes, how)]: ways in which the bytes `data` may be written."""
    yield data, "as it is"
    yield data.hex().encode(), "in hexadecimal"
    yield data.hex().upper().encode(), "in hexadecimal"
    for part in base64_parts(data):
        yield part, "in base64"
        yield part.replace(b"+", b"-").replace(b"/", b"_"), "in base64"


def patterns(value):
    """{bytes: how} of a text, or of bytes."""
    found = {}
    if isinstance(value, bytes):
        for pattern, how in forms(value):
            found.setdefault(pattern, how)
        return found
    for spelled, how in spellings(value).items():
        for pattern, written in forms(spelled.encode()):
            found.setdefault(pattern, written + how)
        for encoding in ("utf-16-le", "utf-16-be"):
            found.setdefault(spelled.encode(encoding), encoding + how)
    return found


class Search:
    def __init__(self, values=()):
        self._patterns = {}
        for name, value in dict(values).items():
            self.add(name, value)

    def add(self, name, value):
        if len(value) < SHORTEST:
            raise ValueError(f"{name}: {len(value)} characters are found by chance, want {SHORTEST}")
        for pattern, how in patterns(value).items():
            self._patterns.setdefault(pattern, f"{name} {how}")

    def find(self, data):
        """What is in `data`: names of values, and how they are written; of values that overlap one of them."""
        return sorted({self._patterns[pattern] for pattern in self._matches(data)})

    def _matches(self, data):
        if len(data) < LITTLE:
            return [pattern for pattern in self._patterns if pattern in data]
        # One pass for all of them; a pattern with a line's end is none of grep's.
        with tempfile.NamedTemporaryFile() as lines:
            lines.write(b"\n".join(pattern for pattern in self._patterns if b"\n" not in pattern))
            lines.flush()
            done = subprocess.run(["grep", "-a", "-o", "-F", "-f", lines.name], input=data, stdout=subprocess.PIPE,
                                  env={"LC_ALL": "C", "PATH": os.environ["PATH"]})
        if done.returncode > 1:
            raise OSError(f"grep ended with {done.returncode}")
        return {line for line in done.stdout.split(b"\n") if line} | \
            {pattern for pattern in self._patterns if b"\n" in pattern and pattern in data}
