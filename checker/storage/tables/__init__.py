"""The tables of the database, typed; nothing outside ``checker.storage`` sees them."""

from checker.storage.tables.audits import (
    AuditRow,
    CrossFindingRow,
    CrossMemberRow,
    FindingRow,
    InputRow,
    PostBodyRow,
    PostBrandRow,
    PostRow,
    ProblemRow,
    VerdictBodyRow,
    VerdictRow,
)
from checker.storage.tables.base import Base, utc_now
from checker.storage.tables.people import (
    AccountRow,
    BrandNameRow,
    BrandRow,
    CampaignRow,
    CollaborationRow,
    CreatorRow,
    CreatorTopicRow,
    IndicatorRow,
    IndicatorValueRow,
    SnapshotRow,
)
from checker.storage.tables.work import ReviewRow, SamplingItemRow, SamplingPlanRow, WaiverRow

__all__ = [
    "AccountRow",
    "AuditRow",
    "Base",
    "BrandNameRow",
    "BrandRow",
    "CampaignRow",
    "CollaborationRow",
    "CreatorRow",
    "CreatorTopicRow",
    "CrossFindingRow",
    "CrossMemberRow",
    "FindingRow",
    "IndicatorRow",
    "IndicatorValueRow",
    "InputRow",
    "PostBodyRow",
    "PostBrandRow",
    "PostRow",
    "ProblemRow",
    "ReviewRow",
    "SamplingItemRow",
    "SamplingPlanRow",
    "SnapshotRow",
    "VerdictBodyRow",
    "VerdictRow",
    "WaiverRow",
    "utc_now",
]
