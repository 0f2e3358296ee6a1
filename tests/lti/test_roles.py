import pytest

from lti.roles import Roles

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ([f"{MEMBERSHIP}#Learner"], {"is_learner"}),
        (["Learner"], {"is_learner"}),
        ([f"{MEMBERSHIP}/Learner#GuestLearner"], {"is_learner"}),
        ([f"{MEMBERSHIP}#Instructor"], {"is_instructor"}),
        (["Instructor"], {"is_instructor"}),
        ([f"{MEMBERSHIP}/Instructor#PrimaryInstructor"], {"is_instructor"}),
        ([ASSISTANT], {"is_teaching_assistant"}),
        ([f"{MEMBERSHIP}/instructor#TeachingAssistantSection"], {"is_teaching_assistant"}),
        ([f"{MEMBERSHIP}#TeachingAssistant"], {"is_teaching_assistant"}),
        (["TeachingAssistant"], {"is_teaching_assistant"}),
        (["Instructor/TeachingAssistant"], {"is_teaching_assistant"}),
        ([f"{MEMBERSHIP}#Mentor"], {"is_mentor"}),
        (["ContentDeveloper"], {"is_content_developer"}),
        ([f"{MEMBERSHIP}#Administrator"], {"is_administrator"}),
        ([f"{MEMBERSHIP}/Administrator#Support"], {"is_administrator"}),
        ([f"{INSTITUTION}Administrator"], {"is_institution_administrator"}),
        ([f"{SYSTEM}SysAdmin"], {"is_system_administrator"}),
        ([f"{SYSTEM}User"], set()),
        ([f"{INSTITUTION}Instructor", f"{INSTITUTION}Faculty"], set()),
        ([f"{INSTITUTION}Student", f"{INSTITUTION}Learner"], set()),
        (["http://purl.imsglobal.org/vocab/lti/system/person#TestUser"], {"is_test_user"}),
        (["TestUser"], set()),
        (["", "Wizard", "urn:lti:role:ims/lis/Instructor", f"{MEMBERSHIP}#", MEMBERSHIP], set()),
        ([], set()),
    ],
)
def test_each_role_says_what_it_speaks_for_and_no_more(roles: list[str], said: set[str]) -> None:
    parsed = Roles.parse(roles)
    names = {name for name in dir(Roles) if name.startswith("is_")}
    assert {name for name in names if getattr(parsed, name)} == said


def test_an_assistant_whose_principal_role_is_sent_along_is_no_instructor() -> None:
    roles = Roles.parse([ASSISTANT, f"{MEMBERSHIP}#Instructor"])
    assert roles.is_teaching_assistant
    assert not roles.is_instructor


def test_who_assists_and_teaches_by_roles_of_their_own_is_both() -> None:
    roles = Roles.parse([ASSISTANT, "Instructor", f"{MEMBERSHIP}/Instructor#Lecturer"])
    assert roles.is_teaching_assistant
    assert roles.is_instructor


def test_an_instructor_of_the_institution_who_learns_here_is_a_learner() -> None:
    roles = Roles.parse([f"{INSTITUTION}Instructor", f"{MEMBERSHIP}#Learner"])
    assert roles.is_learner
    assert not roles.is_instructor
    assert roles.institution == {"Instructor"}
