"""The words a rule may use, as a tree. A rule is data: it is read against a white list and never run.

all_of(...)  any_of(...)  at_least(k, ...)  not_(...)
refused_openly                            a yes/no fact
departure >= param("cutoff")              a fact against a value or a dated parameter
present_in in ["AM", "KZ"]
nationality.includes("UA")                a set fact holds a value, or the value of another fact
decision - application > 180              days between two dates
rule("citizen")  rule("un/refugee.persecution")
finding("credible")  open_point("mobilisation_over")  param("covers_officers")
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from frihavn.logic import Operator

Literal = bool | str | int | date


@dataclass(frozen=True, slots=True)
class Fact:
    """A yes/no fact standing alone, or the left side of a comparison."""

    name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of an officer's."""

    name: str


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """An open point of law; lines of authority give it a value."""

    name: str


@dataclass(frozen=True, slots=True)
class Param:
    """A dated parameter of the scheme."""

    name: str


@dataclass(frozen=True, slots=True)
class RuleRef:
    """Another rule: of this scheme (`scheme` None), or of a shared definition under un/ or eu/."""

    scheme: str | None
    name: str

    def __str__(self) -> str:
        return self.name if self.scheme is None else f"{self.scheme}.{self.name}"


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right`; `minus` turns the left side into days between two dates."""

    left: Fact | OpenPoint | Param
    operator: Operator
    right: Literal | tuple[Literal, ...] | Param | Fact
    minus: str | None = None


@dataclass(frozen=True, slots=True)
class Includes:
    """A set fact holds a value, or the value of another fact."""

    fact: str
    value: str | Fact | Param


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` parts."""

    count: int
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    part: Expression


Expression = Fact | Finding | OpenPoint | Param | RuleRef | Compare | Includes | AllOf | AnyOf | AtLeast | Not

WIDTH = 110
_WORDS: dict[type, str] = {AllOf: "all_of", AnyOf: "any_of", AtLeast: "at_least", Not: "not_"}


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The sub-expressions, in order."""
    match expression:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


def walk(expression: Expression) -> list[Any]:
    """Every node, left to right, with the operands of comparisons."""
    found: list[Any] = [expression]
    for part in parts_of(expression):
        found.extend(walk(part))
    if isinstance(expression, Compare):
        found.append(expression.left)
        if expression.minus is not None:
            found.append(Fact(expression.minus))
        if isinstance(expression.right, (Param, Fact)):
            found.append(expression.right)
    if isinstance(expression, Includes):
        found.append(Fact(expression.fact))
        if isinstance(expression.value, (Param, Fact)):
            found.append(expression.value)
    return found


def write_literal(value: object) -> str:
    """A value as it is written in a rule."""
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return f'day("{value.isoformat()}")'
        case str():
            return '"' + value + '"'
        case tuple():
            return "[" + ", ".join(write_literal(item) for item in value) + "]"
        case int():
            return str(value)
        case _:
            return write(value)  # type: ignore[arg-type]


def write(expression: Expression, indent: int = 0) -> str:
    """An expression as text in its canonical form; parsing the text gives the expression back."""
    line = _one_line(expression)
    if len(line) + indent <= WIDTH or not parts_of(expression):
        return line
    inner = " " * (indent + 4)
    lines = [write(part, indent + 4) for part in parts_of(expression)]
    if isinstance(expression, AtLeast):
        lines.insert(0, str(expression.count))
    body = "".join(f"{inner}{one},\n" for one in lines)
    return f"{_WORDS[type(expression)]}(\n{body}{' ' * indent})"


def _one_line(expression: Expression) -> str:
    match expression:
        case Fact(name):
            return name
        case Finding(name):
            return f'finding("{name}")'
        case OpenPoint(name):
            return f'open_point("{name}")'
        case Param(name):
            return f'param("{name}")'
        case RuleRef():
            return f'rule("{expression}")'
        case Compare(left, operator, right, minus):
            first = _one_line(left) + (f" - {minus}" if minus else "")
            return f"{first} {operator.value} {write_literal(right)}"
        case Includes(fact, value):
            return f"{fact}.includes({write_literal(value)})"
        case AllOf(parts) | AnyOf(parts):
            return f"{_WORDS[type(expression)]}(" + ", ".join(map(_one_line, parts)) + ")"
        case AtLeast(count, parts):
            return f"at_least({count}, " + ", ".join(map(_one_line, parts)) + ")"
        case Not(part):
            return f"not_({_one_line(part)})"
