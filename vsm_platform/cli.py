"""The command line program ``vsm``.

Each command imports what it needs when it runs, so that none waits for the others' parts.
"""

# ruff: noqa: PLC0415 - see the docstring.

from pathlib import Path
from typing import Any

import click

from config import SettingsError, load_settings, unknown_settings


@click.group()
def main() -> None:
    """Run and look after the virtual exchange platform."""
    for name in unknown_settings():
        click.echo(f"{name} is set but means nothing here; see docs/operators.md", err=True)


@main.command()
@click.option("--bind", multiple=True, default=("127.0.0.1:5000",), show_default=True,
              help="Where to listen, as host:port; can be given several times.")  # fmt: skip
@click.option("--threads", type=click.IntRange(1, 20_000), default=516, show_default=True,
              help="Requests and live connections that are served at once.")  # fmt: skip
@click.option(
    "--gevent",
    is_flag=True,
    help="Hold thousands of live connections in this process; needs PostgreSQL and gevent.",
)
def serve(bind: tuple[str, ...], threads: int, gevent: bool) -> None:
    """Serve the product; a reverse proxy in front adds HTTPS."""
    from vsm_platform.server import Address
    from vsm_platform.server import serve as run

    try:
        addresses = [Address.parse(text) for text in bind]
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--bind") from None
    run(load_settings(), addresses, threads=threads, gevent=gevent)


@main.command()
def jobs() -> None:
    """Deliver scores and read rosters in a process of its own (with VSM_JOBS=apart)."""
    import threading

    from vsm_platform.app import create_app

    app = create_app(load_settings())
    click.echo("Working. Stop with Ctrl-C.")
    try:
        app.extensions["vsm_courier"].run(threading.Event())
    except KeyboardInterrupt:
        click.echo("Stopped.")


@main.command()
@click.argument("programme", default="climate-change")
@click.option("--list", "lists", is_flag=True, help="Name the fourteen programmes and stop.")
@click.option("--fresh/--go-on", help="Begin anew, or go on with an earlier run.  [default: go on]")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True,
              help="The product's port.")  # fmt: skip
@click.option("--practice-port", type=click.IntRange(1, 65535), default=5001, show_default=True,
              help="The practice LMS's port.")  # fmt: skip
@click.option("--all", "everybody", is_flag=True,
              help="Launch every student of a very large programme, not a sample.")  # fmt: skip
@click.option("--no-serve", "serves", flag_value=False, default=True,
              help="Stop after the launches.")  # fmt: skip
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path),
              help="Where demonstrations are kept.  [default: var/demo in the repository]")  # fmt: skip
def demo(lists: bool, **options: Any) -> None:
    """Show one of the report's programmes with practice universities and real launches."""
    from vsm_platform.demo.command import DemoOptions, run_demo
    from vsm_platform.demo.pages import list_programmes

    if lists:
        list_programmes()
    else:
        run_demo(DemoOptions(**options))


@main.command()
def check() -> None:
    """Say whether this server can make PDFs, and what to install if it cannot."""
    from vsm_platform.credentials.api import drawing_problems

    problems = drawing_problems()
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo("Certificates and passports can be drawn as PDF.")


@main.group("db")
def database_commands() -> None:
    """The database's schema."""


@database_commands.command("upgrade")
def db_upgrade() -> None:
    """Bring the schema up to date."""
    from vsm_platform import schema

    schema.upgrade(load_settings().database_address())
    click.echo("The database is up to date.")


@main.group()
def admin() -> None:
    """Administrators of the platform."""


@admin.command("invite")
@click.option(
    "--person", type=int, help="Id of an administrator who comes back; a new one by default."
)
def admin_invite(person: int | None) -> None:
    """Print a one-time link for an administrator; it holds for 24 hours."""
    from vsm_platform.accounts.api import do_invite_administrator
    from vsm_platform.app import create_app

    settings = load_settings()
    app = create_app(settings)
    with app.extensions["vsm_database"].unit_of_work(writes=True) as session:
        code = do_invite_administrator(session, person)
    click.echo(f"{settings.public_url}/invitation/{code}")


__all__ = ["SettingsError", "main"]
