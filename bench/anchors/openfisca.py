"""OpenFisca: inputs and rules as variables of a month, written into a package of their own and loaded from there."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from bench.anchors.openfisca_entity import Person
from bench.anchors.task import Answers, Tree, run, single_case
from bench.timing import seconds_each

PERIOD = "2026-11"
HEAD = """from datetime import date

import numpy as np
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import MONTH
from openfisca_core.variables import Variable

from {entities} import Person

"""


def member(value: str) -> str:
    """The name of an enum's member."""
    return f"V_{value}"


def enum_name(name: str) -> str:
    """The class of an enum's values."""
    return f"Of_{name}"


def variable_source(name: str, spec: Mapping[str, Any]) -> str:
    """One input; of a set one input for each member."""
    if spec["type"] == "set":
        return "".join(variable_source(f"{name}__{value}", {"type": "bool"}) for value in spec["domain"])
    lines, extra = [], ""
    if spec["type"] == "enum":
        lines = [f"class {enum_name(name)}(Enum):"] + [f"    {member(v)} = {v!r}" for v in spec["domain"]] + ["", ""]
        first = member(spec["domain"][0])
        extra = f"\n    possible_values = {enum_name(name)}\n    default_value = {enum_name(name)}.{first}"
    kind = {"bool": "bool", "int": "int", "date": "date", "enum": "Enum"}[spec["type"]]
    lines += [f"class {name}(Variable):", f"    value_type = {kind}{extra}", "    entity = Person"]
    lines += ["    definition_period = MONTH", f"    label = {name!r}", "", ""]
    return "\n".join(lines) + "\n"


def rule_source(name: str, tree: Tree, inputs: Mapping[str, Any]) -> str:
    """One rule as a variable with a formula."""
    used: dict[str, str] = {}
    body = formula(tree, inputs, used)
    lines = [f"class {name}(Variable):", "    value_type = bool", "    entity = Person"]
    lines.append("    definition_period = MONTH")
    lines += [f"    label = {name!r}", "", "    def formula(person, period):"]
    lines += [f"        {local} = person({key!r}, period)" for key, local in used.items()]
    return "\n".join([*lines, f"        return {body}", "", ""]) + "\n"


def formula(tree: Tree, inputs: Mapping[str, Any], used: dict[str, str]) -> str:
    """A tree as an expression over arrays."""
    for word, joint in (("all", " * "), ("any", " + ")):
        if word in tree:
            return "(" + joint.join(formula(part, inputs, used) for part in tree[word]) + ")"
    if "not" in tree:
        return f"np.logical_not({formula(tree['not'], inputs, used)})"
    if "at_least" in tree:
        counted = " + ".join(f"{formula(part, inputs, used)}.astype(int)" for part in tree["parts"])
        return f"(({counted}) >= {tree['at_least']})"
    if "const" in tree:
        return f"np.full(person.count, {tree['const']})"
    return _leaf(tree, inputs, used)


def _leaf(leaf: Tree, inputs: Mapping[str, Any], used: dict[str, str]) -> str:
    name = leaf["input"]

    def local(key: str) -> str:
        return used.setdefault(key, f"x{len(used)}")

    if "has" in leaf:
        return local(f"{name}__{leaf['has']}")
    if "has_value_of" in leaf:
        other = leaf["has_value_of"]
        pairs = [
            f"({local(other)} == {enum_index(value, other, inputs)}) * {local(f'{name}__{value}')}"
            for value in inputs[name]["domain"]
        ]
        return "(" + " + ".join(pairs) + ")"
    if "op" not in leaf:
        return local(name)
    if leaf["op"] == "in":
        codes = [enum_index(value, name, inputs) for value in leaf["value"]]
        return "(" + " + ".join(f"({local(name)} == {code})" for code in codes) + ")"
    left, right = local(name), _operand(leaf, inputs, used)
    if "minus" in leaf:
        left = f"({left} - {local(leaf['minus'])})"
    return f"({left} {leaf['op']} {right})"


