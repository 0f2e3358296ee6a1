"""What a demonstration refuses, and in which words."""

import socket
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from vsm_platform.cli import main
from vsm_platform.demo import house as house_module
from vsm_platform.demo.house import FILES, House, require_checkout
from vsm_platform.demo.programmes import programmes


def demo(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["demo", *arguments])


def test_production_has_no_demonstration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VSM_ENVIRONMENT", "production")
    monkeypatch.setenv("VSM_SECRET_KEY", "a secret key for tests only, 32 characters and more")
    monkeypatch.setenv("VSM_PUBLIC_URL", "https://exchange.example.org")
    monkeypatch.setenv("VSM_CONTACT", "help@exchange.example.org")
    result = demo("engineering", "--folder", str(tmp_path))
    assert result.exit_code == 1
    assert "no demonstration in production" in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_programme_is_named(tmp_path: Path) -> None:
    result = demo("astrology", "--folder", str(tmp_path))
    assert result.exit_code == 1
    assert "no programme astrology" in result.output
    assert "--list" in result.output


def test_the_list_names_every_programme() -> None:
    result = demo("--list")
    assert result.exit_code == 0
    assert all(key in result.output for key in programmes())


@pytest.mark.parametrize("option", ["--port", "--practice-port"])
def test_a_port_in_use_is_reported_with_its_option(
    option: str, house: House, tmp_path: Path
) -> None:
    ports = {"--port": house.port, "--practice-port": house.practice_port}
    arguments = [text for pair in ports.items() for text in (pair[0], str(pair[1]))]
    with socket.create_server(("127.0.0.1", ports[option])):
        result = demo("engineering", "--folder", str(tmp_path), *arguments)
    assert result.exit_code == 1
    assert f"127.0.0.1:{ports[option]}" in result.output
    assert f"choose another by {option}." in " ".join(result.output.split())


def test_an_installation_without_the_repository_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(house_module, "ROOT", tmp_path)
    with pytest.raises(click.ClickException, match="templates and migrations are missing"):
        require_checkout()


def test_beginning_anew_removes_only_what_a_demonstration_wrote(house: House) -> None:
    house.folder.mkdir(parents=True)
    for name in (*FILES, "letter.txt"):
        (house.folder / name).touch()
    house.clear()
    assert [path.name for path in house.folder.iterdir()] == ["letter.txt"]
