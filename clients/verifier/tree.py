"""The Merkle tree of all facts, as in RFC 9162, section 2.1.

The hash of a leaf is SHA-256(0x00 || data), that of a node SHA-256(0x01 || left || right). A tree of n leaves has on its
left the largest full tree with fewer than n.
"""
import hashlib


def leaf_data(row):
    """What a fact is in the tree: its dossier's id, its sequence number, and the hash that ends its chain."""
    return (row.dossier & 2**64 - 1).to_bytes(8, "big") + (row.sequence & 2**32 - 1).to_bytes(4, "big") + row.hash


class Tree:
    """Takes leaves one by one and tells the root of those so far."""

    def __init__(self):
        self.size = 0
        self._full = []  # (leaves, hash) of the full trees from left to right, each smaller than the one before.

    def add(self, data):
        self.size += 1
        self._full.append((1, hashlib.sha256(b"\x00" + data).digest()))
        while len(self._full) > 1 and self._full[-2][0] == self._full[-1][0]:
            leaves, right = self._full.pop()
            _, left = self._full.pop()
            self._full.append((2 * leaves, _node(left, right)))

    def root(self):
        if not self._full:
            return hashlib.sha256(b"").digest()
        _, root = self._full[-1]
        for _, left in reversed(self._full[:-1]):
            root = _node(left, root)
        return root


def _node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()
