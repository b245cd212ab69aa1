"""Records of the yearly evaluation."""

from thanthien.evaluations.models.after_result import (
    AdjustedItem,
    Adjustment,
    CityReturn,
    DecisionCorrection,
    ReopenedItem,
)
from thanthien.evaluations.models.appraisal import ItemRequest, Sheet, SheetItem
from thanthien.evaluations.models.council import Conclusion, GateFact, ReviewRequest
from thanthien.evaluations.models.cycle import Cycle, Extension, Phase
from thanthien.evaluations.models.decision import Decision, DecisionItem, Edition, PaperWord, Seal
from thanthien.evaluations.models.dossier import Dossier, StepLog, Total
from thanthien.evaluations.models.draft_change import DraftChange
from thanthien.evaluations.models.extension_request import ExtensionRequest
from thanthien.evaluations.models.figures import Computation, DossierFigure
from thanthien.evaluations.models.forecast import DailyForecast
from thanthien.evaluations.models.paper import Paper, PaperDossier, PaperWithdrawal
from thanthien.evaluations.models.pilot import PilotChange
from thanthien.evaluations.models.proceeding import Proceeding, ProceedingDocument, ProceedingLog
from thanthien.evaluations.models.registered_model import RegisteredModel
from thanthien.evaluations.models.returns import ReturnItem
from thanthien.evaluations.models.self_score import Answer, AnswerEvidence, Opinion
from thanthien.evaluations.models.set_change import EarlierAnswer, SetChange
from thanthien.evaluations.models.setting_change import SettingChange
from thanthien.evaluations.models.silence import Silence
from thanthien.evaluations.models.waiver import Waiver, WaiverEnd

__all__ = [
    "AdjustedItem",
    "Adjustment",
    "Answer",
    "AnswerEvidence",
    "CityReturn",
    "Computation",
    "Conclusion",
    "Cycle",
    "DailyForecast",
    "Decision",
    "DecisionCorrection",
    "DecisionItem",
    "Dossier",
    "DossierFigure",
    "DraftChange",
    "EarlierAnswer",
    "Edition",
    "Extension",
    "ExtensionRequest",
    "GateFact",
    "ItemRequest",
    "Opinion",
    "Paper",
    "PaperDossier",
    "PaperWithdrawal",
    "PaperWord",
    "Phase",
    "PilotChange",
    "Proceeding",
    "ProceedingDocument",
    "ProceedingLog",
    "RegisteredModel",
    "ReopenedItem",
    "ReturnItem",
    "ReviewRequest",
    "Seal",
    "SetChange",
    "SettingChange",
    "Sheet",
    "SheetItem",
    "Silence",
    "StepLog",
    "Total",
    "Waiver",
    "WaiverEnd",
]
