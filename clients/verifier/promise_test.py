"""Appointment dates against examples of the law (pilot, sections 6.2 and 8) and docs/adr, worked out with a finger on the
calendar."""
import datetime
import re
import unittest

from .testing import Folder, at, real_catalogue
from .catalogue import Catalogue
from .findings import Wrong
from .instants import MINUTE, show
from .promise import Wait, promise
from .workdays import Calendar, Schedule
from hoso.catalogue.v1 import calendar_pb2
from hoso.core.v1 import clock_pb2, date_pb2

WORKING, CALENDAR, HOUR = clock_pb2.TERM_UNIT_WORKING_DAY, clock_pb2.TERM_UNIT_CALENDAR_DAY, clock_pb2.TERM_UNIT_HOUR


def schedule(day="2023-01-19", agency="SGTVT"):
    return real_catalogue().schedule(agency, datetime.date.fromisoformat(day))


def due(accepted, value, unit, *waits):
    """Waits are (begin, end) or (begin, end, True) where the end starts the term again."""
    told = [Wait(at(begin), at(end), bool(restarts)) for begin, end, *restarts in waits]
    return show(promise(schedule(accepted[:10]), clock_pb2.Term(value=value, unit=unit), at(accepted), told).due)


class TheLaw(unittest.TestCase):
    def test_working_days_over_tet(self):
        self.assertEqual("2023-01-30 17:00", due("2023-01-19 09:00", 2, WORKING))

    def test_a_swapped_saturday_is_worked(self):
        self.assertEqual("2024-05-07 17:00", due("2024-04-26 10:00", 5, WORKING))
        self.assertEqual("2025-04-26 17:00", due("2025-04-25 10:00", 1, WORKING))

    def test_new_year_that_falls_on_a_sunday_is_made_up(self):
        self.assertEqual("2023-01-03 17:00", due("2022-12-29 10:00", 2, WORKING))

    def test_calendar_days_run_through_holidays(self):
        self.assertEqual("2023-05-04 17:00", due("2023-04-24 10:00", 10, CALENDAR))

    def test_calendar_days_that_end_on_a_holiday_move_to_the_next_working_day(self):
        self.assertEqual("2023-05-04 17:00", due("2023-04-19 10:00", 10, CALENDAR))

    def test_hours_pass_in_office_hours(self):
        self.assertEqual("2023-01-30 08:30", due("2023-01-27 16:00", 2, HOUR))
        self.assertEqual("2023-01-27 14:30", due("2023-01-27 10:30", 2, HOUR))


class DayZero(unittest.TestCase):
    def test_after_closing_counts_as_the_next_opening(self):
        self.assertEqual("2023-01-10 17:00", due("2023-01-06 17:01", 1, WORKING))

    def test_exactly_at_closing_is_still_that_day(self):
        self.assertEqual("2023-01-09 17:00", due("2023-01-06 17:00", 1, WORKING))

    def test_the_lunch_break_counts_as_the_afternoon(self):
        self.assertEqual("2023-01-06 14:30", due("2023-01-06 12:00", 1, HOUR))

    def test_before_opening_counts_as_opening(self):
        self.assertEqual("2023-01-06 08:30", due("2023-01-06 05:00", 1, HOUR))

    def test_three_in_the_afternoon_is_no_limit_for_counting(self):
        self.assertEqual("2023-01-09 17:00", due("2023-01-06 15:30", 1, WORKING))


