"""Lay out eligibilities for people: a table of all schemes, and for each the reasons."""

from __future__ import annotations

from datetime import date

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from frihavn.app.context import print_draft_note
from frihavn.law.case import Case
from frihavn.law.eligibility import PARTS, Eligibility, ProofNode, Verdict
from frihavn.law.lawbook import LawBook
from frihavn.law.proof import size
from frihavn.law.reading import Question
from frihavn.law.scheme import LAW_DAY, Grant, Status
from frihavn.law.values import Grade
from frihavn.web.speech.language import Language
from frihavn.web.speech.phrase import COLOURS, MARKS, Phrases
from frihavn.web.speech.wording import grouped, word_for

STEPS_SHOWN_MAX = 40
"""A settled clause beside open ones is folded when it has more steps than this."""
_LEAVES = ("fact", "finding", "gap", "settled", "point", "parameter", "assumption")
FEW = 3
"""Up to so many schemes are shown with their standing and sources, wherever they are listed."""
_APPLIES = {
    Verdict.MET: ("why.applies", "red", "✗"),
    Verdict.NOT_MET: ("why.does_not_apply", "green", "✓"),
    Verdict.OPEN: ("", "yellow", "?"),
}


def sources_in(node: ProofNode) -> set[str]:
    """Ids of all sources a proof cites."""
    found = {citation["source"] for citation in node.data.get("cite", ())}
    return found.union(*(sources_in(child) for child in node.children))


