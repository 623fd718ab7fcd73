"""The rows of leads, one module for each idea."""

from amparo.leads.models.addition import Addition
from amparo.leads.models.collection import Collection, LegalBasis, Origin
from amparo.leads.models.judgement import STATE_AFTER, Judgement, Verdict, Why
from amparo.leads.models.lead import JUDGED, LEGIBLE, UNDECIDED, Lead, LeadPoint, LeadState, LeadStory
from amparo.leads.models.run import Fault, Run, RunState
from amparo.leads.models.tally import Tally, TallyOf
from amparo.leads.models.weights import WeightSet

__all__ = [
    "JUDGED",
    "LEGIBLE",
    "STATE_AFTER",
    "UNDECIDED",
    "Addition",
    "Collection",
    "Fault",
    "Judgement",
    "Lead",
    "LeadPoint",
    "LeadState",
    "LeadStory",
    "LegalBasis",
    "Origin",
    "Run",
    "RunState",
    "Tally",
    "TallyOf",
    "Verdict",
    "WeightSet",
    "Why",
]