class Waits(unittest.TestCase):
    def test_working_days_are_waited_for_whose_closing_falls_into_the_wait(self):
        # Monday 10:00 to Wednesday 16:00: Monday and Tuesday closed in it.
        self.assertEqual("2023-02-15 17:00", due("2023-02-06 09:00", 5, WORKING, ("2023-02-06 10:00", "2023-02-08 16:00")))

    def test_a_wait_within_a_day_moves_nothing(self):
        self.assertEqual("2023-02-13 17:00", due("2023-02-06 09:00", 5, WORKING, ("2023-02-07 08:00", "2023-02-07 16:59")))

    def test_a_wait_to_the_closing_hour_moves_a_day(self):
        self.assertEqual("2023-02-14 17:00", due("2023-02-06 09:00", 5, WORKING, ("2023-02-07 08:00", "2023-02-07 17:00")))

    def test_a_wait_over_a_weekend_moves_by_its_working_days(self):
        self.assertEqual("2023-02-14 17:00", due("2023-02-06 09:00", 5, WORKING, ("2023-02-10 16:00", "2023-02-13 09:00")))

    def test_calendar_days_are_waited_for_by_their_midnights(self):
        self.assertEqual("2023-05-05 17:00", due("2023-04-24 10:00", 10, CALENDAR, ("2023-04-25 10:00", "2023-04-26 11:00")))

    def test_hours_are_waited_for_exactly(self):
        self.assertEqual("2023-02-06 15:00", due("2023-02-06 09:00", 3, HOUR, ("2023-02-06 10:00", "2023-02-06 11:00")))

    def test_a_supplement_may_start_the_full_term_again(self):
        self.assertEqual("2023-02-03 17:00", due("2023-01-19 09:30", 2, WORKING, ("2023-01-27 10:00", "2023-02-01 09:00", True)))

    def test_waits_before_a_restart_count_no_more(self):
        self.assertEqual("2023-02-15 17:00", due("2023-02-06 09:00", 5, WORKING, ("2023-02-06 10:00", "2023-02-07 18:00"),
                                                 ("2023-02-08 08:00", "2023-02-08 09:00", True)))

    def test_a_wait_that_begins_when_the_term_is_over_changes_nothing(self):
        self.assertEqual("2023-02-13 17:00", due("2023-02-06 09:00", 5, WORKING, ("2023-02-13 17:00", "2023-02-20 10:00")))
        self.assertEqual("2023-02-13 17:00", due("2023-02-06 09:00", 5, WORKING,
                                                 ("2023-02-13 17:00", "2023-02-20 10:00", True)))

    def test_nothing_is_due_before_the_applicant_answered(self):
        # The last of ten days is Saturday 29 April; a wait begins on Tuesday 2 May, while the date is put off to the 4th.
        self.assertEqual("2023-05-08 17:00", due("2023-04-19 10:00", 10, CALENDAR, ("2023-05-02 10:00", "2023-05-06 10:00")))


class Versions(unittest.TestCase):
    def test_a_calendar_announced_later_does_not_move_what_was_promised_before(self):
        folder = Folder()
        self.addCleanup(folder.remove)
        place = folder.own_catalogue() / "calendars" / "2024.textproto"
        known = place.read_text(encoding="utf-8")
        later = re.sub(r"^#.*\n", "", known, flags=re.MULTILINE).replace(
            'version: "2024.1"', 'version: "2024.2" in_force_from { year: 2024 month: 6 day: 1 } '
            'days_off { day { year: 2024 month: 6 day: 14 } name: "new" kind: DAY_OFF_KIND_STATUTORY }')
        place.write_text(known + later, encoding="utf-8")
        changed = Catalogue(folder.path / "catalogue")
        friday = datetime.date(2024, 6, 14)
        for day, version, worked in (("2024-05-31", "2024.1", True), ("2024-06-01", "2024.2", False)):
            known = changed.schedule("SGTVT", datetime.date.fromisoformat(day))
            self.assertEqual((version, worked), (known.calendar.version(friday, friday), bool(known.shifts(friday))))

    def test_a_promise_over_the_new_year_quotes_both_years(self):
        days = datetime.date(2022, 12, 31), datetime.date(2023, 1, 2)
        self.assertEqual("2022.1+2023.1", schedule().calendar.version(*days))

    def test_beyond_the_calendar_there_is_no_date(self):
        with self.assertRaisesRegex(Wrong, "beyond the calendar"):
            due("2027-12-30 09:00", 5, WORKING)

    def test_a_working_saturday_has_the_hours_of_the_day_that_it_replaces(self):
        year = calendar_pb2.CalendarYear(year=2024, version="2024.1", weekly_rest=[6, 7])
        year.days_off.add().day.CopyFrom(date_pb2.Date(year=2024, month=4, day=29))
        swap = year.working_saturdays.add()
        swap.day.CopyFrom(date_pb2.Date(year=2024, month=5, day=4))
        swap.replaces.CopyFrom(date_pb2.Date(year=2024, month=4, day=29))
        hours = calendar_pb2.OfficeHours()
        hours.days.add(weekdays=[1]).shifts.add(open="08:00", close="09:00")
        worked = Schedule(Calendar([year]), hours)
        self.assertEqual(60 * MINUTE, worked.working_time(at("2024-05-04 00:00"), at("2024-05-05 00:00")))
        self.assertFalse(worked.shifts(datetime.date(2024, 4, 29)))


if __name__ == "__main__":
    unittest.main()
