"""Records of the yearly evaluation."""

from thanthien.evaluations.models.appraisal import ItemRequest, Sheet, SheetItem
from thanthien.evaluations.models.council import Conclusion, GateFact, ReviewRequest
from thanthien.evaluations.models.cycle import Cycle, Extension, Phase
from thanthien.evaluations.models.decision import Decision, DecisionItem, Edition, PaperWord, Seal
from thanthien.evaluations.models.dossier import Dossier, StepLog, Total
from thanthien.evaluations.models.extension_request import ExtensionRequest
from thanthien.evaluations.models.figures import Computation, DossierFigure
from thanthien.evaluations.models.forecast import DailyForecast
from thanthien.evaluations.models.returns import ReturnItem
from thanthien.evaluations.models.self_score import Answer, AnswerEvidence, Opinion
from thanthien.evaluations.models.setting_change import SettingChange

__all__ = [
    "Answer",
    "AnswerEvidence",
    "Computation",
    "Conclusion",
    "Cycle",
    "DailyForecast",
    "Decision",
    "DecisionItem",
    "Dossier",
    "DossierFigure",
    "Edition",
    "Extension",
    "ExtensionRequest",
    "GateFact",
    "ItemRequest",
    "Opinion",
    "PaperWord",
    "Phase",
    "ReturnItem",
    "ReviewRequest",
    "Seal",
    "SettingChange",
    "Sheet",
    "SheetItem",
    "StepLog",
    "Total",
]
