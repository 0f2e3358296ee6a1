"""Every room's tables in one place, for whoever needs the whole schema: migrations and tests."""

from vsm_platform.accounts import models as accounts
from vsm_platform.admissions import models as admissions
from vsm_platform.alliances import models as alliances
from vsm_platform.availability import models as availability
from vsm_platform.content.assignments import models as assignments
from vsm_platform.content.cartridges import models as cartridges
from vsm_platform.content.files import models as files
from vsm_platform.content.meetings import models as meetings
from vsm_platform.content.modules import models as modules
from vsm_platform.content.scheduling import models as scheduling
from vsm_platform.core import audit, outbox, throttle
from vsm_platform.core.db import Base
from vsm_platform.credentials import models as credentials
from vsm_platform.credentials.passport import models as passport
from vsm_platform.credentials.recognition import models as recognition
from vsm_platform.discussion import models as discussion
from vsm_platform.evaluation import models as evaluation
from vsm_platform.exchanges import models as exchanges
from vsm_platform.faculty import models as faculty
from vsm_platform.formation import models as formation
from vsm_platform.grading import models as grading
from vsm_platform.health import models as health
from vsm_platform.institutions import models as institutions
from vsm_platform.invitations import models as invitations
from vsm_platform.launch.deep_linking import models as deep_linking
from vsm_platform.live import models as live
from vsm_platform.mail import models as mail
from vsm_platform.surveys import models as surveys
from vsm_platform.teams import models as teams

ALL_ROOMS = (
    audit,
    outbox,
    throttle,
    institutions,
    accounts,
    exchanges,
    grading,
    health,
    deep_linking,
    mail,
    alliances,
    teams,
    admissions,
    invitations,
    modules,
    files,
    assignments,
    meetings,
    cartridges,
    faculty,
    availability,
    formation,
    evaluation,
    scheduling,
    discussion,
    surveys,
    credentials,
    passport,
    recognition,
    live,
)
METADATA = Base.metadata
