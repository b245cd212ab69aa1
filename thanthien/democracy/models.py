"""What the room keeps. Each duty has its tables in a file of its own; Django finds them here."""

from thanthien.democracy.community import CommunityDecision
from thanthien.democracy.consultations import Consultation
from thanthien.democracy.supervision import Recommendation, RecommendationAnswer, SupervisionPlan, SupervisionSession

__all__ = [
    "CommunityDecision",
    "Consultation",
    "Recommendation",
    "RecommendationAnswer",
    "SupervisionPlan",
    "SupervisionSession",
]
