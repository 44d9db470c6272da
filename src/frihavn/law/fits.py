"""What a rule compares must be of one type: a fact, finding or point with a value, a parameter or another fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from frihavn.law.errors import nearest
from frihavn.law.expression import Compare, Expression, Fact, Includes, Literal, OpenPoint, Param
from frihavn.law.scheme import Scheme
from frihavn.law.vocabulary import Fact as FactWord
from frihavn.law.vocabulary import FactType, Point, Vocabulary
from frihavn.logic import Operator

_ORDERED = (Operator.BELOW, Operator.AT_MOST, Operator.ABOVE, Operator.AT_LEAST)
_EXAMPLES = {
    FactType.BOOL: "yes or no",
    FactType.DATE: 'day("2022-02-24")',
    FactType.INT: "a whole number",
    FactType.ENUM: 'a word such as "RU"',
    FactType.SET: "a list of words",
}


class Misfit(NamedTuple):
    """What does not fit: the word to point at, what is wrong, and what to write."""

    word: str
    message: str
    hint: str = ""


def type_of(value: object) -> FactType | None:
    """The type of a value; None: no law file holds such a thing."""
    match value:
        case bool():
            return FactType.BOOL
        case int():
            return FactType.INT
        case str():
            return FactType.ENUM
        case date() if not isinstance(value, datetime):
            return FactType.DATE
        case frozenset():
            return FactType.SET
        case _:
            return None


def misfits(node: object, scheme: Scheme, words: Vocabulary) -> Iterator[Misfit]:
    """What does not fit in one comparison; words that do not exist are told elsewhere."""
    fits = _Fits(scheme, words)
    if isinstance(node, Compare):
        yield from fits.comparison(node)
    elif isinstance(node, Includes):
        yield from fits.membership(node)


def not_yes_no(node: Expression, scheme: Scheme, words: Vocabulary) -> Iterator[Misfit]:
    """Something that stands alone as a condition and is no yes/no fact, point or parameter."""
    if isinstance(node, (Fact, OpenPoint, Param)):
        types = _Fits(scheme, words).types(node)
        if types - {FactType.BOOL}:
            what = {Fact: "fact", OpenPoint: "open point", Param: "parameter"}[type(node)]
            message = f"{node.name!r} is not a yes/no {what} and cannot stand alone"
            yield Misfit(node.name, message, "Compare it with a value.")


class _Fits:
    def __init__(self, scheme: Scheme, words: Vocabulary) -> None:
        self.scheme, self.words = scheme, words

    def word(self, node: object) -> FactWord | Point | None:
        if isinstance(node, Fact):
            return self.words.facts.get(node.name)
        return self.words.points.get(node.name) if isinstance(node, OpenPoint) else None

    def types(self, node: Fact | OpenPoint | Param) -> set[FactType]:
        """The types of what a node can be; empty where nothing is known of it."""
        if not isinstance(node, Param):
            word = self.word(node)
            return {word.type} if word else set()
        return {kind for value in self.values(node) if (kind := type_of(value))}

    def values(self, node: Param) -> list[object]:
        parameter = self.scheme.parameters.get(node.name)
        dated: list[object] = [value.value for value in parameter.values] if parameter else []
        assumed = [one.values[node.name] for one in self.scheme.assumptions.values() if node.name in one.values]
        return [*dated, *assumed]

    def comparison(self, node: Compare) -> Iterator[Misfit]:
        left, name = node.left, node.left.name
        types = self.types(left)
        if node.minus is not None:
            for one in (left, Fact(node.minus)):
                if self.types(one) - {FactType.DATE}:
                    yield Misfit(one.name, f"{one.name!r} is not a date", "Days are counted between two dates.")
            types = {FactType.INT} if types else types
        elif FactType.SET in types:
            yield Misfit(name, f"{name!r} is a set", f'Write {name}.includes("...").')
            return
        if node.operator in _ORDERED and types - {FactType.DATE, FactType.INT}:
            yield Misfit(name, f"{name!r} has no order; `{node.operator.value}` wants a date or a number")
            return
        for wanted in sorted(types, key=lambda one: one.value):
            for operand in node.right if isinstance(node.right, tuple) else (node.right,):
                yield from self.operand(node, wanted, operand)

    def operand(self, node: Compare, wanted: FactType, operand: Literal | Param | Fact) -> Iterator[Misfit]:
        name = node.left.name
        if isinstance(operand, Fact) and not isinstance(node.left, Fact):
            yield Misfit(
                operand.name,
                f"{name!r} is read from the law and cannot be compared with the fact {operand.name!r}",
                f"Begin with the fact: {operand.name} == ...",
            )
        elif isinstance(operand, Fact):
            if self.types(operand) - {wanted}:
                message = f"{name!r} cannot be compared with {operand.name!r}"
                yield Misfit(operand.name, message, f"It wants {_EXAMPLES[wanted]}, or a fact that is one.")
        elif isinstance(operand, Param):
            needed = FactType.SET if node.operator is Operator.IN else wanted
            if self.types(operand) - {needed}:
                message = f"{name!r} cannot be compared with the parameter {operand.name!r}"
                yield Misfit(operand.name, message, f"Its values must be {_EXAMPLES[needed]}.")
        elif type_of(operand) is not wanted:
            shown = operand.isoformat() if isinstance(operand, date) else operand
            hint = f"It wants {_EXAMPLES[wanted]}."
            yield Misfit(str(operand), f"{name!r} cannot be compared with {shown!r}", hint)
        elif node.minus is None:
            yield from self.in_domain(name, self.word(node.left), operand)

    def in_domain(self, name: str, word: FactWord | Point | None, value: object) -> Iterator[Misfit]:
        if word and word.values and isinstance(value, str) and value not in word.values:
            hint = nearest(value, word.values) or f"It can be {', '.join(word.values)}."
            yield Misfit(value, f"{value!r} is not a value of {name!r}", hint)

    def membership(self, node: Includes) -> Iterator[Misfit]:
        word = self.words.facts.get(node.fact)
        if word is None:
            return
        if word.type is not FactType.SET:
            yield Misfit(word.id, f"{word.id!r} is not a set", f"Write {word.id} == ... instead.")
        elif isinstance(node.value, str):
            yield from self.in_domain(word.id, word, node.value)
        elif self.types(node.value) - {FactType.ENUM}:
            message = f"{word.id!r} holds words; {node.value.name!r} is none"
            yield Misfit(node.value.name, message, f"It wants {_EXAMPLES[FactType.ENUM]}.")
