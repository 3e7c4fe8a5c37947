"""Public holidays and make-up working days (调休) of a country, by year, in the product's three languages."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

COUNTRIES = ("CN", "TW", "HK", "none")
_LANGUAGES = {
    "CN": {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "en": "en_US"},
    "TW": {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "en": "en_US"},
    "HK": {"zh-Hans": "zh_CN", "zh-Hant": "zh_HK", "en": "en_HK"},
}
_REMARK = re.compile(r"\s*[（(].*?[）)]")
_SWAPPED = re.compile(r"^(休息日|放假日|Day off|Rest day)")


@lru_cache(maxsize=256)
def days_off(country: str, year: int) -> Mapping[date, dict[str, str]]:
    """Public days off of ``year`` with their names; a name is empty where the day is only swapped with another."""
    if country == "none":
        return MappingProxyType({})
    found: dict[date, dict[str, str]] = {}
    for language, code in _LANGUAGES[country].items():
        for day, name in holidays.country_holidays(country, years=[year], language=code).items():
            if day.year == year:
                found.setdefault(day, {})[language] = _bare(name)
    return MappingProxyType(found)


@lru_cache(maxsize=256)
def makeup_days(country: str, year: int) -> frozenset[date]:
    """Weekend days of ``year`` on which the country works to make up for a longer holiday."""
    if country == "none":
        return frozenset()
    table = holidays.country_holidays(country, years=[year])
    return frozenset(day for day in table.weekend_workdays if day.year == year)


@lru_cache
def published_through(country: str) -> int | None:
    """The last year whose make-up working days are known; ``None`` where a country announces none.

    Mainland China announces them each November for the year after; a later year holds statutory
    days only until somebody enters the notice.
    """
    return max(holidays.country_holidays("CN").special_public_holidays) if country == "CN" else None


def _bare(name: str) -> str:
    return "" if _SWAPPED.match(name) else _REMARK.sub("", name.split(";", maxsplit=1)[0]).strip()
