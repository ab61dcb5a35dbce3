"""Instants and days. An instant is a whole number of nanoseconds since 1970 in UTC; a day is a datetime.date.

Days are those of Asia/Ho_Chi_Minh, which is seven hours ahead of UTC and has no summer time.
"""
import datetime

from .findings import Wrong

SECOND = 10**9
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
AHEAD = 7 * 60 * MINUTE
EPOCH = datetime.date(1970, 1, 1)
ONE_DAY = datetime.timedelta(days=1)
# Dossier codes have two digits for the year, so nothing else can happen to a dossier.
FIRST = (datetime.date(2000, 1, 1) - EPOCH).days * DAY - AHEAD
LAST = (datetime.date(2100, 1, 1) - EPOCH).days * DAY - AHEAD


def instant(message, field):
    """The instant in a message's field."""
    if not message.HasField(field):
        raise Wrong(f"{field}: not given")
    stamp = getattr(message, field)
    at = stamp.seconds * SECOND + stamp.nanos
    if not FIRST <= at < LAST:
        raise Wrong(f"{field}: not within 2000 to 2099")
    return at


def day_of(at):
    """The day at the counter on which an instant lies."""
    return EPOCH + datetime.timedelta(days=(at + AHEAD) // DAY)


def midnight(day):
    """The instant at which a day begins."""
    return (day - EPOCH).days * DAY - AHEAD


def day(date):
    """The day that a Date message names; None if it names none or one that does not exist."""
    try:
        return datetime.date(date.year, date.month, date.day)
    except ValueError:
        return None


def show(at):
    """Such as 2023-01-19 14:20."""
    minutes = (at - midnight(day_of(at))) // MINUTE
    return f"{day_of(at)} {minutes // 60:02}:{minutes % 60:02}"
