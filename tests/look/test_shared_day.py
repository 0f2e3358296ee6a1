"""The shared day: where its bars stand, and what it says to those who do not see them."""

from bs4 import BeautifulSoup, Tag

from tests.look.stage import Render
from vsm_platform.web.styleguide import samples

SOURCE = '{% import "_macros/shared_day.html" as sign with context %}{{ sign.shared_day(day) }}'


def a_day(
    awake: list[tuple[int, int]], together: list[tuple[int, int]], now: int | None = 600
) -> dict[str, object]:
    row = {"name": "Apia", "colour": 13, "timezone": "Pacific/Apia", "awake": awake}
    return {"place": "Apia", "now": now, "rows": [row], "together": together, "is_said": False}


def covered(soup: BeautifulSoup, kind: str) -> set[int]:
    """The minutes of the day that the bars of a kind cover, as far as the picture shows them."""
    return {
        minute
        for bar in soup.select(f"rect.{kind}")
        for minute in range(1440)
        if start_of(bar) <= minute + 0.5 < start_of(bar) + share(bar, "width") * 14.4
    }


def start_of(bar: Tag) -> float:
    return share(bar, "x") * 14.4


def share(bar: Tag, attribute: str) -> float:
    return float(str(bar[attribute]).removesuffix("%"))


def test_a_bar_within_the_day_stands_at_its_minutes(render: Render) -> None:
    soup = render(SOURCE, day=a_day([(420, 1320)], [(420, 1320)]))
    assert covered(soup, "awake") == set(range(420, 1320))
    assert covered(soup, "together") == set(range(420, 1320))


def test_a_bar_past_midnight_is_drawn_in_two_pieces(render: Render) -> None:
    for interval in [(1320, 360), (1320, 1800)]:
        soup = render(SOURCE, day=a_day([interval], [interval]))
        assert covered(soup, "awake") == {*range(360), *range(1320, 1440)}
        assert len(soup.select("rect.together")) == 2


def test_a_bar_that_touches_midnight_runs_out_of_the_picture(render: Render) -> None:
    first, second = render(SOURCE, day=a_day([(1320, 360)], [])).select("rect.awake")
    assert share(first, "x") + share(first, "width") > 100
    assert share(second, "x") < 0


def test_a_bar_that_ends_at_midnight_is_one_piece(render: Render) -> None:
    soup = render(SOURCE, day=a_day([(600, 1440)], []))
    assert covered(soup, "awake") == set(range(600, 1440))
    assert len(soup.select("rect.awake")) == 1


def test_a_band_in_several_pieces_is_drawn_and_said_in_full(render: Render) -> None:
    soup = render(SOURCE, day=samples()["day_in_pieces"])
    assert covered(soup, "together") == {*range(420, 660), *range(1140, 1380)}
    assert "8 hours a day: 07:00 to 11:00, 19:00 to 23:00 in Zürich" in soup.get_text()


def test_the_samples_hold_the_hours_that_their_rows_share(render: Render) -> None:
    for name in ("day", "day_in_pieces", "day_past_midnight", "day_never"):
        day = samples()[name]
        assert isinstance(day, dict)
        rows = [
            covered(render(SOURCE, day=a_day(row["awake"], [])), "awake") for row in day["rows"]
        ]
        assert covered(render(SOURCE, day=day), "together") == set.intersection(*rows)


def test_somebody_awake_all_day_has_one_whole_bar(render: Render) -> None:
    soup = render(SOURCE, day=a_day([(0, 1440)], [(0, 1440)]))
    assert covered(soup, "awake") == set(range(1440))
    assert soup.select("rect.together-edge") == []
    assert "24 hours a day: all day in Apia" in soup.get_text()


def test_hours_and_minutes_are_said_together(render: Render) -> None:
    soup = render(SOURCE, day=a_day([(60, 151)], [(60, 151)]))
    assert "1 hour 31 minutes a day: 01:00 to 02:31" in soup.get_text()


def test_a_day_without_shared_hours_says_so(render: Render) -> None:
    soup = render(SOURCE, day=samples()["day_never"])
    assert "There is no hour at which everybody is awake." in soup.get_text()
    assert soup.select("rect.together") == []


def test_without_now_there_is_no_line(render: Render) -> None:
    soup = render(SOURCE, day=a_day([(420, 1320)], [], now=None))
    assert soup.select(".now-line") == []
    assert "The line is now" not in soup.get_text()


def test_the_table_says_what_the_bars_show(render: Render) -> None:
    soup = render(SOURCE, day=samples()["day"])
    rows = [[cell.get_text(strip=True) for cell in row("th") + row("td")] for row in soup("tr")]
    assert ["Osaka", "11:00 to 02:00"] in rows
    assert ["Honolulu", "06:00 to 21:00"] in rows


def test_the_drawing_is_hidden_from_screen_readers_and_its_names_are_not(render: Render) -> None:
    soup = render(SOURCE, day=samples()["day"])
    assert all(drawing["aria-hidden"] == "true" for drawing in soup("svg"))
    assert [name.get_text() for name in soup.select("li bdi")][:2] == ["Apia", "Osaka"]


def test_colours_beyond_the_tenth_begin_again(render: Render) -> None:
    soup = render(SOURCE, day=a_day([(420, 1320)], []))
    assert soup.select("svg.c3")
