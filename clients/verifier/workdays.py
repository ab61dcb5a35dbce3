"""Which days are worked, and from when to when (Labour Code 2019, art. 111 and 112; docs/verifier.md).

A Calendar is the catalogue's years as they were known on one day; a Schedule is a calendar with an agency's hours.
"""
import functools

from .findings import Wrong
from .instants import MINUTE, ONE_DAY, day, day_of, midnight


class Calendar:
    """Made of one CalendarYear message for each year."""

    def __init__(self, years):
        self.versions = {year.year: year.version for year in years}
        self._rest = {year.year: {weekday - 1 for weekday in year.weekly_rest} for year in years}
        self._off = {day(off.day) for year in years for off in year.days_off}
        self._swapped = {day(swap.day): day(swap.replaces) for year in years for swap in year.working_saturdays}

    def weekday(self, date):
        """The weekday (Monday is 0) whose hours hold on a day, or None when it is not worked.

        A working Saturday has the hours of the day that it replaces.
        """
        if date.year not in self.versions:
            raise Wrong(f"{date}: lies beyond the calendar, which knows {min(self.versions, default=0)} to "
                        f"{max(self.versions, default=0)}")
        if date in self._swapped:
            return self._swapped[date].weekday()
        if date in self._off or date.weekday() in self._rest[date.year]:
            return None
        return date.weekday()

    def version(self, first, last):
        """What a promise over these days quotes: 2022.1+2023.1."""
        return "+".join(text for year, text in sorted(self.versions.items()) if first.year <= year <= last.year)


def minute(text):
    """"07:30" as nanoseconds after midnight."""
    hours, _, minutes = text.partition(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE


class Schedule:
    """When one agency works."""

    def __init__(self, calendar, hours):
        self.calendar = calendar
        self._shifts = {weekday - 1: [(minute(shift.open), minute(shift.close)) for shift in days.shifts]
                        for days in hours.days for weekday in days.weekdays}
        self._cut_off = minute(hours.cut_off) if hours.cut_off else None

    @functools.lru_cache(maxsize=None)
    def shifts(self, date):
        """[(opens, closes)] of a day as instants; empty when it is not worked."""
        weekday = self.calendar.weekday(date)
        begin = midnight(date)
        return [(begin + opens, begin + closes) for opens, closes in self._shifts.get(weekday, [])]

    def closing(self, date):
        return self.shifts(date)[-1][1]

    def worked_from(self, date):
        """The first working day on or after a day."""
        while not self.shifts(date):
            date += ONE_DAY
        return date

    def worked_after(self, date, count):
        """The count-th working day after a day (before it, if negative)."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            date += step
            while not self.shifts(date):
                date += step
        return date

    def counts_from(self, at):
        """When something taken in at an instant counts as taken in: then, or at the next moment of office hours.

        Exactly at closing is still that day.
        """
        today = day_of(at)
        if self._cut_off is None or at <= midnight(today) + self._cut_off:
            for opens, closes in self.shifts(today):
                if at <= closes:
                    return max(at, opens)
        return self.shifts(self.worked_from(today + ONE_DAY))[0][0]

    def working_time(self, begin, end):
        """Nanoseconds of office hours between two instants; none if the second is not later."""
        total, date = 0, day_of(begin)
        while begin < end and date <= day_of(end):
            total += sum(max(0, min(end, closes) - max(begin, opens)) for opens, closes in self.shifts(date))
            date += ONE_DAY
        return total
