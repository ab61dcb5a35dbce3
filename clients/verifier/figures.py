"""Biểu 06/VPCP/KSTT and punctuality, counted from the dossiers that were told again.

Received counts by the day of acceptance, resolved by the day of the decision. Refused after acceptance, withdrawn and
stopped are closed without a result. Late is late against the lawful promise: an apology does not change that, and
neither does a correction of the decision's moment; both are counted beside.
"""
from google.protobuf import json_format
from hoso.core.v1 import status_pb2
from hoso.tracking.v1 import tracking_service_pb2

from .dossier import AGENCY, AHEAD, APPLICANT, CLASS_NAMES, LATE, ON_TIME, POST
from .export import read_json
from .instants import ONE_DAY, day_of, midnight

RESOLVED = {AHEAD: "resolved_ahead", ON_TIME: "resolved_on_time", LATE: "resolved_late"}
LATE_BY = {POST: "late_by_post", AGENCY: "late_by_agency", APPLICANT: "late_by_applicant"}
CHANNELS = {status_pb2.INTAKE_CHANNEL_ONLINE: "received_online",
            status_pb2.INTAKE_CHANNEL_COUNTER: "received_direct_and_post",
            status_pb2.INTAKE_CHANNEL_PUBLIC_POST: "received_direct_and_post"}
COUNTS = [field.name for field in tracking_service_pb2.Bieu06Row.DESCRIPTOR.fields
          if field.cpp_type == field.CPPTYPE_INT64]


def promise_passed(dossier, at):
    """Whether a dossier in progress is late at an instant; a wait that began in time keeps it from being so."""
    if dossier.open_wait is not None and dossier.open_wait.begin <= dossier.lawful.due:
        return False
    return dossier.lawful.due < at


def columns(dossier, first, last):
    """The columns of the report in which a dossier counts for the period of two days."""
    if dossier.accepted_at is None or dossier.lawful is None:
        return []
    accepted = day_of(dossier.accepted_at)
    finished = None if dossier.finished_at is None else day_of(dossier.finished_at)
    if accepted > last or (accepted < first and finished is not None and finished < first):
        return []
    counted = ["received_total", "carried_over" if accepted < first else CHANNELS.get(dossier.channel)]
    if finished is None or finished > last:
        late = promise_passed(dossier, midnight(last + ONE_DAY))
        counted += ["in_progress_total", "in_progress_late" if late else "in_progress_in_time"]
    elif finished >= first and dossier.decided:
        counted += ["resolved_total", RESOLVED[dossier.result_class], LATE_BY.get(dossier.late_cause)]
    elif finished >= first:
        counted.append("closed_without_result")
    counted += ["corrected"] * (dossier.corrections > 0) + ["rescheduled"] * (dossier.reschedules > 0)
    return [column for column in counted if column]


def bieu06(dossiers, first, last, agency=""):
    """The report as TrackingService.ReportBieu06 gives it."""
    rows = {}
    for dossier in dossiers:
        counted = columns(dossier, first, last)
        if not counted or agency not in ("", dossier.agency_key):
            continue
        key = (dossier.agency_key, dossier.procedure_key)
        row = rows.setdefault(key, dict.fromkeys(COUNTS, 0))
        for column in counted:
            row[column] += 1
    report = tracking_service_pb2.ReportBieu06Response()
    report.total.SetInParent()
    for (agency_key, procedure_key), row in sorted(rows.items()):
        report.rows.add(agency_key=agency_key, procedure_key=procedure_key, **row)
        for column, count in row.items():
            setattr(report.total, column, getattr(report.total, column) + count)
    return report


def corrected_decisions(dossiers, first, last, agency=""):
    """(class as counted, class by the corrected moment) of each decision in the period whose moment was corrected."""
    return [(dossier.result_class, dossier.class_as_corrected) for dossier in dossiers
            if dossier.class_as_corrected and agency in ("", dossier.agency_key)
            and first <= day_of(dossier.finished_at) <= last]


def compare(ours, where):
    """The fields in which the report in a JSON file differs from ours, a line each."""
    theirs = read_json(where, tracking_service_pb2.ReportBieu06Response())
    mine, other = ({(row.agency_key, row.procedure_key): row for row in report.rows} for report in (ours, theirs))
    empty = tracking_service_pb2.Bieu06Row()
    pairs = [(f"{procedure} at {agency}", mine.get((agency, procedure), empty), other.get((agency, procedure), empty))
             for agency, procedure in sorted(mine.keys() | other.keys())] + [("total", ours.total, theirs.total)]
    differences = [f"{where}: {name}: {column}: {getattr(told, column)}, the facts give {getattr(counted, column)}"
                   for name, counted, told in pairs for column in COUNTS
                   if getattr(counted, column) != getattr(told, column)]
    if len(other) != len(theirs.rows):
        differences.append(f"{where}: has a row twice")
    return differences + [f"{where}: says itself: {broken}" for broken in theirs.broken_identities]


def to_json(report):
    return json_format.MessageToJson(report, preserving_proto_field_name=True, indent=1, sort_keys=False)


HEADS = ("procedure", "agency", "received", "online", "direct+post", "carried", "resolved", "ahead", "on time", "late",
         "in progress", "in time", "late", "no result")


def _punctuality(row):
    if not row.resolved_total:
        return "none resolved"
    in_time = row.resolved_ahead + row.resolved_on_time
    return (f"{in_time} of {row.resolved_total} in time ({100 * in_time / row.resolved_total:.1f} %); late "
            f"{row.resolved_late}: by the post {row.late_by_post}, the agency {row.late_by_agency}, the applicant "
            f"{row.late_by_applicant}; beside that rescheduled {row.rescheduled}, corrected {row.corrected}")


def as_text(report, first, last, corrected):
    """The report and the punctuality figures as lines."""
    named = [(row.procedure_key, row.agency_key, row) for row in report.rows] + [("total", "", report.total)]
    shown = [column for column in COUNTS if not column.startswith("late_") and column not in ("corrected", "rescheduled")]
    table = [HEADS] + [(key, agency, *(str(getattr(row, column)) for column in shown)) for key, agency, row in named]
    widths = [max(map(len, column)) for column in zip(*table)]
    yield f"Biểu 06, {first} to {last}"
    for line in table:
        cells = [cell.ljust(width) if i < 2 else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths))]
        yield "  " + "  ".join(cells).rstrip()
    yield "Punctuality, against the lawful promise"
    by_agency = {}
    for row in report.rows:
        total = by_agency.setdefault(row.agency_key, tracking_service_pb2.Bieu06Row())
        for column in COUNTS:
            setattr(total, column, getattr(total, column) + getattr(row, column))
    for key, row in [(f"{key} at {agency}" if agency else key, row) for key, agency, row in named[:-1]] + sorted(
            by_agency.items()) + [("total", report.total)]:
        yield f"  {key}: {_punctuality(row)}"
    yield f"Decisions whose moment was corrected afterwards, counted as they were first recorded: {len(corrected)}"
    for counted, claimed in corrected:
        yield f"  counted {CLASS_NAMES[counted]}; by the corrected moment {CLASS_NAMES[claimed]}"
