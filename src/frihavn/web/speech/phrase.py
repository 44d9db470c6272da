"""Say a proof's steps in words of one language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from frihavn.law.eligibility import Change, ProofNode, Verdict
from frihavn.law.lawbook import LawBook
from frihavn.law.scheme import Scheme
from frihavn.law.vocabulary import Fact
from frihavn.web.speech.language import Language

MARKS = {Verdict.MET: "✓", Verdict.NOT_MET: "✗", Verdict.OPEN: "?"}
COLOURS = {Verdict.MET: "green", Verdict.NOT_MET: "red", Verdict.OPEN: "yellow"}
SHOWN_MAX = 6
"""Values of a list that are named; the others are counted."""

_ORDER = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}


class Phrases:
    """Turns proof nodes into sentences."""

    def __init__(self, book: LawBook, language: Language) -> None:
        self.book = book
        self.language = language

    def of(self, node: ProofNode) -> str:
        """One line for one step."""
        say, data = self.language.say, node.data
        match node.kind:
            case "clause":
                return self.clause(node)
            case "fact":
                return f"{self.test(data)} — {self.state(data['fact'], data['state'])}"
            case "finding":
                finding = self.book.vocabulary.findings[data["finding"]]
                label = self.language.of(f"finding:{finding.id}:label", finding.label)
                if data["recorded"] is None:
                    return f"{label} — {say('why.not_recorded')}"
                return f"{label} — {say('answer.yes' if data['recorded'] else 'answer.no')}, {say('why.recorded')}"
            case "point":
                return self.point(node)
            case "parameter" | "assumption":
                return self.parameter(node)
            case "where":
                places = say("join.or").join(say(f"place.{place}") for place in data["says"].split())
                return f"{say('why.where', places=places)} {self.cited(data)}"
            case "no_text" | "unless" | "settled" | "exclusions":
                return say(f"why.{node.kind}")
            case "presumption":
                return f"{say('why.presumption', name=data['name'])} {self.cited(data)}"
            case "gap":
                return say("because.parameters" if data["what"] == "parameter" else "why.point_open")
            case _:
                return self.join(node)

    def join(self, node: ProofNode) -> str:
        """Say how a step joins the steps below it."""
        say, shown = self.language.say, len(node.children)
        match node.kind:
            case "at_least":
                return say("why.at_least", count=node.data["count"])
            case "any_of" if shown < node.data["of"]:
                return say("why.any_of_one", total=node.data["of"])
            case "all_of" if shown < node.data["of"]:
                return say("why.all_of_one", total=node.data["of"])
            case _:
                return say(f"why.{node.kind}")

    def clause(self, node: ProofNode) -> str:
        """A clause: its heading, citations, and since when it is the text."""
        data = node.data
        title = self.language.of(f"scheme:{data['scheme']}:title", data["title"])
        version = data["version"]
        since = ""
        if version["from"]:
            since = ", " + self.language.say("why.text_of", day=self.language.day(version["from"]))
        elif version["to"]:
            since = ", " + self.language.say("why.text_until", day=self.language.day(version["to"]))
        return f"{title}  {self.cited(data, since)}"

    def cited(self, data: dict[str, Any], more: str = "") -> str:
        """Citations in brackets, with their grade in words."""
        parts = [
            f"{item['source']} {item['at']}: {self.language.say('grade.' + item['grade'])}"
            for item in data.get("cite", ())
        ]
        return f"[{'; '.join(parts)}{more}]" if parts else ""

    def point(self, node: ProofNode) -> str:
        """An open point and how this line of authority reads it."""
        point = self.book.vocabulary.points[node.data["name"]]
        label = self.language.of(f"point:{point.id}:label", point.label)
        says = node.data.get("says")
        if says is None:
            return f"{label} — {self.language.say('why.point_open')}"
        if says in point.values:
            value = self.language.of(f"point:{point.id}:value:{says}", point.value_labels[point.values.index(says)])
        else:
            value = self.language.say("answer.yes" if says == "True" else "answer.no")
        return f"{label} — {self.language.say('why.point', value=value)} {self.cited(node.data)}"

    def parameter(self, node: ProofNode) -> str:
        """A parameter of the law, or an assumption about one."""
        scheme = self.book.schemes.get(str(node.data.get("scheme", "")))
        says = self.parameter_says(scheme, node.data["name"])
        if node.kind == "assumption":
            return self.language.say("why.assumption", says=says)
        inner = node.children[0] if node.children else None
        if inner is not None and inner.kind == "fact":
            return f"{self.of(inner)} {self.cited(node.data)}"
        if inner is not None and inner.kind == "gap":
            return self.language.say("why.parameter_open", says=says)
        value = self.language.say("answer.yes" if node.value is Verdict.MET else "answer.no")
        return f"{self.language.say('why.parameter', says=says, value=value)} {self.cited(node.data)}"

    def parameter_says(self, scheme: Scheme | None, name: str) -> str:
        """What a parameter is about."""
        owners = [scheme] if scheme else [item for item in self.book.schemes.values() if name in item.parameters]
        if not owners:
            return name
        return self.language.of(f"scheme:{owners[0].id}:parameter:{name}", owners[0].parameters[name].says)

    def test(self, data: dict[str, Any]) -> str:
        """A test of a fact in words."""
        fact = self.book.vocabulary.facts[data["fact"]]
        label, operand, operator = self.language.fact(fact), data["operand"], data["operator"]
        say = self.language.say
        if "minus" in data:
            other = self.book.vocabulary.facts[data["minus"]]
            label = say("test.days", start=self.language.fact(other), end=label)
            return say(f"test.number_{_ORDER.get(operator, 'at_least')}", label=label, value=operand)
        if isinstance(operand, dict):
            other_label = self.language.fact(self.book.vocabulary.facts[operand["fact"]])
            key = "test.includes_fact" if operator == "includes" else "test.is"
            return say(key, label=label, other=other_label, value=other_label)
        if fact.type.value == "bool" and operand is True:
            return label
        if operator == "in":
            return say("test.in", label=label, values=self.list(fact, operand, "join.or"))
        if operator == "includes":
            return say("test.includes", label=label, value=self.language.value(fact, operand))
        if operator in _ORDER:
            prefix = "number_" if fact.type.value == "int" else ""
            return say(f"test.{prefix}{_ORDER[operator]}", label=label, value=self.language.value(fact, operand))
        return say(
            "test.is" if operator == "==" else "test.is_not",
            label=label,
            value=self.language.value(fact, operand),
        )

    def list(self, fact: Fact, values: Sequence[Any], join: str = "join.and") -> str:
        """Values in words; a long list of countries is cut."""
        words = [self.language.value(fact, value) for value in values]
        if len(words) > SHOWN_MAX:
            words = [*words[: SHOWN_MAX - 1], f"… ({len(words)})"]
        return self.language.say(join).join(words) if words else self.language.say("state.empty")

    def state(self, fact_id: str, state: dict[str, Any]) -> str:
        """What is known of a fact, in words."""
        fact, say = self.book.vocabulary.facts[fact_id], self.language.say
        if "unknown" in state:
            return say(f"unknown.{state['unknown']}")
        known_by = f" ({say('known_by.' + state['known_by'])})" if state.get("known_by") else ""
        if "value" in state:
            value = state["value"]
            text = self.list(fact, value) if isinstance(value, list) else self.language.value(fact, value)
        elif "one_of" in state:
            text = self.one_of(fact, state["one_of"])
        elif "from" in state:
            text = self.between(fact, state["from"], state["to"])
        else:
            pieces = []
            if state["includes"]:
                pieces.append(say("state.includes", values=self.list(fact, state["includes"])))
            if state["excludes"]:
                pieces.append(say("state.excludes", values=self.list(fact, state["excludes"])))
            text = say("join.and").join(pieces)
        return text + known_by

    def one_of(self, fact: Fact, values: Sequence[Any]) -> str:
        """Some of the values of a fact in words; where they are most of them, the others are named."""
        others = [value for value in fact.values if value not in values]
        if len(values) > SHOWN_MAX and others and len(others) < len(values):
            return self.language.say("state.any_but", values=self.list(fact, others, "join.or"))
        return self.language.say("state.one_of", values=self.list(fact, values, "join.or"))

    def between(self, fact: Fact, low: Any, high: Any) -> str:
        """An interval in words."""
        say, value = self.language.say, self.language.value
        if low is None:
            return say("state.to", high=value(fact, high))
        if high is None:
            return say("state.from", low=value(fact, low))
        return say("state.between", low=value(fact, low), high=value(fact, high))

    def change(self, change: Change) -> str:
        """Joint changes of facts in words."""
        parts = []
        for name, value in change.values:
            fact = self.book.vocabulary.facts[name]
            state = self.state(name, _as_state(value))
            parts.append(f"{self.language.fact(fact)}: {state}")
        return self.language.say("join.and").join(parts)


def _as_state(value: Any) -> dict[str, Any]:
    """A case file's way of writing a value, as the state of a proof has it."""
    if not isinstance(value, dict):
        return {"value": value}
    if "after" in value or "before" in value:
        return {"from": _moved(value.get("after"), 1), "to": _moved(value.get("before"), -1)}
    return {"includes": [], "excludes": [], **value} if "one_of" not in value else value


def _moved(value: Any, by: int) -> Any:
    """The neighbour of an exclusive bound, so that it can be said inclusively."""
    if isinstance(value, str):
        return (date.fromisoformat(value) + timedelta(days=by)).isoformat()
    return None if value is None else value + by
