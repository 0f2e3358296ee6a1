"""What the practice LMS's views share: the world, the way out to tools, and short memories."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import current_app

from vsm_platform.practice.launches import Launch
from vsm_platform.practice.memory import ExpiringStore
from vsm_platform.practice.transports import Transport
from vsm_platform.practice.world import World

EXTENSION = "practice"
LAUNCH_SECONDS = 600
ACCESS_TOKEN_SECONDS = 3600
REGISTRATION_SECONDS = 3600


@dataclass(frozen=True)
class AccessToken:
    """What a bearer token allows: one tool's use of one platform's services."""

    platform_key: str
    client_id: str
    scopes: frozenset[str]


@dataclass(frozen=True)
class RegistrationOffer:
    """A dynamic registration that an LMS administrator has begun."""

    platform_key: str
    tenant_keys: tuple[str, ...]


@dataclass
class Practice:
    """`launches` are found by message hint, `nonces` and `assertions` are identifiers seen."""

    world: World
    transport: Transport
    state_file: Path | None
    saved_revision: int = -1
    launches: ExpiringStore[Launch] = field(default_factory=lambda: ExpiringStore(LAUNCH_SECONDS))
    access_tokens: ExpiringStore[AccessToken] = field(
        default_factory=lambda: ExpiringStore(ACCESS_TOKEN_SECONDS)
    )
    offers: ExpiringStore[RegistrationOffer] = field(
        default_factory=lambda: ExpiringStore(REGISTRATION_SECONDS)
    )
    assertions: ExpiringStore[bool] = field(default_factory=lambda: ExpiringStore(LAUNCH_SECONDS))
    nonces: ExpiringStore[bool] = field(default_factory=lambda: ExpiringStore(LAUNCH_SECONDS))
    #: The nonce that each platform sends again and again under the fault `replayed_nonce`.
    stale_nonces: dict[str, str] = field(default_factory=dict)

    def save_if_changed(self) -> None:
        if self.state_file and self.saved_revision != self.world.revision:
            self.saved_revision = self.world.revision
            self.world.save(self.state_file)


def practice() -> Practice:
    """Return what the current application was made with."""
    return cast("Practice", current_app.extensions[EXTENSION])
