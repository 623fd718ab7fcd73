"""The rows of a case, one module for each idea."""

from amparo.cases.models.case import Case, CaseReport, Stage
from amparo.cases.models.compartment import (
    Compartment,
    CompartmentGrant,
    CompartmentKey,
    CompartmentRow,
)

__all__ = [
    "Case",
    "CaseReport",
    "Compartment",
    "CompartmentGrant",
    "CompartmentKey",
    "CompartmentRow",
    "Stage",
]
