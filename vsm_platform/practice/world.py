"""The practice world: every platform with its universities, and what can be done to them.

Whoever writes holds `World.writing()`, which also counts the revision that roster differences
and the state file go by; whoever reads a list that may change meanwhile holds `reading()`.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from vsm_platform.practice import keys, state
from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.flavours import FLAVOURS, Flavour
from vsm_platform.practice.flavours.base import PERSONAL_CLAIMS
from vsm_platform.practice.model import (
    Account,
    Course,
    Deployment,
    LineItem,
    Platform,
    PrivacyLevel,
    ResourceLink,
    Tenant,
    ToolRegistration,
)

Found = TypeVar("Found")


class NotFoundError(LookupError):
    """Nothing in the world has this name; the message says what was looked for."""


@dataclass
class World:
    """All platforms. `base_url` is the practice LMS's own address, without a slash at the end."""

    base_url: str = ""
    platforms: dict[str, Platform] = field(default_factory=dict)
    revision: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    @classmethod
    def load(cls, path: Path) -> "World":
        """Read a world that `save` wrote."""
        base_url, revision, platforms = state.load(path)
        return cls(base_url=base_url, revision=revision, platforms=platforms)

    def save(self, path: Path) -> None:
        with self._lock:
            state.save(path, self.base_url, self.revision, self.platforms)

    @contextmanager
    def writing(self) -> Iterator[int]:
        """Hold the one lock around a change; gives the revision that the change makes."""
        with self._lock:
            self.revision += 1
            yield self.revision

    @contextmanager
    def reading(self) -> Iterator[int]:
        """Keep others from changing anything meanwhile; gives the present revision."""
        with self._lock:
            yield self.revision

    # Finding.

    def platform(self, platform_key: str) -> Platform:
        return _found(self.platforms, platform_key, "platform")

    def tenant(self, platform_key: str, tenant_key: str) -> Tenant:
        return _found(self.platform(platform_key).tenants, tenant_key, "university")

    def tenants(self) -> list[Tenant]:
        return [tenant for each in self.platforms.values() for tenant in each.tenants.values()]

    def course(self, tenant: Tenant, course_id: str) -> Course:
        return _found(tenant.courses, course_id, "course")

    def account(self, tenant: Tenant, sub: str) -> Account:
        return _found(tenant.accounts, sub, "account")

    def link(self, course: Course, link_id: str) -> ResourceLink:
        return _found(course.links, link_id, "link")

    def registration(self, platform: Platform, client_id: str) -> ToolRegistration:
        return _found(platform.registrations, client_id, "tool")

    def deployment(self, registration: ToolRegistration, tenant: Tenant) -> Deployment:
        """Find the tool's deployment at a university.

        Raises:
            NotFoundError: the tool is not deployed there.
        """
        for deployment in registration.deployments:
            if deployment.tenant_key == tenant.key:
                return deployment
        raise NotFoundError(f"{registration.name} is not deployed at {tenant.name}.")

    def flavour(self, platform: Platform) -> Flavour:
        return FLAVOURS[platform.flavour]

    # Addresses.

    def issuer(self, platform: Platform) -> str:
        return platform.issuer or self.platform_address(platform)

    def platform_address(self, platform: Platform, path: str = "") -> str:
        return f"{self.base_url}/{platform.key}{path}"

    def tenant_address(self, tenant: Tenant, path: str = "") -> str:
        return f"{self.base_url}/{tenant.platform_key}/at/{tenant.key}{path}"

    def launch_address(
        self, tenant: Tenant, course: Course, link: ResourceLink, account: Account
    ) -> str:
        """Where a browser (or the robot) goes to open a link as this person."""
        query = urlencode({"account": account.sub})
        return self.tenant_address(tenant, f"/courses/{course.id}/links/{link.id}/launch?{query}")

    def deep_linking_address(
        self, tenant: Tenant, course: Course, registration: ToolRegistration, account: Account
    ) -> str:
        """Where a teacher goes to choose content of a tool for a course."""
        query = urlencode({"account": account.sub, "client_id": registration.client_id})
        return self.tenant_address(tenant, f"/courses/{course.id}/deep-linking?{query}")

    # Platforms and their keys.

    def add_platform(self, key: str, flavour: str, *, issuer: str = "") -> Platform:
        """Add an LMS installation with one new signing key.

        Raises:
            ValueError: the key is taken, or there is no such flavour.
        """
        if flavour not in FLAVOURS:
            raise ValueError(f"There is no flavour {flavour}; there are {', '.join(FLAVOURS)}.")
        first = keys.new_signing_key()
        platform = Platform(
            key=key,
            flavour=flavour,
            issuer=issuer,
            storage_target=FLAVOURS[flavour].storage_target,
            signing_keys=[first],
            current_kid=first.kid,
        )
        with self.writing():
            if key in {*self.platforms, "static"}:
                raise ValueError(f"There is already a platform {key}, or the name is taken.")
            self.platforms[key] = platform
        return platform

    def rotate_key(self, platform: Platform, *, keep_old: bool = False) -> str:
        """Sign with a new key from now on; the old ones are dropped unless kept."""
        new = keys.new_signing_key()
        with self.writing():
            kept = platform.signing_keys if keep_old else []
            platform.signing_keys = [*kept, new]
            platform.current_kid = new.kid
        return new.kid

    def sign(
        self, platform: Platform, claims: object, headers: Mapping[str, Any] | None = None
    ) -> str:
        """Sign anything with the platform's current key; see `keys.sign` for the headers."""
        current = next(key for key in platform.signing_keys if key.kid == platform.current_kid)
        return keys.sign(current, claims, headers)

    # Tools.

    def register_tool(
        self,
        platform: Platform,
        *,
        name: str,
        login_initiation_url: str,
        redirect_uris: list[str],
        target_link_uri: str,
        jwks_uri: str,
        tenants: list[Tenant] | None = None,
        scopes: list[str] | None = None,
        claims: list[str] | None = None,
        messages: list[str] | None = None,
        custom: dict[str, str] | None = None,
        privacy_level: PrivacyLevel | None = None,
        active: bool = True,
    ) -> ToolRegistration:
        """Register a tool and deploy it at the given universities (all of the platform's)."""
        flavour = self.flavour(platform)
        with self.writing():
            registration = ToolRegistration(
                client_id=flavour.client_id(platform.key, self.next_number(platform)),
                name=name,
                login_initiation_url=login_initiation_url,
                redirect_uris=redirect_uris,
                target_link_uri=target_link_uri,
                jwks_uri=jwks_uri,
                scopes=list(flavour.scopes()) if scopes is None else scopes,
                claims=sorted(PERSONAL_CLAIMS) if claims is None else claims,
                messages=messages or [lti.RESOURCE_LINK_REQUEST, lti.DEEP_LINKING_REQUEST],
                custom=custom or {},
                privacy_level=privacy_level or flavour.default_privacy,
                active=active,
            )
            platform.registrations[registration.client_id] = registration
            for tenant in platform.tenants.values() if tenants is None else tenants:
                self.deploy_tool(platform, registration, tenant)
        return registration

    def deploy_tool(
        self, platform: Platform, registration: ToolRegistration, tenant: Tenant
    ) -> Deployment:
        with self.writing():
            deployment_id = self.flavour(platform).deployment_id(
                tenant.key, registration.client_id, self.next_number(platform)
            )
            deployment = Deployment(id=deployment_id, tenant_key=tenant.key)
            registration.deployments.append(deployment)
        return deployment

    def place_link(
        self,
        tenant: Tenant,
        course: Course,
        registration: ToolRegistration,
        title: str,
        *,
        url: str = "",
        text: str = "",
        custom: dict[str, str] | None = None,
        graded_out_of: float | None = None,
    ) -> ResourceLink:
        """Put a tool's link into a course, with a column of its own if it is graded."""
        platform = self.platform(tenant.platform_key)
        with self.writing():
            number = self.next_number(platform)
            link = ResourceLink(
                id=self.flavour(platform).link_id(f"{tenant.key}/{course.id}", number),
                client_id=registration.client_id,
                title=title,
                url=url,
                text=text,
                custom=custom or {},
            )
            course.links[link.id] = link
            if graded_out_of is not None:
                item = self.add_line_item(
                    tenant, course, registration.client_id, title, graded_out_of
                )
                item.resource_link_id = link.id
                link.line_item_id = item.id
        return link

    def add_line_item(
        self, tenant: Tenant, course: Course, client_id: str, label: str, score_maximum: float
    ) -> LineItem:
        with self.writing():
            item = LineItem(
                id=str(self.next_number(self.platform(tenant.platform_key))),
                client_id=client_id,
                label=label,
                score_maximum=score_maximum,
            )
            course.line_items[item.id] = item
        return item

    def next_number(self, platform: Platform) -> int:
        platform.last_number += 1
        return platform.last_number


def _found(values: dict[str, Found], key: str, what: str) -> Found:
    try:
        return values[key]
    except KeyError:
        raise NotFoundError(f"There is no {what} {key} here.") from None
