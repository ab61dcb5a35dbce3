"""The appointment date, from the law as docs/verifier.md quotes it.

 - The day of acceptance is day 0; what comes in outside office hours counts from their next moment.
 - Working days: due when the n-th working day after day 0 closes.
 - Calendar days: run through days off; if the last is not worked, due at the close of the next working day.
 - Hours: n hours of office time, due at an exact instant.
 - A wait for the applicant does not count. Of working days those are waited for whose closing hour falls into the wait
   (its first instant left out, its last one not); of calendar days those whose midnight does; of hours the time itself.
 - Where the procedure's term runs from a complete dossier, a supplement starts the full term again.
 - A wait that begins when the term is over changes nothing.
"""
from typing import NamedTuple

from hoso.core.v1 import clock_pb2

from .instants import MINUTE, ONE_DAY, day_of


class Wait(NamedTuple):
    begin: int
    end: int
    restarts: bool  # For a supplement, where the procedure says so; never for a payment.


class Promise(NamedTuple):
    date: object
    due: int


def promise(schedule, term, accepted_at, waits):
    """The promise of a term (hoso.core.v1.Term) after all waits, which are in order and over."""
    begin, counted = accepted_at, []
    due = _due(schedule, term, begin, counted)
    for wait in waits:
        if wait.begin >= due.due:
            continue
        if wait.restarts:
            begin, counted = wait.end, []
        else:
            counted = counted + [wait]
        due = _due(schedule, term, begin, counted)
    return due


def _due(schedule, term, begin, waits):
    start = schedule.counts_from(begin)
    if term.unit == clock_pb2.TERM_UNIT_HOUR:
        return _by_hours(schedule, term.value * 60 * MINUTE, start, waits)
    by_days = _by_calendar_days if term.unit == clock_pb2.TERM_UNIT_CALENDAR_DAY else _by_working_days
    date = by_days(schedule, term.value, day_of(start), waits)
    return Promise(date, schedule.closing(date))


def _by_working_days(schedule, count, day0, waits):
    for wait in waits:
        date = max(day0, day_of(wait.begin))
        while date <= day_of(wait.end):
            if schedule.shifts(date) and wait.begin < schedule.closing(date) <= wait.end:
                count += 1
            date += ONE_DAY
    return schedule.worked_after(day0, count)


def _by_calendar_days(schedule, count, day0, waits):
    last = day0 + count * ONE_DAY
    for wait in waits:
        midnights = (day_of(wait.end) - max(day0, day_of(wait.begin))).days
        # A wait may begin after the last day, while the date is put off by days without work. Even then nothing is due
        # before the applicant has answered.
        last = max(last + max(0, midnights) * ONE_DAY, day_of(schedule.counts_from(wait.end)))
    return schedule.worked_from(last)


def _by_hours(schedule, left, start, waits):
    date = day_of(start)
    while True:
        for opens, closes in schedule.shifts(date):
            for begin, end in _outside(max(start, opens), closes, waits):
                if end - begin >= left:
                    return Promise(day_of(begin + left), begin + left)
                left -= end - begin
        date += ONE_DAY


def _outside(begin, end, waits):
    """The stretches from begin to end that lie in no wait."""
    for wait in waits:
        if begin < min(end, wait.begin):
            yield begin, min(end, wait.begin)
        begin = max(begin, wait.end)
    if begin < end:
        yield begin, end
