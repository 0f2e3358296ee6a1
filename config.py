"""Settings of the product, read once from the environment (names begin with ``VSM_``).

Everything missing or wrong is reported together, each with what to do, so that an operator
mends one start-up message and not a chain of them.
"""

import os
import re
import secrets
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Environment = Literal["development", "test", "production"]


class SettingsError(SystemExit):
    """The environment cannot be used; the message lists every problem with its remedy."""


def _origin(value: str) -> str:
    parts = urlsplit(value.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("write the whole address, such as https://exchange.example.org")
    if parts.path or parts.query or parts.fragment:
        raise ValueError("write only scheme, host and port, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _mail_server(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise ValueError("write smtp://user:password@mail.example.org:587, or smtps://…:465")
    return value


def _hosts(values: list[str]) -> list[str]:
    if not all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", value) for value in values):
        raise ValueError("write only host names, such as video.example.org,tube.example.net")
    return values


def _bucket(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme != "s3" or not parts.path.strip("/")):
        raise ValueError("write s3://key:secret@s3.example.org/bucket?region=eu-central-1")
    return value


def _scanner(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme != "clamd" or not parts.hostname):
        raise ValueError("write clamd://scanner.example.org:3310")
    return value


def _translator(value: str) -> str:
    parts = urlsplit(value)
    schemes = {
        "pretend",
        "libretranslate+http",
        "libretranslate+https",
        "deepl+https",
        "deepl+http",
    }
    if value and (parts.scheme not in schemes or not parts.hostname):
        raise ValueError(
            "write libretranslate+https://key@translate.example.org (the key where it asks for one), "
            "or deepl+https://key@api-free.deepl.com"
        )
    if parts.scheme.startswith("deepl") and not parts.username:
        raise ValueError("write the key that DeepL gave you before the @ of its address")
    return value


def _redis(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"redis", "rediss"} or not parts.hostname):
        raise ValueError("write redis://redis.example.org:6379/0")
    return value


def _unsafe_translator(value: str) -> list[str]:
    """What production does not take."""
    if value.startswith(("pretend:", "deepl+http:")):
        return ["VSM_TRANSLATE_URL: use a real translator, and https where the key travels"]
    return []


def _split(value: object) -> object:
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


class Settings(BaseSettings):
    """What an operator may set; every field has a default that suits development."""

    model_config = SettingsConfigDict(env_prefix="VSM_", extra="ignore", frozen=True)

    environment: Environment = "development"
    public_url: Annotated[str, AfterValidator(_origin)] = "http://localhost:5000"
    """Scheme, host and port under which browsers and LMSs reach the product."""
    data_folder: Path = Path("var")
    """Where the SQLite database and, in development, the secret key are kept."""
    database_url: str = ""
    """SQLAlchemy address; empty means SQLite in the data folder."""
    secret_key: str = ""
    """Signs cookies and encrypts the private keys at rest; at least 32 characters."""
    previous_secret_keys: Annotated[list[str], NoDecode] = []
    """Comma separated older secret keys that still open what they closed."""
    contact: str = ""
    """E-mail address or web page that error pages name for help."""
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    """How many reverse proxies stand in front and set X-Forwarded-* headers."""
    preview_languages: Annotated[list[str], NoDecode] = []
    """Comma separated languages to offer although their translation is not complete."""
    log_format: Literal["text", "json"] = "text"
    mail_url: Annotated[str, AfterValidator(_mail_server)] = ""
    """The mail server, as smtp://user:password@host:587 or smtps://…; empty lays letters into
    the data folder (and in production, sends none)."""
    mail_from: str = ""
    """The sender's address of all letters."""
    video_hosts: Annotated[list[str], NoDecode, AfterValidator(_hosts)] = []
    """Comma separated host names of PeerTube servers whose videos pages may show."""
    files_url: Annotated[str, AfterValidator(_bucket)] = ""
    """An S3 bucket for people's files, as s3://key:secret@endpoint/bucket?region=…; empty means
    the data folder."""
    files_largest_mb: int = Field(default=2048, ge=1)
    """Largest file that is taken, in MiB, sent in pieces."""
    files_plain_mb: int = Field(default=25, ge=1)
    """Largest form with files, in MiB, where no script runs."""
    files_picture_mb: int = Field(default=10, ge=1)
    """Largest picture of a page, in MiB."""
    files_exchange_mb: int = Field(default=20480, ge=1)
    """Room for all files of one exchange, in MiB."""
    files_person_mb: int = Field(default=5120, ge=1)
    """Room for one student's files in one exchange, in MiB."""
    scan_url: Annotated[str, AfterValidator(_scanner)] = ""
    """A virus scanner, as clamd://host:3310; without one files are not scanned."""
    translate_url: Annotated[str, AfterValidator(_translator)] = ""
    """A machine that translates posts where a course allows it, as libretranslate+https://key@host
    or deepl+https://key@host; pretend://here only marks texts, for trying it out. Empty means none."""
    jobs: Literal["inline", "apart"] = "inline"
    """Whether the web process also delivers scores and reads rosters, or ``vsm jobs`` does."""
    redis_url: Annotated[str, AfterValidator(_redis)] = ""
    """A Redis server, as redis://host:6379/0, by which several web processes tell each other's
    live connections what is new; one process needs none."""
    call_servers: Annotated[list[str], NoDecode] = []
    """STUN and TURN servers by which the browsers of a small live room find a way to each other, as
    stun:stun.example.edu:3478 and turn:turn.example.edu:3478. Without any, rooms have links alone."""
    turn_secret: str = ""
    """What the TURN servers share with us (coturn: static-auth-secret)."""
    allow_loopback_platforms: bool | None = None
    """Whether an LMS may be at plain http on this machine; by default everywhere but production."""

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, values: dict[str, object]) -> dict[str, object]:
        for name in ("previous_secret_keys", "preview_languages", "video_hosts", "call_servers"):
            if name in values:
                values[name] = _split(values[name])
        return values

    @model_validator(mode="after")
    def _production_is_strict(self) -> "Settings":
        problems = []
        if self.secret_key and len(self.secret_key) < 32:
            problems.append("VSM_SECRET_KEY: use at least 32 random characters")
        if self.environment == "production":
            if not self.secret_key:
                problems.append(
                    "VSM_SECRET_KEY: set it, for example to the output of `openssl rand -hex 32`"
                )
            if not self.public_url.startswith("https://"):
                problems.append("VSM_PUBLIC_URL: LMSs and browsers need an https:// address")
            if not self.contact:
                problems.append("VSM_CONTACT: name an e-mail address or page where people get help")
            problems += _unsafe_translator(self.translate_url)
            if self.allow_loopback_platforms:
                problems.append(
                    "VSM_ALLOW_LOOPBACK_PLATFORMS: leave it out; it would let strangers make this "
                    "server ask itself"
                )
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def accepts_loopback(self) -> bool:
        """Whether an LMS may be at plain http on this machine."""
        if self.allow_loopback_platforms is None:
            return not self.is_production
        return self.allow_loopback_platforms

    def database_address(self) -> str:
        """The SQLAlchemy address to connect to."""
        return self.database_url or f"sqlite:///{(self.data_folder / 'vsm.sqlite3').absolute()}"

    def signing_key(self) -> str:
        """The secret key; outside production one is made once and kept in the data folder."""
        if self.secret_key:
            return self.secret_key
        path = self.data_folder / "secret-key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text().strip()


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: with every problem at once, in words that say what to do.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_report(error)) from None


def _report(error: ValidationError) -> str:
    lines = ["The settings cannot be used:"]
    for problem in error.errors():
        name = "".join(f"VSM_{part}: ".upper() for part in problem["loc"][:1])
        message = problem["msg"].removeprefix("Value error, ")
        lines += [f"  - {name}{line}" for line in message.splitlines()]
    lines.append("docs/operators.md lists every setting.")
    return "\n".join(lines)


def unknown_settings() -> list[str]:
    """Names in the environment that begin like ours and mean nothing: most often a slip."""
    known = {f"VSM_{name}".upper() for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith("VSM_") and name not in known)
