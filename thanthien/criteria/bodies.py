"""Several appraising bodies on one indicator: ``lead``, ``mean`` or ``median`` of the exact results."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.rule_scorers import round_to_step
from thanthien.criteria.scoring import IndicatorResult, explain, score_indicator
from thanthien.criteria.values import Answer, ClaimRefused, Combined, Deviation, NotApplicable, Value

_WORDS = {"mean": "Trung bình", "median": "Trung vị"}


def combine_bodies(indicator: CompiledIndicator, words: Sequence[Answer | ClaimRefused | None]) -> Combined:
    """Join the bodies' words, given in the order in which the set names the bodies.

    ``lead`` takes the first body's answer. ``mean`` and ``median`` need every body and round once.
    “Không phát sinh” by only some of those that answered is contested: the council decides.
    Raises ValueProblem as ``score_indicator`` does.
    """
    said = [word for word in words if word is not None]
    claims = sum(isinstance(word, NotApplicable) for word in said)
    if 0 < claims < len(said):
        return _unsettled(
            contested=True, why="Chỉ một phần các cơ quan xác nhận “không phát sinh”: Hội đồng quyết định"
        )
    answers = [None if isinstance(word, ClaimRefused) else word for word in words]
    if indicator.definition.combine == "lead" or len(answers) == 1:
        return _from_lead(indicator, answers[0] if answers else None)
    given = [answer for answer in answers if answer is not None]
    if not given or len(given) < len(answers):
        return _unsettled(contested=False, why="Chưa đủ các cơ quan chấm")
    if claims:
        return _from_lead(indicator, given[0])
    return _joined(indicator, given)


def _unsettled(*, contested: bool, why: str) -> Combined:
    return Combined("contested" if contested else "missing", None, 0, 1, contested, why)


def _from_lead(indicator: CompiledIndicator, answer: Answer | None) -> Combined:
    result = score_indicator(indicator, answer)
    return Combined(
        state=result.state,
        points=result.points,
        numerator=result.numerator,
        denominator=result.denominator,
        contested=False,
        why=explain(indicator, answer, result),
        value=_value_of(answer),
        deviation=result.deviation,
    )


def _joined(indicator: CompiledIndicator, answers: Sequence[Answer]) -> Combined:
    results = [score_indicator(indicator, answer) for answer in answers]
    exact = [result.exact for result in results if result.exact is not None]
    if len(exact) < len(results):
        return _unsettled(contested=False, why="Chưa đủ các cơ quan chấm")
    how = indicator.definition.combine
    joined = Fraction(median(exact)) if how == "median" else sum(exact, Fraction(0)) / len(exact)
    steps = round_to_step(joined.numerator, joined.denominator, indicator.step)
    return Combined(
        state="scored",
        points=indicator.points[steps],
        numerator=joined.numerator,
        denominator=joined.denominator,
        contested=False,
        why=_joined_sentence(indicator, results, how, steps),
        value=_shared_value(answers),
        deviation=any(result.deviation for result in results),
    )


def _joined_sentence(indicator: CompiledIndicator, results: Sequence[IndicatorResult], how: str, steps: int) -> str:
    parts = "; ".join(indicator.texts[result.steps] for result in results)
    return (
        f"{_WORDS[how]} kết quả chưa làm tròn của {len(results)} cơ quan (làm tròn riêng: {parts}) "
        f"→ {indicator.texts[steps]} điểm"
    )


def _value_of(answer: Answer | None) -> Value | None:
    if isinstance(answer, (Deviation, Combined)):
        return answer.value
    return None if isinstance(answer, NotApplicable) else answer


def _shared_value(answers: Sequence[Answer]) -> Value | None:
    """The bodies' common value if they all agree; a gate can't read a mean of different values."""
    first, *others = (_value_of(answer) for answer in answers)
    return first if all(value == first for value in others) else None
