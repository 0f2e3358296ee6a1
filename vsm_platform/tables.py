"""Every room's tables in one place, for whoever needs the whole schema: migrations and tests."""

from vsm_platform.accounts import models as accounts
from vsm_platform.core import audit, outbox
from vsm_platform.core.db import Base
from vsm_platform.exchanges import models as exchanges
from vsm_platform.grading import models as grading
from vsm_platform.health import models as health
from vsm_platform.institutions import models as institutions
from vsm_platform.launch.deep_linking import models as deep_linking

ALL_ROOMS = (audit, outbox, institutions, accounts, exchanges, grading, health, deep_linking)
METADATA = Base.metadata
