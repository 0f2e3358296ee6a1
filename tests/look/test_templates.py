"""All templates: the styleguide renders them, and nothing in them breaks the page's policy."""

import re
from collections.abc import Callable

import brotli
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from jinja2 import nodes

from tests.look.stage import ROOT
from vsm_platform.web.styleguide import PAGES, samples

TEMPLATES = ROOT / "templates"
MACROS = sorted((TEMPLATES / "_macros").glob("*.html"))


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_styleguide_renders(
    page: Callable[..., str], name: str, direction: str
) -> None:
    locale = "ar" if direction == "rtl" else "en"
    text = page(f"styleguide/{name}.html", direction=direction, locale=locale, **samples())
    html = BeautifulSoup(text, "lxml").html
    assert html
    assert (html["dir"], html["lang"]) == (direction, locale)
    assert len(html.find_all("h1")) == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_each_id_once_and_refers_to_ids_it_holds(
    page: Callable[..., str], name: str
) -> None:
    soup = BeautifulSoup(page(f"styleguide/{name}.html", **samples()), "lxml")
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    for attribute in ("for", "aria-describedby", "aria-labelledby", "data-copy"):
        for element in soup.select(f"[{attribute}]"):
            value = element[attribute]
            assert set(value if isinstance(value, list) else value.split()) <= set(ids)


def test_every_macro_is_shown_in_the_styleguide(look: Flask) -> None:
    files = [*MACROS, *(TEMPLATES / "_layout").glob("*"), *(TEMPLATES / "styleguide").glob("*")]
    trees = {file: look.jinja_env.parse(file.read_text(encoding="utf-8")) for file in files}
    made = {
        (file.name, macro.name) for file in MACROS for macro in trees[file].find_all(nodes.Macro)
    }
    called = {
        call.node.attr if isinstance(call.node, nodes.Getattr) else getattr(call.node, "name", "")
        for tree in trees.values()
        for call in tree.find_all(nodes.Call)
    }
    assert {(file, name) for file, name in made if name not in called} == set()


def own_templates() -> list[str]:
    folders = ("_layout", "_macros", "styleguide")
    files = [file for folder in folders for file in (TEMPLATES / folder).glob("*.html")]
    return sorted(str(file.relative_to(TEMPLATES)) for file in files)


@pytest.mark.parametrize("name", own_templates())
def test_a_template_holds_no_inline_style_or_script(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=\s*[\"']", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert "<style" not in source
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", source))
    assert len(source.splitlines()) <= 150


def test_the_first_view_of_a_course_fits_its_budget(page: Callable[..., str]) -> None:
    html = page("styleguide/course_home.html", **samples()).encode()
    sheet = (ROOT / "vsm_platform" / "static" / "app.css").read_bytes()
    sent = [len(brotli.compress(part, quality=4)) for part in (html, sheet)]
    assert sum(sent) <= 14_000


def test_drawings_are_well_formed_and_hold_no_script() -> None:
    for file in (ROOT / "vsm_platform" / "static").glob("*.svg"):
        soup = BeautifulSoup(file.read_text(encoding="utf-8"), "xml")
        assert soup.svg
        assert not soup.find_all("script")
