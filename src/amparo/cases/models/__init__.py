"""The rows of a case, one module for each idea."""

from amparo.cases.models.case import Case, CaseReport, Stage
from amparo.cases.models.compartment import (
    Compartment,
    CompartmentGrant,
    CompartmentKey,
    CompartmentRow,
)
from amparo.cases.models.lifecycle import (
    Answer,
    Closing,
    ClosingReason,
    HandOver,
    HandOverBasis,
    MergeDecision,
    StageStep,
    Summary,
)

__all__ = [
    "Answer",
    "Case",
    "CaseReport",
    "Closing",
    "ClosingReason",
    "Compartment",
    "CompartmentGrant",
    "CompartmentKey",
    "CompartmentRow",
    "HandOver",
    "HandOverBasis",
    "MergeDecision",
    "Stage",
    "StageStep",
    "Summary",
]
