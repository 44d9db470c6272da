"""The page of the keyholder's protocol, made from the table of acts that the program itself runs on."""

from __future__ import annotations

from inspect import cleandoc

from frihavn.keyholder.acts import ACTS, GRANTS_MAX, LINE_BYTES_MAX, Act
from frihavn.keyholder.errors import MEANS
from frihavn.keyholder.files import CASES_A_DAY_MAX, CASES_AN_HOUR_MAX, NOTES, REASONS
from frihavn.keyholder.log import EVERY
from frihavn.keyholder.sessions import IDLE_MAX, LENGTH_MAX, TRIES_MAX, WAIT
from tools.markdown import code, page, table


def protocol_page() -> str:
    """The page as Markdown."""
    return page("The keyholder's protocol", *_intro(), *map(_act, ACTS.values()), *_words(), *_log())


def _intro() -> tuple[str, ...]:
    minutes, hours = int(IDLE_MAX.total_seconds()) // 60, int(LENGTH_MAX.total_seconds()) // 3600
    return (
        "`frihavn keyholder --home DIR` holds the private keys of officers and teams while a member is signed in. The "
        "staff site asks it; the public site never does.",
        "It answers on `DIR/run/keyholder.sock`, to processes of its own user only. Where that path is longer than a "
        "socket's name may be it answers on loopback: port and token stand in `DIR/run/keyholder.json`, and the token "
        "is the first line of a connection.",
        f"One JSON object a line, of at most {LINE_BYTES_MAX:,} bytes, is answered by one line; a connection carries "
        'as many as it likes. A request is `{"do": NAME, ...}`, an answer `{"ok": {...}}` or `{"error": WORD}`. Bytes '
        f"travel as base64. A list holds at most {GRANTS_MAX} things unless another number is given; a field that is "
        "not named here is a bad request.",
        f"A session ends after {minutes} minutes of rest or {hours} hours. After {TRIES_MAX} failed sign-ins a name "
        f"waits {int(WAIT.total_seconds()) // 60} minutes, whether anybody has it or not. A code works once.",
        f"One officer opens at most {CASES_AN_HOUR_MAX} different cases in any hour and {CASES_A_DAY_MAX} in any day. "
        "Every opening has a reason: " + ", ".join(map(code, REASONS)) + ". One that follows within 15 minutes in the "
        "same team may leave it out; it is logged all the same.",
        "## What can be asked",
    )


def _act(act: Act) -> str:
    rows = [(code(field.name), field.shape.says() + (", or nothing" if field.optional else "")) for field in act.fields]
    fails = ", ".join(map(code, act.fails)) or "nothing else"
    parts = (
        f"### {act.name}",
        cleandoc(act.does.__doc__ or ""),
        table(("field", "is"), rows) or "It has no fields.",
        f"Answer: `{act.gives}`. May also say: {fails}.",
    )
    return "\n\n".join(parts)


def _words() -> tuple[str, ...]:
    return "## Errors", table(("word", "means"), ((code(word), means) for word, means in MEANS.items()))


def _log() -> tuple[str, ...]:
    return (
        "## What is logged",
        "Before keys are answered their entry is on disk. An entry has a day, the keyed id of the officer (or "
        "`applicant`, `nobody`), an action, the keyed id of what it was done to, and a hash of what else there is to "
        f"say. Sites may add, with `note`: {', '.join(map(code, NOTES))}. A checkpoint is signed every {EVERY} "
        "entries, ten minutes after new entries, on `checkpoint`, and at the end; it goes to "
        "`witness-a/checkpoints.jsonl` and `witness-b/checkpoints.jsonl`. `frihavn audit verify` follows all of it.",
        "`look` is a notice sealed to the applicant, as a grant of part `look` in epoch 0 to holder `applicant`: JSON "
        "with `day`, `team`, `officer` (the shown name) and `reason`.",
    )
