"""The catalogue: what was valid on a day."""
import functools
import hashlib
import pathlib

from google.protobuf import text_format
from hoso.catalogue.v1 import catalogue_pb2, procedure_pb2
from hoso.core.v1 import clock_pb2

from .export import read_text
from .findings import Unreadable, Wrong
from .instants import MINUTE, day
from .workdays import Calendar, Schedule, minute

# The two enumerations say the same and differ in type.
UNITS = {procedure_pb2.TERM_UNIT_WORKING_DAY: clock_pb2.TERM_UNIT_WORKING_DAY,
         procedure_pb2.TERM_UNIT_CALENDAR_DAY: clock_pb2.TERM_UNIT_CALENDAR_DAY,
         procedure_pb2.TERM_UNIT_HOUR: clock_pb2.TERM_UNIT_HOUR}


def valid(entry, date):
    """Whether a dated entry holds on a day; both ends belong to it, an absent end means none."""
    return ((not entry.HasField("valid_from") or day(entry.valid_from) <= date)
            and (not entry.HasField("valid_until") or date <= day(entry.valid_until)))


def _check_dates(message, where):
    """Refuses days that do not exist and hours that cannot be read, so that nothing later meets them."""
    for field, value in message.ListFields():
        if field.message_type is None:
            if field.name in ("open", "close", "cut_off"):
                try:
                    minute(value)
                except ValueError:
                    raise Unreadable(f"{where}: {field.name}: {value!r}, want HH:MM") from None
            continue
        for part in value if field.label == field.LABEL_REPEATED else [value]:
            if field.message_type.full_name == "hoso.core.v1.Date":
                if day(part) is None:
                    raise Unreadable(f"{where}: {field.name}: no such day")
            else:
                _check_dates(part, where)
    wanted = {"hoso.catalogue.v1.DayOff": ["day"], "hoso.catalogue.v1.WorkingSaturday": ["day", "replaces"]}
    for name in wanted.get(message.DESCRIPTOR.full_name, []):
        if not message.HasField(name):
            raise Unreadable(f"{where}: {name}: not given")


class Catalogue:
    def __init__(self, folder):
        self.data = catalogue_pb2.CatalogueFile()
        paths = sorted(pathlib.Path(folder).rglob("*.textproto"))
        if not paths:
            raise Unreadable(f"{folder}: no *.textproto there, want the catalogue")
        for path in paths:
            try:
                part = text_format.Parse(read_text(path), catalogue_pb2.CatalogueFile())
            except text_format.ParseError as error:
                raise Unreadable(f"{path}: {error}") from None
            _check_dates(part, path)
            self.data.MergeFrom(part)
        self.agencies = {agency.key: agency for agency in self.data.agencies}
        self.agency_codes = {agency.number: agency.code for agency in self.data.agencies}
        self.offices = {office.id: office for office in self.data.offices}
        self.versions = {version.id: (procedure.key, version)
                         for procedure in self.data.procedures for version in procedure.versions}

    @functools.lru_cache(maxsize=None)
    def digest(self):
        """What a checkpoint says of the catalogue: SHA-256 over its entries, each as NUMBER:LENGTH:BYTES with the number of
        its field in CatalogueFile, in the order of these bytes."""
        entries = [(field.number, entry.SerializeToString(deterministic=True))
                   for field, part in self.data.ListFields() for entry in part]
        return hashlib.sha256(b"".join(sorted(b"%d:%d:%b" % (number, len(entry), entry)
                                              for number, entry in entries))).hexdigest()

    def version(self, version_id):
        """(procedure key, ProcedureVersion)."""
        if version_id not in self.versions:
            raise Wrong(f"procedure_version: {version_id!r} is not in the catalogue")
        return self.versions[version_id]

    def term(self, version, channel, cases):
        """(value, unit) of the first term of a version that fits a channel and the dossier's cases."""
        for term in version.terms:
            if (not term.channels or channel in term.channels) and (not term.cases or set(term.cases) & set(cases)):
                return term.value, UNITS.get(term.unit)
        raise Wrong(f"procedure_version: {version.id} has no term for this channel and these cases")

    @functools.lru_cache(maxsize=None)
    def schedule(self, agency_key, date):
        """When an agency works, as was known on a day."""
        agency = self.agencies.get(agency_key)
        if agency is None:
            raise Wrong(f"agency: {agency_key!r} is not in the catalogue")
        # An agency's hours outlive it where its dossiers are still open under it.
        hours = [period.office_hours for period in agency.hours if valid(period, date)]
        if not hours:
            raise Wrong(f"agency: {agency_key} has no office hours on {date}")
        return self._schedule(hours[0], self._years(date))

    def _years(self, date):
        """Of each year the latest version in force on a day, by index."""
        latest = {}
        for i, year in enumerate(self.data.calendar_years):
            since = day(year.in_force_from).toordinal() if year.HasField("in_force_from") else 0
            if since <= date.toordinal() and since >= latest.get(year.year, (0, 0))[0]:
                latest[year.year] = (since, i)
        return tuple(sorted(i for _, i in latest.values()))

    @functools.lru_cache(maxsize=None)
    def _schedule(self, hours_id, years):
        for hours in self.data.office_hours:
            if hours.id == hours_id:
                return Schedule(Calendar([self.data.calendar_years[i] for i in years]), hours)
        raise Wrong(f"office_hours: {hours_id!r} is not in the catalogue")

    @functools.lru_cache(maxsize=None)
    def planned_way(self, office_id, agency_key, date):
        """Planned time of the way with the fewest legs from an office to the house of an agency's desk; 0 if none."""
        agency = self.agencies.get(agency_key)
        house = agency.desks[0].at if agency is not None and agency.desks and agency.desks[0].at else agency_key
        reached = {office_id: 0}
        nearest = [office_id]
        while nearest:
            further = []
            for here in nearest:
                for leg in self.data.legs:
                    if leg.from_office != here or not valid(leg, date):
                        continue
                    planned = reached[here] + leg.planned_minutes * MINUTE
                    if leg.to_agency == house:
                        return planned
                    if leg.to_office and leg.to_office not in reached:
                        reached[leg.to_office] = planned
                        further.append(leg.to_office)
            nearest = further
        return 0
