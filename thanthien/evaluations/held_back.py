"""Which condition keeps a dossier below its points, in one short sentence. Read from stored totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from thanthien.criteria.compiling import CompiledSet


def held_back(compiled: CompiledSet, gates: Iterable[Mapping[str, str]], level_high: int) -> str:
    """“Chưa đạt do: …” or “Không quá Mức độ 2 do: …”; empty when no condition that occurred sets the upper end.

    ``gates``: as a total stores them; ``level_high``: the highest level that the same total still allows.
    """
    caps = {gate.key: gate.cap for gate in compiled.gates}
    if level_high >= len(compiled.levels):
        return ""
    found = [gate["question"] for gate in gates if gate["state"] == "hit" and caps.get(gate["key"]) == level_high]
    if not found:
        return ""
    name = compiled.definition.level_names.name(level_high)
    return f"{f'Không quá {name}' if level_high else name} do: {'; '.join(found)}"
