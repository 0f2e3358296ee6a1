"""Figures as pages, tables and charts show them, made from tallies alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vsm_platform.surveys.figures.asked import Asked, Kind
from vsm_platform.surveys.figures.intervals import Mean, Share, mean_of_sums, share
from vsm_platform.surveys.figures.tallies import Level, Tally


@dataclass(frozen=True, slots=True)
class Bar:
    """Those who gave one answer, or one of a few that are counted together."""

    keys: tuple[str, ...]
    share: Share


@dataclass(frozen=True, slots=True)
class Rank:
    """One option of a ranking."""

    key: str
    top: Share
    first: int | None
    """How often it was put first; None where that is not shown."""
    points: int | None
    """Borda's count: of three places the first counts 3, the second 2, the third 1."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What so many people said to one thing that was asked."""

    asked: Asked
    number: int
    bars: tuple[Bar, ...] = ()
    ranks: tuple[Rank, ...] = ()
    mean: Mean | None = None
    top: Share | None = None
    """Of a rating: the share of the two highest; of 0 to 10, of 9 and 10."""
    low: Share | None = None
    """Of 0 to 10: the share of 0 to 6."""

    @property
    def balance(self) -> int | None:
        """Those with 9 and 10 less those with 0 to 6, in points of percent."""
        if self.low is None or self.top is None or not self.number:
            return None
        return round(100 * (self.top.share - self.low.share))


def figure(asked: Asked, tally: Tally, level: Level | None = None) -> Figure:
    """The figure of a tally; of a group's with the level at which it was counted."""
    if level is not None:
        return _of_group(asked, tally, level)
    number = tally["n"]
    if asked.kind == Kind.RANKING:
        return Figure(asked, number, ranks=_ranks(asked, tally["places"], number))
    if asked.kind == Kind.NUMBER:
        return Figure(asked, number, mean=mean_of_sums(number, tally["sum"], tally["squares"]))
    if asked.kind == Kind.TEXT:
        return Figure(asked, number)
    counts = tally["counts"]
    keys = sorted(counts) if asked.kind == Kind.DATE else asked.values
    bars = tuple(Bar((key,), share(counts.get(key, 0), number)) for key in keys)
    return _rated(asked, number, bars) if asked.kind == Kind.RATING else Figure(asked, number, bars)


def _rated(asked: Asked, number: int, bars: tuple[Bar, ...]) -> Figure:
    """A rating of which every value is counted by itself."""
    counts = {int(bar.keys[0]): bar.share.number for bar in bars}
    total = sum(value * count for value, count in counts.items())
    squares = sum(value * value * count for value, count in counts.items())
    low = sum(count for value, count in counts.items() if value <= 6)
    return Figure(
        asked,
        number,
        bars,
        mean=mean_of_sums(number, total, squares),
        top=share(sum(counts.get(value, 0) for value in asked.top), number),
        low=share(low, number) if asked.is_recommendation else None,
    )


def _ranks(asked: Asked, places: Mapping[str, list[int]], number: int) -> tuple[Rank, ...]:
    ranks = [
        Rank(
            key,
            share(sum(counts), number),
            counts[0],
            sum(count * (asked.places - place) for place, count in enumerate(counts)),
        )
        for key, counts in places.items()
    ]
    return tuple(sorted(ranks, key=lambda rank: (-rank.top.number, -(rank.first or 0))))


def _of_group(asked: Asked, tally: Tally, level: Level) -> Figure:
    number = tally["n"]
    if "classes" in level:
        classes = zip(level["classes"], tally["counts"], strict=True)
        bars = tuple(Bar(tuple(keys), share(count, number)) for keys, count in classes)
        return (
            _rated(asked, number, bars)
            if asked.kind == Kind.RATING
            else Figure(asked, number, bars)
        )
    if "options" in level:
        bars = tuple(Bar((key,), share(tally["counts"][key], number)) for key in level["options"])
        return Figure(asked, number, bars)
    if "ranks" in level:
        return Figure(asked, number, ranks=tuple(_group_rank(key, tally) for key in level["ranks"]))
    return Figure(asked, number, mean=_group_mean(tally), top=_group_top(tally))


def _group_rank(key: str, tally: Tally) -> Rank:
    return Rank(key, share(tally["top"][key], tally["n"]), tally["first"].get(key), None)


def _group_top(tally: Tally) -> Share | None:
    return share(int(tally["top"]), tally["n"]) if "top" in tally else None


def _group_mean(tally: Tally) -> Mean | None:
    if not tally["n"]:
        return None
    if "squares" in tally:
        return mean_of_sums(tally["n"], tally["sum"], tally["squares"])
    # Without the squares, nothing is known of the spread.
    mean = tally["sum"] / tally["n"]
    return Mean(tally["n"], mean, None, mean, mean)


def as_data(one: Figure) -> dict[str, Any]:
    """A figure as plain data, for files."""
    made: dict[str, Any] = {"answers": one.number}
    if one.bars:
        made["options"] = [
            {"keys": list(bar.keys), "number": bar.share.number, "percent": bar.share.percent}
            for bar in one.bars
        ]
    if one.ranks:
        made["ranking"] = [
            {
                "key": rank.key,
                "top": rank.top.number,
                "percent": rank.top.percent,
                "first": rank.first,
                "points": rank.points,
            }
            for rank in one.ranks
        ]
    if one.mean:
        made |= {"mean": one.mean.mean, "spread": one.mean.spread}
    if one.top:
        made["top_percent"] = one.top.percent
    return made
