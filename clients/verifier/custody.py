"""Who has which paper: each item is in one holder's hands at any time, and a move begins where the item is."""
import hashlib

from hoso.core.v1 import custody_pb2

OFFICE, BAG, CARRIER, AGENCY, APPLICANT, MISSING = range(1, 7)
NAMES = ("nobody", "office", "bag", "carrier", "agency", "applicant", "missing")
KEEPERS = {OFFICE, CARRIER, AGENCY}  # Who answers for an item by name.
PLACES = {OFFICE, AGENCY}            # Where a bag is sealed and opened.

# Why an item moves, and from which kinds of holder to which it then may.
BY_HAND = (KEEPERS | {MISSING}, KEEPERS)
SEALED = (PLACES, {BAG})
OPENED = ({BAG}, PLACES)
DIFFERENCE = (KEEPERS | {BAG, MISSING}, KEEPERS)  # To who answers for it, or where it turned up.
LOST = (KEEPERS | {BAG}, {MISSING})               # With a report.
HANDED_OUT = (KEEPERS, {APPLICANT})

PAPERS, SUPPLEMENT, EXCHANGED, RESULT = (
    custody_pb2.ITEM_KIND_PAPERS, custody_pb2.ITEM_KIND_SUPPLEMENT, custody_pb2.ITEM_KIND_EXCHANGED,
    custody_pb2.ITEM_KIND_RESULT)


def name(holder):
    kind = NAMES[holder[0]] if 0 <= holder[0] < len(NAMES) else "unknown holder"
    return f"{kind} {holder[1]}".rstrip()


def holder_of(message):
    return message.kind, message.id


class Book:
    """The items of one dossier."""

    def __init__(self):
        self.holders = {}  # Item number to (kind, id).
        self.kinds = {}

    def create(self, item, kinds):
        """Brings an item into being; returns what is wrong with that, or nothing."""
        holder = holder_of(item.holder)
        if item.number != len(self.holders) + 1:
            return f"item {item.number}: want number {len(self.holders) + 1}"
        self.holders[item.number], self.kinds[item.number] = holder, item.kind
        if item.kind not in kinds:
            return f"item {item.number}: is of another kind than such a fact brings"
        if holder[0] not in KEEPERS or not holder[1]:
            return f"item {item.number}: begins with {name(holder)}, want an office, a carrier or an agency"
        return ""

    def move(self, move, why):
        """Moves an item; returns what is wrong with that, or nothing."""
        begin, end = holder_of(getattr(move, "from")), holder_of(move.to)
        if move.item not in self.holders:
            return f"item {move.item}: there is no such item"
        before, self.holders[move.item] = self.holders[move.item], end
        if before != begin:
            return f"item {move.item}: moves from {name(begin)}, but is held by {name(before)}"
        if begin[0] not in why[0] or end[0] not in why[1] or begin == end or (end[0] != APPLICANT and not end[1]):
            return f"item {move.item}: may not pass from {name(begin)} to {name(end)} by such a fact"
        return ""

    def all_handed_out(self, kinds):
        return all(holder[0] == APPLICANT for item, holder in self.holders.items() if self.kinds[item] in kinds)


class Bags:
    """What was sealed over all dossiers against the digest that was signed for."""

    def __init__(self):
        self._sealed = {}  # Bag id to (digest, (from, to, seal number, packet), [(code, item)], where it was first sealed).
        self._opened = {}  # Bag id to holder.

    def seal(self, fact, sealed):
        begins = {holder_of(getattr(move, "from")) for move in sealed.moves}
        route = (tuple(sorted(begins)), holder_of(sealed.to), sealed.seal_number, sealed.packet_digest)
        digest, known, items, first = self._sealed.setdefault(
            sealed.bag_id, (sealed.manifest_digest, route, [], (fact.dossier_code, fact.sequence)))
        items += [(fact.dossier_code, move.item) for move in sealed.moves]
        if len(begins) != 1 or (digest, known) != (sealed.manifest_digest, route):
            return f"bag {sealed.bag_id}: its dossiers do not agree where it goes from and to, or what was signed for"
        return ""

    def open(self, opened):
        self._opened[opened.bag_id] = holder_of(opened.at)
        sealed = self._sealed.get(opened.bag_id)
        if sealed is None:
            return f"bag {opened.bag_id}: was never sealed"
        if sealed[0] != opened.manifest_digest:
            return f"bag {opened.bag_id}: opened against another manifest than was sealed"
        return ""

    def was_opened(self, bag_id):
        return bag_id in self._opened

    def wrong_manifests(self):
        """(code, sequence, what is wrong) of each bag whose items are not those that were signed for."""
        for bag_id, (digest, (begins, to, seal, packet), items, (code, sequence)) in self._sealed.items():
            lines = ["hoso bag manifest v1", bag_id, name(begins[0]) if begins else "", name(to), seal]
            lines += [f"{dossier} {item}" for dossier, item in sorted(items)]
            lines += [f"packet {packet.hex()}"] if packet else []
            if hashlib.sha256("".join(line + "\n" for line in lines).encode()).digest() != digest:
                yield code, sequence, f"bag {bag_id}: what was put in by the facts is not the manifest that was signed for"
