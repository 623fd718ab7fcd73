"""When people write: over two years, more often lately, by day more than by night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from amparo.demonstration.draw import Draw

SPAN = timedelta(days=730)
RECENT = timedelta(hours=40)  # what is younger than this still waits
_HOURS = (3, 2, 1, 1, 1, 2, 5, 9, 10, 10, 11, 11, 12, 12, 11, 10, 11, 12, 14, 16, 17, 15, 10, 6)
_DAYS = (12, 11, 10, 10, 10, 8, 7)  # Monday first


def over_two_years(draw: Draw, now: datetime, how_many: int) -> list[datetime]:
    """Moments before `now` minus the recent hours, oldest first; the last month has twice the first one's."""
    zone = ZoneInfo(settings.TIME_ZONE)
    latest = now - RECENT
    found: list[datetime] = []
    while len(found) < how_many:
        day = (latest - SPAN * _backwards(draw)).astimezone(zone)
        if draw.random() * max(_DAYS) > _DAYS[day.weekday()]:
            continue
        hour = draw.choices(range(24), weights=_HOURS)[0]
        moment = day.replace(hour=hour, minute=draw.randrange(60), second=0, microsecond=0)
        if now - SPAN - RECENT < moment < latest:
            found.append(moment)
    return sorted(found)


def evening(draw: Draw, now: datetime) -> datetime:
    """Some evening of the last year, not of the last days."""
    day = (now - timedelta(days=draw.randrange(10, 360))).astimezone(ZoneInfo(settings.TIME_ZONE))
    return day.replace(hour=draw.randint(19, 21), minute=draw.randrange(60), second=0, microsecond=0)


def _backwards(draw: Draw) -> float:
    """0 (now) to 1 (two years ago); density falls evenly to a half."""
    while True:
        back = draw.random()
        if draw.random() < 1 - back / 2:
            return back