class Page:
    """Prints the answer to one case."""

    def __init__(self, console: Console, book: LawBook, language: Language) -> None:
        self.console = console
        self.book = book
        self.language = language
        self.phrases = Phrases(book, language)

    def answer(self, case: Case, found: list[Eligibility], question: Question, *, why: bool) -> None:
        """The whole answer: head, one entry a scheme, and with `why` the reasons of every scheme."""
        say = self.language.say
        head = say("head.read_on", day=self.language.day(question.on))
        if question.known_at:
            head += ", " + say("head.known_at", day=self.language.day(question.known_at))
        self.console.print(Text(head, style="bold"))
        if case.label:
            self.console.print(say("head.case", label=case.label), markup=False)
        self.console.print()
        if not found:
            self.console.print(say("head.none"))
            return
        for title, group in grouped(found):
            self.console.print(Text(say(title), style="bold underline"))
            for one in group:
                brief = len(found) > FEW and title != "head.offers"
                if brief and title == "head.history":
                    self.console.print(Padding(self.name(one), (0, 0, 0, 2)))
                else:
                    self.console.print(Padding(self.head(one), (0, 0, 0, 2)) if brief else self.entry(one))
            self.console.print()
        if why:
            for one in found:
                self.reasons(one)
            self.sources(found)
        self.console.print(Text(say("head.not_reviewed"), style="dim"))
        print_draft_note(self.console, self.language)

    def entry(self, found: Eligibility) -> Padding:
        """One scheme in two lines: its word and name; standing, what keeps it open, the weakest source."""
        say = self.language.say
        details = [say(f"status.{found.status.value}")]
        if found.scheme.discretion:
            details.append(say("head.favour"))
        if found.open_because:
            reasons = ", ".join(say(f"because.{reason}") for reason in found.open_because)
            details.append(say("head.open_because", reasons=reasons))
        if found.weakest_grade:
            details.append(say("head.weakest", grade=say(f"grade.{found.weakest_grade.value}")))
        below = Padding(Text(" · ".join(details), style="dim"), (0, 0, 0, 2))
        return Padding(Group(self.head(found), below), (0, 0, 0, 2))

    def head(self, found: Eligibility) -> Text:
        """A scheme's word and name."""
        key, colour = word_for(found)
        return Text.assemble(
            (f"{MARKS[found.verdict]} {self.language.say(key)}", f"bold {colour}"), "  ", self.name(found)
        )

    def name(self, found: Eligibility) -> Text:
        """A scheme's name, with its id in grey."""
        text = Text(self.language.of(f"scheme:{found.scheme.id}:name", found.scheme.name))
        return text.append(f"  {found.scheme.id}", style="dim")

    def reasons(self, found: Eligibility) -> None:
        """Parts, proof, lines of authority, what still matters, grants and procedure of one scheme."""
        say = self.language.say
        key, colour = word_for(found)
        name = self.language.of(f"scheme:{found.scheme.id}:name", found.scheme.name)
        self.console.rule(Text(name, style="bold"), align="left", style="dim")
        line = Text(f"{MARKS[found.verdict]} {say(key)}", style=f"bold {colour}")
        if found.status is not Status.IN_FORCE:
            meaning = f"status.{found.status.value}.means"
            line.append(
                f"  ({say('status.' + found.status.value)}: {say(meaning)})"
                if found.status is not Status.NOT_YET_APPLIED
                else "",
                style="yellow",
            )
        self.console.print(line)
        parts = "   ".join(
            f"[{COLOURS[found.parts[part]]}]{MARKS[found.parts[part]]}[/] {say('part.' + part)}" for part in PARTS
        )
        self.console.print(parts)
        if found.weakest_grade is Grade.M:
            self.console.print(Text(f"! {say('head.unverified')}", style="magenta"))
        self.console.print()
        self.proof(found)
        self.notes(found)
        self.closing(found)
        self.console.print()

    def proof(self, found: Eligibility) -> None:
        """The proof of one reading in full; the others by name."""
        say, proof = self.language.say, found.proof
        first = proof.children[0]
        if len(proof.children) > 1:
            self.console.print(Text(say("why.readings", lines=self.reading(first)), style="bold"))
        shown = first.children[0]
        self.console.print(self.tree(shown))
        if len(found.by_authority) > 1:
            self.console.print(self.lines(found))
        if len(proof.children) > 1:
            self.console.print(Text(say("why.other_readings", count=len(proof.children) - 1), style="dim"))

    def reading(self, node: ProofNode) -> str:
        """The lines and eras of a reading, in words."""
        say, facts = self.language.say, self.book.vocabulary.facts
        members = node.data["members"]
        lines = list(dict.fromkeys(member["line"] for member in members if member["line"]))
        parts = [self.court(line) for line in lines[:3]]
        if len(lines) > 3:
            parts.append(f"… ({len(lines)})")
        for name, day in sorted(
            {pair for member in members for pair in member["era"].items() if pair[0] != LAW_DAY}, key=str
        ):
            if day:
                parts.append(say("why.era", label=self.language.fact(facts[name]), day=self.language.day(day)))
        return "; ".join(parts) or say("why.first_text")

    def court(self, line_id: str) -> str:
        """A line of authority by court and docket."""
        line = self.book.vocabulary.lines[line_id]
        return f"{self.language.of(f'line:{line.id}:court', line.court)}, {line.docket}"

    def lines(self, found: Eligibility) -> Padding:
        """Every line of authority with its verdict; one sentence where all agree."""
        say = self.language.say
        if len({(line.verdict, line.presumed) for line in found.by_authority}) == 1:
            return Padding(Text(say("why.all_lines_agree", count=len(found.by_authority)), style="dim"), (1, 0, 0, 0))
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for column in ("line", "strict", "presumed"):
            table.add_column(say(f"column.{column}"), overflow="fold")
        for line in found.by_authority:
            cells = [
                Text(f"{MARKS[value]} {say('verdict.' + value.value)}", style=COLOURS[value])
                for value in (line.verdict, line.presumed)
            ]
            name = Text(self.court(line.line))
            name.append(f"  {line.line}", style="dim")
            table.add_row(name, *cells)
        return Padding(table, (1, 0, 0, 0))

    def tree(self, node: ProofNode) -> Group:
        """A proof as trees, one for each part that carries the verdict; steps that agree are folded."""
        parts = node.children if node.kind == "all_of" else (node,)
        flat = [
            way
            for part in parts
            for way in (part.children if part.kind == "any_of" and part.children[0].kind == "way" else (part,))
        ]
        return Group(*(self.branch(part, None, node.value) for part in flat if not self.is_empty(part)))

    def is_empty(self, node: ProofNode) -> bool:
        """Whether a step says nothing: a scheme without exclusions or findings."""
        below = [child.children[0] if child.kind == "not" else child for child in node.children]
        return node.kind in ("any_of", "all_of", "exclusions") and all(self.is_empty(child) for child in below)

    def branch(self, node: ProofNode, parent: Tree | None, context: Verdict) -> Tree:
        """Add one step and what carries it."""
        if node.kind == "way":
            return self.way(node, parent)
        label = Text.assemble((f"{MARKS[node.value]} ", COLOURS[node.value]), self.line(node))
        tree = Tree(label, guide_style="dim") if parent is None else parent.add(label)
        if node.kind in _LEAVES or (node.kind == "where" and node.value is Verdict.MET):
            return tree
        if node.kind == "exclusions":
            self.exclusions(node, tree)
            return tree
        settled = node.kind == "clause" and context is Verdict.OPEN and node.value is not Verdict.OPEN
        if settled and parent is not None and size(node) > STEPS_SHOWN_MAX:
            verdict = self.language.say(f"verdict.{node.value.value}")
            folded = self.language.say("why.folded", count=size(node) - 1, verdict=verdict)
            tree.add(Text(f"… {folded}", style="dim"))
        else:
            self.below(node, tree)
        return tree

    def below(self, node: ProofNode, tree: Tree) -> None:
        """The steps under a step; an `all of these` under a clause is not said again."""
        for child in node.children:
            if node.kind == "clause" and child.kind == "all_of" and len(child.children) in (1, child.data["of"]):
                for part in child.children:
                    self.branch(part, tree, node.value)
            else:
                self.branch(child, tree, node.value)

    def way(self, node: ProofNode, parent: Tree | None) -> Tree:
        """One ground: its clause, then what carries it, the place included."""
        inner = node.children[0]
        parts = inner.children if inner.kind == "all_of" else (inner,)
        clause = next((part for part in parts if part.kind == "clause"), None)
        text = Text(self.title_of_way(node)) if clause is None else self.line(clause)
        label = Text.assemble((f"{MARKS[node.value]} ", COLOURS[node.value]), text)
        tree = Tree(label, guide_style="dim") if parent is None else parent.add(label)
        for part in parts:
            if part is clause:
                self.below(part, tree)
            elif not (part.value is Verdict.MET and part.children[0].kind == "settled"):
                self.branch(part, tree, node.value)
        return tree

    def title_of_way(self, node: ProofNode) -> str:
        """The heading of a ground whose clause the proof does not need."""
        for scheme in self.book.schemes.values():
            for clause in scheme.clauses:
                if clause.name == node.data["name"] and scheme.id == node.data.get("scheme", scheme.id):
                    return self.language.of(f"scheme:{scheme.id}:title", clause.title)
        return str(node.data["name"])

    def exclusions(self, node: ProofNode, tree: Tree) -> None:
        """The exclusions, each with the word whether it applies."""
        inner = node.children[0].children[0]
        for clause in inner.children if inner.kind == "any_of" else (inner,):
            key, colour, mark = _APPLIES[clause.value]
            label = Text.assemble((f"{mark} ", colour), self.line(clause))
            if key:
                label.append(f" — {self.language.say(key)}", style=colour)
            added = tree.add(label)
            if clause.value is not Verdict.NOT_MET:
                self.below(clause, added)

    def line(self, node: ProofNode) -> Text:
        """The words of a step, its citation in grey."""
        text = self.phrases.of(node)
        found = Text()
        start = text.rfind("[") if text.endswith("]") else -1
        if start >= 0:
            found.append(text[:start])
            found.append(text[start:], style="dim")
        else:
            found.append(text)
        return found

    def sources(self, found: list[Eligibility]) -> None:
        """The documents that the proofs shown cite: title, date, when it was read, address."""
        say = self.language.say
        ids = sorted({source for one in found for source in sources_in(one.proof.children[0])})
        self.console.print(Text(say("why.sources"), style="bold underline"))
        for id_ in ids:
            source = self.book.vocabulary.sources[id_]
            seen = say("why.seen", day=self.language.day(source.seen)) if source.seen else say("why.not_seen")
            head = Text.assemble((id_, "bold"), f"  {source.title}", (f"  {source.dated}" if source.dated else "", ""))
            head.append(f"  ({say(f'grade.{source.grade.value}')}; {seen})", style="dim")
            self.console.print(Padding(head, (0, 0, 0, 2)))
            if source.address:
                self.console.print(Padding(Text(source.address, style="dim"), (0, 0, 0, 4)))
        self.console.print()

    def notes(self, found: Eligibility) -> None:
        """Indicators and warnings."""
        for note in found.notes:
            key = (
                "why.indicator"
                if note.role == "indicator"
                else "why.warning"
                if note.value is Verdict.MET
                else "why.warning_open"
            )
            title = self.language.of(f"scheme:{found.scheme.id}:title", note.clause.title)
            citations = {
                "cite": [{"source": c.source, "at": c.at, "grade": c.grade.value} for c in note.clause.citations]
            }
            self.console.print(
                Text.assemble(
                    (f"! {self.language.say(key)}: ", "bold yellow"),
                    title,
                    " ",
                    (self.phrases.cited(citations), "dim"),
                )
            )

    def closing(self, found: Eligibility) -> None:
        """What still matters, what was presumed, what a grant gives."""
        say = self.language.say
        facts = self.book.vocabulary.facts
        self.console.print()
        if found.still_matters:
            names = "; ".join(self.language.fact(facts[name]) for name in found.still_matters)
            self.console.print(f"[bold]{say('why.still_matters')}:[/] {escape(names)}")
        for number, change in enumerate(found.would_change[:3]):
            title = f"[bold]{say('why.would_change')}:[/]" if number == 0 else f"[bold]{say('join.or').strip()}[/]"
            self.console.print(f"{title} {escape(self.phrases.change(change))}")
        if found.verdict is Verdict.OPEN and found.presumed_by:
            names = "; ".join(self.presumed(name) for name in found.presumed_by)
            self.console.print(f"[bold]{say('why.presumed_by')}:[/] {escape(names)}")
        for grant in found.grants if found.verdict is not Verdict.NOT_MET else ():
            self.console.print(f"[bold]{say('why.grants')}:[/] {escape(self.grant(grant, found))}")

    def presumed(self, name: str) -> str:
        """One presumption in words."""
        kind, _, id_ = name.partition(":")
        if kind == "finding":
            finding = self.book.vocabulary.findings[id_]
            answer = self.language.say("answer.yes" if finding.favour else "answer.no")
            return f"{self.language.of(f'finding:{id_}:label', finding.label)} = {answer}"
        return f"{id_}"

    def grant(self, grant: Grant, found: Eligibility) -> str:
        """What one version of a grant gives, in words."""
        say = self.language.say
        kind = self.language.of(f"scheme:{found.scheme.id}:grant", str(grant.fields["kind"]))
        if "until" in grant.fields:
            over = isinstance(grant.fields["until"], date) and grant.fields["until"] < found.on
            length = say("why.until_past" if over else "why.until", day=self.language.day(grant.fields["until"]))
        elif "months" in grant.fields:
            length = say("why.months", count=grant.fields["months"])
        else:
            length = say("why.end_unknown")
        return f"{kind}, {length}"
