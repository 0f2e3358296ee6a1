"""What other rooms may use of alliances."""

from vsm_platform.alliances.models import Alliance, AllianceChair, AllianceMember
from vsm_platform.alliances.rules import (
    Credit,
    ExchangeKind,
    ExchangePlan,
    Finding,
    PartnerPlan,
    Problem,
    Publishers,
    Rules,
    check_plan,
    credit_of,
    credit_words,
    kind_name,
)

__all__ = [
    "Alliance",
    "AllianceChair",
    "AllianceMember",
    "Credit",
    "ExchangeKind",
    "ExchangePlan",
    "Finding",
    "PartnerPlan",
    "Problem",
    "Publishers",
    "Rules",
    "check_plan",
    "credit_of",
    "credit_words",
    "kind_name",
]
