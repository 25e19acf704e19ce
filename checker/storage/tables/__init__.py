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
from checker.storage.tables.kept import KeptRow, PostWordsRow, VerdictSetRow
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
from checker.storage.tables.web import ActivityRow, DraftRow, SettingRow, TokenRow, UserRow
from checker.storage.tables.work import ReviewRow, SamplingItemRow, SamplingPlanRow, WaiverRow

__all__ = [
    "AccountRow",
    "ActivityRow",
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
    "DraftRow",
    "FindingRow",
    "IndicatorRow",
    "IndicatorValueRow",
    "InputRow",
    "KeptRow",
    "PostBodyRow",
    "PostBrandRow",
    "PostRow",
    "PostWordsRow",
    "ProblemRow",
    "ReviewRow",
    "SamplingItemRow",
    "SamplingPlanRow",
    "SettingRow",
    "SnapshotRow",
    "TokenRow",
    "UserRow",
    "VerdictBodyRow",
    "VerdictRow",
    "VerdictSetRow",
    "WaiverRow",
    "utc_now",
]
