"""Read a rule's text into an expression, against a white list. Nothing of it is ever executed."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import date

from frihavn.law.errors import Place, SchemeError, nearest
from frihavn.law.expression import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Expression,
    Fact,
    Finding,
    Includes,
    Literal,
    Not,
    OpenPoint,
    Param,
    RuleRef,
)
from frihavn.logic import Operator

WORDS = ("all_of", "any_of", "at_least", "not_", "rule", "finding", "open_point", "param", "day")
_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: Operator.IS,
    ast.NotEq: Operator.IS_NOT,
    ast.Lt: Operator.BELOW,
    ast.LtE: Operator.AT_MOST,
    ast.Gt: Operator.ABOVE,
    ast.GtE: Operator.AT_LEAST,
    ast.In: Operator.IN,
}
_WANTED = (
    "A rule may use "
    + ", ".join(f"{word}(...)" for word in WORDS)
    + ", comparisons, `in [...]` and `fact.includes(...)`."
)
_NOT_ALLOWED = "this is not allowed in a rule: a rule is data and is never run"
DEPTH_MAX = 40
LENGTH_MAX = 20_000


def parse(text: str, *, path: str, first_line: int, before: str = "") -> Expression:
    """Read a rule's text.

    Args:
        path: File name for error messages. `first_line`: the line of the text's first line in that file.
        before: What stands before the text on that line ("unless: ").

    Raises:
        SchemeError: with file, line, column and what to write instead.
    """
    if len(text) > LENGTH_MAX:
        raise SchemeError(
            "this rule is too long",
            Place(path, first_line),
            f"Split it; {LENGTH_MAX:,} characters are the limit.",
        )
    reader = _Reader(text, path, first_line, before)
    if not text.strip():
        raise reader.empty()
    try:
        # parenthesised so that an expression may run over several lines
        tree = ast.parse(f"(\n{text}\n)", mode="eval")
    except SyntaxError as error:
        raise reader.unreadable(error) from None
    except (ValueError, RecursionError, MemoryError):
        raise SchemeError("this cannot be read as a rule", Place(path, first_line), _WANTED) from None
    return reader.whole(tree.body)


class _Reader:
    """Walks a syntax tree and refuses everything that is not on the white list."""

    def __init__(self, text: str, path: str, first_line: int, before: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.path = path
        self.before = before
        self.first_line = first_line
        self.calls: dict[str, Callable[[ast.Call, int], Expression]] = {
            "all_of": lambda call, depth: AllOf(self.parts(call, call.args, depth)),
            "any_of": lambda call, depth: AnyOf(self.parts(call, call.args, depth)),
            "at_least": self.at_least,
            "not_": lambda call, depth: Not(self.read(self.only(call), depth + 1)),
            "rule": lambda call, _: self.rule_ref(call),
            "finding": lambda call, _: Finding(self.name_in(call)),
            "open_point": lambda call, _: OpenPoint(self.name_in(call)),
            "param": lambda call, _: Param(self.name_in(call)),
        }

    def error_at(self, line: int, column: int, length: int, message: str, hint: str = "") -> SchemeError:
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        if line == 1:
            text, column = self.before + text, column + len(self.before)
        return SchemeError(message, Place(self.path, self.first_line + line - 1, column, length, text), hint)

    def empty(self) -> SchemeError:
        return SchemeError(
            "this rule is empty", Place(self.path, self.first_line), "Write a condition, for example: refuses_to_fight"
        )

    def unreadable(self, error: SyntaxError) -> SchemeError:
        """The spot a syntax error names, in the text without the brackets put around it."""
        line = (error.lineno or 2) - 1
        if not 0 < line <= len(self.lines):  # the fault shows only at those brackets: look at the text alone
            try:
                ast.parse(self.text, mode="eval")
            except SyntaxError as alone:
                error, line = alone, alone.lineno or 1
        line = min(max(line, 1), len(self.lines))
        return self.error_at(line, error.offset or 1, 1, f"this cannot be read as a rule ({error.msg})", _WANTED)

    def whole(self, node: ast.expr) -> Expression:
        """Read the whole text, which must be one condition between the brackets put around it."""
        if node.lineno > 1:
            return self.read(node, depth=0)
        # it takes in the opening bracket: nothing but comments, several conditions, or a bracket closed too early
        if isinstance(node, ast.Tuple) and not node.elts:
            raise self.empty()
        line, text = next((number, text) for number, text in enumerate(self.lines, start=1) if text.strip())
        column = len(text) - len(text.lstrip()) + 1
        raise self.error_at(line, column, len(text.strip()), _NOT_ALLOWED, _WANTED)

    def error(self, node: ast.AST, message: str, hint: str = "") -> SchemeError:
        line = getattr(node, "lineno", 2) - 1
        offset = getattr(node, "col_offset", 0)
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        column = len(text.encode()[:offset].decode(errors="ignore"))
        end = getattr(node, "end_col_offset", offset + 1)
        same_line = getattr(node, "end_lineno", None) == getattr(node, "lineno", None)
        length = len(text.encode()[offset:end].decode(errors="ignore")) if same_line else len(text) - column
        return self.error_at(line, column + 1, max(1, length), message, hint)

    def read(self, node: ast.expr, depth: int) -> Expression:
        if depth > DEPTH_MAX:
            raise self.error(node, "this rule is nested too deeply", "Give an inner part a name of its own: rule(...)")
        match node:
            case ast.Name(id=name):
                return self.fact(node, name)
            case ast.Call(func=ast.Name(id=word)) if word in self.calls:
                self.no_keywords(node)
                return self.calls[word](node, depth)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="includes")):
                self.no_keywords(node)
                return Includes(name, self.member(self.only(node)))
            case ast.Call(func=ast.Name(id=word)):
                raise self.error(
                    node.func, f"{word!r} is not a word of the rule language", nearest(word, WORDS) or _WANTED
                )
            case ast.Compare():
                return self.compare(node)
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise self.error(
                    node,
                    "'and', 'or' and 'not' are not used in rules",
                    "Write all_of(...), any_of(...), not_(...).",
                )
            case _:
                raise self.error(node, _NOT_ALLOWED, _WANTED)

    def fact(self, node: ast.AST, name: str) -> Fact:
        if name in ("yes", "no", "true", "false"):
            raise self.error(node, f"{name!r} alone says nothing", "Compare a fact with it, or leave the part out.")
        return Fact(name)

    def no_keywords(self, call: ast.Call) -> None:
        if call.keywords:
            raise self.error(call, "arguments have no names here", _WANTED)

    def only(self, call: ast.Call) -> ast.expr:
        if len(call.args) != 1:
            raise self.error(call, f"one argument is wanted here, not {len(call.args)}")
        return call.args[0]

    def parts(self, call: ast.Call, args: list[ast.expr], depth: int) -> tuple[Expression, ...]:
        if not args:
            raise self.error(call, "this needs at least one part")
        return tuple(self.read(arg, depth + 1) for arg in args)

    def at_least(self, call: ast.Call, depth: int) -> Expression:
        match call.args:
            case [ast.Constant(value=int(count)), *rest] if 0 < count <= len(rest) and not isinstance(count, bool):
                return AtLeast(count, self.parts(call, rest, depth))
        raise self.error(
            call, "at_least needs a number and at least that many parts", "For example: at_least(2, a, b, c)"
        )

    def name_in(self, call: ast.Call) -> str:
        node = self.only(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self.word(node, node.value)
        raise self.error(node, "a name in quotation marks is wanted here", 'For example: finding("credible")')

    def word(self, node: ast.expr, text: str) -> str:
        if '"' in text or "\\" in text or not text.isprintable():
            raise self.error(node, "a word holds no quotation mark, backslash or line end", 'For example: "RU"')
        return text

    def rule_ref(self, call: ast.Call) -> RuleRef:
        scheme, dot, name = self.name_in(call).rpartition(".")
        return RuleRef(scheme if dot else None, name)

    def member(self, node: ast.expr) -> str | Fact | Param:
        match node:
            case ast.Constant(value=str(value)):
                return self.word(node, value)
            case ast.Name(id=name):
                return Fact(name)
            case ast.Call(func=ast.Name(id="param")):
                return Param(self.name_in(node))
            case _:
                pass
        raise self.error(node, "includes(...) takes one value or one fact", 'For example: nationality.includes("UA")')

    def compare(self, node: ast.Compare) -> Compare:
        if len(node.ops) != 1:
            raise self.error(node, "one comparison at a time", "Join two comparisons with all_of(...).")
        operator = _OPERATORS.get(type(node.ops[0]))
        if operator is None:
            raise self.error(node, "this comparison is not allowed", "Use == != < <= > >= or in.")
        left, minus = self.left_side(node.left)
        right = self.right_side(node.comparators[0])
        if (operator is Operator.IN) != isinstance(right, tuple) and not isinstance(right, Param):
            raise self.error(
                node.comparators[0],
                "`in` wants a list, the other comparisons a single value",
                'For example: present_in in ["AM", "KZ"]',
            )
        return Compare(left, operator, right, minus)

    def left_side(self, node: ast.expr) -> tuple[Fact | OpenPoint | Param, str | None]:
        match node:
            case ast.Name(id=name):
                return self.fact(node, name), None
            case ast.BinOp(left=ast.Name(id=first), op=ast.Sub(), right=ast.Name(id=second)):
                return Fact(first), second
            case ast.Call(func=ast.Name(id="open_point")):
                return OpenPoint(self.name_in(node)), None
            case ast.Call(func=ast.Name(id="param")):
                return Param(self.name_in(node)), None
            case _:
                pass
        raise self.error(
            node,
            "a comparison begins with a fact, an open point or a parameter",
            'For example: departure >= param("cutoff")',
        )

    def right_side(self, node: ast.expr) -> Literal | tuple[Literal, ...] | Param | Fact:
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                if not elements:
                    raise self.error(node, "this list is empty")
                return tuple(self.literal(element) for element in elements)
            case ast.Call(func=ast.Name(id="param")):
                return Param(self.name_in(node))
            case ast.Name(id=name) if name not in ("yes", "no"):
                return Fact(name)
            case _:
                return self.literal(node)

    def literal(self, node: ast.expr) -> Literal:
        match node:
            case ast.Name(id="yes" | "no" as word):
                return word == "yes"
            case ast.Constant(value=bool()):
                raise self.error(node, "write yes or no")
            case ast.Constant(value=str(value)):
                return self.word(node, value)
            case ast.Constant(value=int(value)):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
                return -value
            case ast.Call(func=ast.Name(id="day")):
                return self.day(node)
            case _:
                pass
        raise self.error(node, "a value is wanted here", 'For example: "RU", 18, yes, or day("2022-02-24")')

    def day(self, call: ast.Call) -> date:
        text = self.name_in(call)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.error(call, f"{text!r} is not a day", 'Write it as day("2022-02-24").') from None
