"""The answer to a deep linking request: links for the platform to place, signed by this tool.

Deep Linking 2.0, 3.2 (LTI resource links) and 4.5 (the response message); Security Framework 1.0,
5.2.2 (messages from tools). PyLTI1p3's classes build message and items; what they leave open is
closed here. Where the signed text is posted to, and with which page, is the host's affair.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal, cast

from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem
from pylti1p3.registration import Registration

from lti.platforms import preset_for
from lti.tool_keys import ToolKey, sign

ANSWER_LIFETIME: Final = timedelta(minutes=10)
"""From signing to the platform's reading; without scripts a person presses a button between."""
RESOURCE_LINK_TYPE: Final = "ltiResourceLink"
TITLE_LIMIT: Final = 255
"""Characters; what the platforms' databases hold."""

_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_PRESENTATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "iframe": {},
    "window": {"targetName": "_blank"},
}
DocumentTarget = Literal["iframe", "window"]


@dataclass(frozen=True, slots=True)
class Column:
    """A gradebook column to be made along with a link (Deep Linking 2.0, 3.2, ``lineItem``)."""

    label: str
    score_maximum: float
    resource_id: str
    tag: str
    grades_released: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """One LTI resource link; ``target`` is how it opens, None for as the platform likes."""

    url: str
    title: str
    text: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    target: DocumentTarget | None = None
    column: Column | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: links, and words for the person and for the platform's log."""

    links: Sequence[Link] = ()
    message: str = ""
    log: str = ""
    error_message: str = ""
    error_log: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """The platform that asked, and what it wants to have back."""

    issuer: str
    client_id: str
    deployment_id: str
    product_family_code: str
    data: str | None
    """As the request brought it; None where it brought none."""


def sign_answer(asker: Asker, answer: Answer, key: ToolKey, now: datetime) -> str:
    """The response message as a signed JSON Web Token, for the form's field ``JWT``."""
    resources = [_Item(link, asker.product_family_code) for link in answer.links]
    token: str = _Response(asker, answer, key, now).get_response_jwt(resources)
    return token


class _Item(DeepLinkResource):
    """A content item without the empty members that PyLTI1p3 sends as null."""

    def __init__(self, link: Link, product_family_code: str) -> None:
        self._link = link
        self.set_title(link.title[:TITLE_LIMIT]).set_custom_params(dict(link.custom))
        if preset_for(product_family_code).placed_links_keep_address:
            self.set_url(link.url)
        if link.column:
            self.set_lineitem(_line_item(link.column))

    def to_dict(self) -> dict[str, object]:
        members: dict[str, object] = {**super().to_dict(), "text": self._link.text}
        item = {name: value for name, value in members.items() if value}
        if self._link.target:
            item[self._link.target] = dict(_PRESENTATIONS[self._link.target])
        if self._link.column:
            released = {"gradesReleased": self._link.column.grades_released}
            item["lineItem"] = {**cast("dict[str, object]", item["lineItem"]), **released}
        return item


def _line_item(column: Column) -> LineItem:
    item: LineItem = LineItem().set_score_maximum(column.score_maximum)
    return (
        item.set_label(column.label[:TITLE_LIMIT])
        .set_resource_id(column.resource_id)
        .set_tag(column.tag)
    )


class _Response(DeepLink):
    """PyLTI1p3's response message, with every claim that is missing or too much there."""

    def __init__(self, asker: Asker, answer: Answer, key: ToolKey, now: datetime) -> None:
        registration = Registration().set_issuer(asker.issuer).set_client_id(asker.client_id)
        super().__init__(registration, asker.deployment_id, {"data": asker.data})
        self._asker, self._answer = asker, answer
        self._key, self._now = key, now

    def _generate_nonce(self) -> str:
        return secrets.token_urlsafe(32)

    def get_message_jwt(self, resources: Sequence[DeepLinkResource]) -> dict[str, object]:
        claims: dict[str, object] = super().get_message_jwt(resources)
        if self._asker.data is None:
            del claims[_CLAIM + "data"]
        if preset_for(self._asker.product_family_code).deep_linking_answer_has_subject:
            claims["sub"] = self._asker.client_id
        return {**claims, **self._times(), **self._notes()}

    def encode_jwt(self, message: Mapping[str, Any]) -> str:
        return sign(self._key, message)

    def get_response_form_html(self, jwt_val: str) -> str:
        raise NotImplementedError("it does not escape the address; the host's page does")

    def _times(self) -> dict[str, object]:
        issued_at = int(self._now.timestamp())
        return {"iat": issued_at, "exp": issued_at + int(ANSWER_LIFETIME.total_seconds())}

    def _notes(self) -> dict[str, object]:
        notes = {
            "msg": self._answer.message,
            "log": self._answer.log,
            "errormsg": self._answer.error_message,
            "errorlog": self._answer.error_log,
        }
        return {_CLAIM + name: text for name, text in notes.items() if text}
