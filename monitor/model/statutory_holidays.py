"""The days off by law, known for any year, whatever the State Council makes of them.

全国年节及纪念日放假办法 (as amended in November 2024, in force since 1 January 2025), article 2:
元旦 1 day, 春节 4 from the eve of the new year, 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3. Which
working days are moved to make them longer, and which Saturdays and Sundays make up for those, is
announced for each year alone.
"""

from datetime import date, timedelta
from functools import lru_cache

FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
SPRING_FESTIVAL, DRAGON_BOAT, MID_AUTUMN = (1, 1), (5, 5), (8, 15)  # by the lunar calendar
BRIGHTNESS = "清明"  # a solar term, as the library calls it


@lru_cache(maxsize=16)
def statutory_days(year: int) -> frozenset[date]:
    """Return the days off that the law gives everybody in *year*."""
    new_year = _lunar(year, *SPRING_FESTIVAL)
    return frozenset(
        {
            *(date(year, month, day) for month, day in FIXED),
            *(new_year + timedelta(days=number) for number in range(-1, 3)),
            _solar_term(year, BRIGHTNESS),
            _lunar(year, *DRAGON_BOAT),
            _lunar(year, *MID_AUTUMN),
        }
    )


def _lunar(year: int, month: int, day: int) -> date:
    from lunar_python import Lunar

    return date.fromisoformat(Lunar.fromYmd(year, month, day).getSolar().toYmd())


def _solar_term(year: int, name: str) -> date:
    from lunar_python import Lunar

    spring = Lunar.fromYmd(year, 2, 1)
    return date.fromisoformat(spring.getJieQiTable()[name].toYmd())
