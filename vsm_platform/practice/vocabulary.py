"""The names that LTI 1.3 gives to claims, roles, scopes and media types.

Follows LTI Core 1.3 (sections 5.3, 5.4 and annex A.2), Deep Linking 2.0, Names and Role
Provisioning Services 2.0, Assignment and Grade Services 2.0 and Dynamic Registration 1.0. The
practice LMS spells them itself, so that a misspelt name in the tool is found, not shared.
"""

from typing import Final

CLAIM: Final = "https://purl.imsglobal.org/spec/lti/claim/"
MESSAGE_TYPE: Final = CLAIM + "message_type"
VERSION: Final = CLAIM + "version"
DEPLOYMENT_ID: Final = CLAIM + "deployment_id"
TARGET_LINK_URI: Final = CLAIM + "target_link_uri"
RESOURCE_LINK: Final = CLAIM + "resource_link"
ROLES: Final = CLAIM + "roles"
CONTEXT: Final = CLAIM + "context"
TOOL_PLATFORM: Final = CLAIM + "tool_platform"
LAUNCH_PRESENTATION: Final = CLAIM + "launch_presentation"
CUSTOM: Final = CLAIM + "custom"
LIS: Final = CLAIM + "lis"
EXTENSION: Final = CLAIM + "ext"
LEGACY_USER_ID: Final = CLAIM + "lti11_legacy_user_id"
BASIC_OUTCOME: Final = "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"

DEEP_LINKING: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"
DEEP_LINKING_SETTINGS: Final = DEEP_LINKING + "deep_linking_settings"
CONTENT_ITEMS: Final = DEEP_LINKING + "content_items"
DEEP_LINKING_DATA: Final = DEEP_LINKING + "data"

GRADES_ENDPOINT: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NAMES_AND_ROLES: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUPS_SERVICE: Final = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"

RESOURCE_LINK_REQUEST: Final = "LtiResourceLinkRequest"
DEEP_LINKING_REQUEST: Final = "LtiDeepLinkingRequest"
DEEP_LINKING_RESPONSE: Final = "LtiDeepLinkingResponse"

SCOPE_LINE_ITEM: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
SCOPE_LINE_ITEM_READ: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
SCOPE_RESULT_READ: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCOPE_SCORE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SCOPE_MEMBERSHIP: Final = (
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
)
GRADE_SCOPES: Final = (SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ, SCOPE_RESULT_READ, SCOPE_SCORE)
ALL_SCOPES: Final = (*GRADE_SCOPES, SCOPE_MEMBERSHIP)
"""What every LMS offers; Course Groups stands beside, for some alone have it."""
SCOPE_GROUPS: Final = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"

CONTEXT_ROLE: Final = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
INSTITUTION_ROLE: Final = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM_ROLE: Final = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
TEST_USER_ROLE: Final = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
COURSE_SECTION: Final = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseSection"
COURSE_OFFERING: Final = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"

MEMBERSHIP_CONTAINER: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
GROUP_CONTAINER: Final = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"
LINE_ITEM: Final = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEM_CONTAINER: Final = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE: Final = "application/vnd.ims.lis.v1.score+json"
RESULT_CONTAINER: Final = "application/vnd.ims.lis.v2.resultcontainer+json"

PLATFORM_CONFIGURATION: Final = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CONFIGURATION: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"