def enum_index(value: str, name: str, inputs: Mapping[str, Any]) -> str:
    """A value of an enum, as a formula writes it."""
    if value not in inputs[name]["domain"]:
        raise ValueError(f"{value} is no value of {name}")
    return f"{enum_name(name)}.{member(value)}"


def _operand(leaf: Tree, inputs: Mapping[str, Any], used: dict[str, str]) -> str:
    if "other" in leaf:
        return used.setdefault(leaf["other"], f"x{len(used)}")
    kind = inputs[leaf["input"]]["type"]
    if "minus" in leaf:
        return f"np.timedelta64({leaf['value']}, 'D')"
    if kind == "date":
        return f"np.datetime64('{date.fromordinal(leaf['value']).isoformat()}')"
    return enum_index(leaf["value"], leaf["input"], inputs) if kind == "enum" else repr(leaf["value"])


def system_for(task: Mapping[str, Any], folder: Path) -> TaxBenefitSystem:
    """Write the package and load it."""
    variables = folder / "variables"
    variables.mkdir()
    source = HEAD.replace("{entities}", "bench.anchors.openfisca_entity")
    source += "".join(variable_source(name, spec) for name, spec in task["inputs"].items())
    source += "".join(rule_source(f"rule{i}", rule["tree"], task["inputs"]) for i, rule in enumerate(task["rules"]))
    (variables / "generated.py").write_text(source, encoding="utf-8")

    system = TaxBenefitSystem([Person])
    system.add_variables_from_directory(str(variables))
    return system


def flat(person: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A person as OpenFisca's variables; what is missing is left out and falls to its default."""
    found: dict[str, Any] = {}
    for name, value in person.items():
        match inputs[name]["type"]:
            case "set":
                found.update({f"{name}__{one}": one in value for one in inputs[name]["domain"]})
            case "date":
                found[name] = date.fromordinal(value).isoformat()
            case "enum":
                found[name] = member(value)
            case _:
                found[name] = value
    return found


def measure(task: Mapping[str, Any]) -> dict[str, Any]:
    """Build a simulation of one person and calculate, in the two ways OpenFisca has; the faster one counts."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="bench-openfisca-") as folder:
        system = system_for(task, Path(folder))
    names, inputs = [f"rule{index}" for index in range(len(task["rules"]))], task["inputs"]

    def arrays(person: Mapping[str, Any]) -> dict[str, Any]:
        return {name: np.array([value]) for name, value in flat(person, inputs).items()}

    def by_arrays(given: Mapping[str, Any]) -> Answers:
        simulation = SimulationBuilder().build_default_simulation(system, 1)
        for name, value in given.items():
            simulation.set_input(name, PERIOD, value)
        return [bool(simulation.calculate(name, PERIOD)[0]) for name in names]

    def by_situation(situation: Mapping[str, Any]) -> Answers:
        simulation = SimulationBuilder().build_from_entities(system, situation)
        return [bool(simulation.calculate(name, PERIOD)[0]) for name in names]

    people = [person["full"] for person in task["people"][:20]]
    situations = [{"persons": {"p": {n: {PERIOD: v} for n, v in flat(p, inputs).items()}}} for p in people]
    if [by_situation(one) for one in situations] != [by_arrays(arrays(person)) for person in people]:
        raise RuntimeError("the two ways of building a simulation disagree")
    ready = [arrays(person) for person in people]
    ways = {"situation": seconds_each(by_situation, situations), "arrays": seconds_each(by_arrays, ready)}
    found = single_case(task, lambda person: by_arrays(arrays(person)), lambda person: by_arrays(arrays(person)))
    title = f"openfisca-core {version('openfisca-core')}"
    return {**found, "seconds": min(ways.values()), "ways": ways, "version": title}


if __name__ == "__main__":
    run(measure)
