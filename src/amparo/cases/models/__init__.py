"""The rows of a case, one module for each idea."""

from amparo.cases.models.audit import UnusualPattern
from amparo.cases.models.breakglass import BreakGlass, Escrow, EscrowBox, EscrowHalf, ReleasedHalf
from amparo.cases.models.case import Case, CaseReport, Stage
from amparo.cases.models.compartment import (
    Compartment,
    CompartmentGrant,
    CompartmentKey,
    CompartmentRow,
)
from amparo.cases.models.consent import Consent, Override
from amparo.cases.models.contact import CaseContact
from amparo.cases.models.deconfliction import Question, RoutedQuestion
from amparo.cases.models.determination import (
    Determination,
    ElementsReasoning,
    Platform,
    Status,
)
from amparo.cases.models.justice import CourtKind, JusticeStep, JusticeStepKind
from amparo.cases.models.letter import Letter, LetterBox
from amparo.cases.models.lifecycle import (
    Answer,
    Closing,
    ClosingReason,
    Enclosure,
    HandOver,
    MergeDecision,
    StageStep,
    Summary,
)
from amparo.cases.models.obligation import (
    FocalPoint,
    Notice,
    NoticeKind,
    Obligation,
    ObligationState,
    Step,
    Waiver,
)
from amparo.cases.models.people import (
    AgeKnown,
    CasePoint,
    CaseRole,
    Disability,
    Movement,
    NonPunishmentReview,
    Outcome,
    Part,
    PersonInCase,
    Suspected,
)
from amparo.cases.models.protection import (
    Contacted,
    Feedback,
    Feeling,
    FollowUp,
    PlanAction,
    Progress,
    Risk,
    RiskAssessment,
    SafetyPlan,
    Service,
    ServiceEpisode,
)
from amparo.cases.models.referral import Referral
from amparo.cases.models.retention import Destruction, HoldGround, LegalHold
from amparo.cases.models.search import IndexedText
from amparo.cases.models.sharing import Ending, Ground, Purpose, Share

__all__ = [
    "AgeKnown",
    "Answer",
    "BreakGlass",
    "Case",
    "CaseContact",
    "CasePoint",
    "CaseReport",
    "CaseRole",
    "Closing",
    "ClosingReason",
    "Compartment",
    "CompartmentGrant",
    "CompartmentKey",
    "CompartmentRow",
    "Consent",
    "Contacted",
    "CourtKind",
    "Destruction",
    "Determination",
    "Disability",
    "ElementsReasoning",
    "Enclosure",
    "Ending",
    "Escrow",
    "EscrowBox",
    "EscrowHalf",
    "Feedback",
    "Feeling",
    "FocalPoint",
    "FollowUp",
    "Ground",
    "HandOver",
    "HoldGround",
    "IndexedText",
    "JusticeStep",
    "JusticeStepKind",
    "LegalHold",
    "Letter",
    "LetterBox",
    "MergeDecision",
    "Movement",
    "NonPunishmentReview",
    "Notice",
    "NoticeKind",
    "Obligation",
    "ObligationState",
    "Outcome",
    "Override",
    "Part",
    "PersonInCase",
    "PlanAction",
    "Platform",
    "Progress",
    "Purpose",
    "Question",
    "Referral",
    "ReleasedHalf",
    "Risk",
    "RiskAssessment",
    "RoutedQuestion",
    "SafetyPlan",
    "Service",
    "ServiceEpisode",
    "Share",
    "Stage",
    "StageStep",
    "Status",
    "Step",
    "Summary",
    "Suspected",
    "UnusualPattern",
    "Waiver",
]
