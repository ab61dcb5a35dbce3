"""The verifier's command line."""
import argparse
import datetime
import pathlib
import sys

from . import export, figures
from .access import Accesses
from .catalogue import Catalogue
from .chain import Chains
from .checkpoint import Checkpoints
from .custody import BAG, Bags
from .dossier import Dossier
from .findings import Finding, Unreadable, Wrong, printable
from .instants import EPOCH, day_of


class Verification:
    """All that an export says, checked. Findings are of the chains, then of the checkpoints, then of what facts say, each in
    the order of the file: what follows from a difference comes after it."""

    def __init__(self, folder, without_checkpoints=False):
        folder = pathlib.Path(folder)
        self.catalogue = Catalogue(folder / "catalogue")
        rows = export.read_facts(folder / "facts.binpb")
        self.facts = len(rows)
        self.chains = Chains(rows, self.catalogue.agency_codes)
        self.findings = list(self.chains.findings)
        self.checkpoints = None
        texts = export.read_checkpoints(folder / "checkpoints")
        if texts:
            self.checkpoints = Checkpoints(rows, self.chains.entries, export.read_keys(folder / "keys.json"), texts,
                                           self.catalogue.digest())
            self.findings += self.checkpoints.findings
        elif not without_checkpoints:
            self._report("checkpoints: none, so nothing shows whether facts were taken away (--without-checkpoints "
                         "accepts that)")
        self.accesses = Accesses(export.read_accesses(folder / "access.binpb"),
                                 self.checkpoints.access_heads if self.checkpoints else [])
        self.findings += self.accesses.findings
        self.bags = Bags()
        self.dossiers = self._tell_all()
        self._check_bags()

    def _report(self, what, code="", sequence=0):
        self.findings.append(Finding(code, sequence, what))

    def _tell_all(self):
        """Applies all facts in the order of the file, so that a bag is sealed in all its dossiers before it is opened."""
        dossiers, stopped = {}, set()
        for entry in self.chains.entries:
            dossier = dossiers.get(entry.key)
            if dossier is None:
                dossier = dossiers[entry.key] = Dossier(entry.code, entry.key, self.catalogue, self.bags)
            if entry.fact is None:
                stopped.add(entry.key)
            if entry.key in stopped:
                continue
            try:
                dossier.apply(entry.fact)
            except Wrong as wrong:
                stopped.add(entry.key)
                dossier.problems.append(str(wrong))
            except OverflowError:  # Of dates.
                stopped.add(entry.key)
                dossier.problems.append("leads to a day beyond all calendars")
            for problem in dossier.problems:
                self._report(problem, entry.code, entry.sequence)
        return list(dossiers.values())

    def _check_bags(self):
        for code, sequence, what in self.bags.wrong_manifests():
            self._report(what, code, sequence)
        for dossier in self.dossiers:
            for item, (kind, bag_id) in dossier.book.holders.items():
                if kind == BAG and self.bags.was_opened(bag_id):
                    self._report(f"item {item} is still in bag {bag_id}, which was opened", dossier.code, dossier.sequence)

    def period(self):
        """From the first to the last day of acceptance."""
        days = [day_of(dossier.accepted_at) for dossier in self.dossiers if dossier.accepted_at is not None]
        return (min(days), max(days)) if days else (EPOCH, EPOCH)


def date(text):
    """A day of --from or --until."""
    read = datetime.date.fromisoformat(text)
    if not 2000 <= read.year <= 2099:
        raise ValueError(text)
    return read


def arguments(argv):
    parser = argparse.ArgumentParser(prog="hoso-verifier", description="Checks an export of the ledger without believing "
                                     "the services that wrote it: docs/verifier.md.")
    parser.add_argument("export", help="folder with facts.binpb, catalogue/, checkpoints/, keys.json, perhaps access.binpb")
    parser.add_argument("--from", dest="first", type=date, metavar="YYYY-MM-DD",
                        help="first day of the figures; absent: of the first acceptance")
    parser.add_argument("--until", dest="last", type=date, metavar="YYYY-MM-DD",
                        help="last day of the figures; absent: of the last acceptance")
    parser.add_argument("--agency", default="", metavar="KEY", help="figures of one agency")
    parser.add_argument("--compare", metavar="FILE", help="a report from `hoso --json report bieu06` of the same period")
    parser.add_argument("--json", action="store_true", help="print Biểu 06 as hoso --json does, all words to stderr")
    parser.add_argument("--all", action="store_true", help="print every difference, not only the first")
    parser.add_argument("--without-checkpoints", action="store_true", help="do not ask for any")
    options = parser.parse_args(argv)
    if options.first and options.last and options.last < options.first:
        parser.error("--until: lies before --from")
    return options


def show_figures(verification, options, say):
    """Prints the figures; returns the differences from the report to compare with."""
    first, last = verification.period()
    first, last = options.first or first, options.last or last
    report = figures.bieu06(verification.dossiers, first, last, options.agency)
    if options.json:
        print(figures.to_json(report))
    else:
        corrected = figures.corrected_decisions(verification.dossiers, first, last, options.agency)
        for line in figures.as_text(report, first, last, corrected):
            say(line)
    if not options.compare:
        return []
    return figures.compare(report, options.compare)


def counted(number, word):
    return f"{number} {word}" + "s" * (number != 1)


def main(argv):
    """Exit code 0: all agrees; 1: something differs; 2: the input cannot be read."""
    options = arguments(argv)

    def say(line):
        print(printable(line), file=sys.stderr if options.json else sys.stdout)

    try:
        verification = Verification(options.export, options.without_checkpoints)
        differences = [str(finding) for finding in verification.findings]
        differences += show_figures(verification, options, say)
    except Unreadable as error:
        print(printable(f"hoso-verifier: {error}"), file=sys.stderr)
        return 2
    for difference in differences if options.all else differences[:1]:
        say(f"DIFFERENCE: {difference}")
    checked = f"{verification.facts} facts of {len(verification.dossiers)} dossiers"
    heads = verification.checkpoints
    if heads:
        signers = ", ".join(f"{name} {count}" for name, count in sorted(heads.signers.items())) or "nobody"
        checked += f"; {counted(heads.count, 'checkpoint')} over {heads.sealed} of them, signed by {signers}"
    if verification.accesses.count is not None:
        checked += f"; access log up to entry {verification.accesses.count}"
    if differences:
        more = "" if options.all else ", the first is shown (--all: all)"
        say(f"{checked}: {counted(len(differences), 'difference')}{more}")
        return 1
    say(f"{checked}: all agrees")
    return 0
