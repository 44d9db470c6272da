"""`frihavn demo`: both sites, keyholder and worker on this machine, with invented people and their files."""

from __future__ import annotations

import json
import os
import sys
import time
from base64 import b32decode
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from threading import Event
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from frihavn.app.commands.keyholder import told
from frihavn.app.commands.sites import PORT, stopping
from frihavn.app.context import console, json_option, now, today
from frihavn.app.processes import DidNotStartError, Processes, StoppedError
from frihavn.vault.home import SOCKET_PATH_BYTES, Home
from frihavn.vault.phrase import new_secret
from frihavn.vault.tokens import CODE_SECONDS, code_at
from frihavn.vault.wordlists import WORD_LISTS

NOTE = "demo.json"
STAFF = (
    # name, shown name, roles, team
    ("maja", "Maja", ("representative", "supervisor"), "Harbour Lawyers"),
    ("anton", "Anton", ("representative",), "Harbour Lawyers"),
    ("liv", "Liv", ("representative", "supervisor"), "Night Desk"),
)
LANGUAGES = {"Harbour Lawyers": "en, ru, uk", "Night Desk": "en, nb, ru"}


@click.command(epilog="\b\nExamples:\n  frihavn demo\n  frihavn demo --home /tmp/harbour --port 9000 --json")
@click.option(
    "--home", "folder", default="frihavn-demo", show_default=True, help="Folder for everything; made if missing."
)
@click.option(
    "--port", type=click.IntRange(1, 65534), default=PORT, show_default=True, help="The staff site has the next."
)
@json_option
def demo(folder: str, port: int, as_json: bool) -> None:
    """Try everything on this machine: the public site, the staff site, and the processes behind them.

    The people are invented. Ends with Ctrl-C, or SIGTERM; the folder stays, and the next start finds everything again.
    """
    home = Home(Path(folder).resolve())
    home.make()
    stop = stopping()
    processes = Processes(home.root, stop)
    os.environ["FRIHAVN_PLAIN"] = "1"
    try:
        note = _made_ready(home)
        _start(home, port, processes)
        note = {"public": f"http://127.0.0.1:{port}/", "staff": f"http://127.0.0.1:{port + 1}/", **note}
        _say(note, home, as_json=as_json)
        _watch(processes, stop, note, live=not as_json and sys.stdout.isatty())
    except StoppedError:
        return
    except DidNotStartError as error:
        raise click.ClickException(f"{error}. Is another demo running? Try --port {port + 10}.") from None
    finally:
        processes.end()


def _made_ready(home: Home) -> dict[str, Any]:
    """Set the installation up where it is new; the accounts and phrases of the demonstration."""
    path = home.root / NOTE
    operator = home.root / "operator.toml"
    if not operator.exists():
        operator.write_bytes(files("frihavn.app").joinpath("examples", "demo-operator.toml").read_bytes())
    from frihavn.web.start import migrate, ready

    ready(home.root, plain=True)
    migrate()
    if path.exists():
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found
    accounts, teams = _officers(home)
    from frihavn.web.demo import publish, write_files

    publish([{**team, "languages": LANGUAGES[team["name"]]} for team in teams])
    found = {"accounts": accounts, "files": write_files(day=today())}
    path.touch(mode=0o600)
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return found


def _officers(home: Home) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Add the demonstration's officers and teams, before the keyholder is at work."""
    from frihavn.keyholder.acts import answered
    from frihavn.keyholder.keyholder import Keyholder
    from frihavn.keyholder.server import only_one

    with told(), only_one(home):
        holder = Keyholder(home, now)
        try:
            return _added(
                lambda do, **asked: json.loads(answered(holder, json.dumps({"do": do, **asked}).encode()))["ok"]
            )
        finally:
            holder.close()


def _added(ask: Any) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    from base64 import b64decode

    accounts, session, officers = [], "", {}
    for name, shown, roles, _ in STAFF:
        words = " ".join(new_secret().words(WORD_LISTS["en"]).split()[:4])
        signed_in = {"session": session} if session else {}
        new = ask("add_officer", **signed_in, name=name, shown_name=shown, passphrase=words, roles=list(roles))
        officers[name] = (new["officer"], words, new["code_secret"])
        accounts.append(
            {"role": " and ".join(roles), "name": name, "password": words, "totp_secret": new["code_secret"]}
        )
        session = session or _signed_in(ask, name, words, new["code_secret"])
    teams: dict[str, str] = {}
    for name, _, _, team in STAFF:
        officer, words, secret = officers[name]
        if team not in teams:
            own = session if name == STAFF[0][0] else _signed_in(ask, name, words, secret)
            teams[team] = ask("add_team", session=own, name=team)["team"]
        else:
            ask("add_member", session=session, team=teams[team], officer=officer)
    return accounts, [{**team, "public": b64decode(team["public"])} for team in ask("teams")["teams"]]


def _signed_in(ask: Any, name: str, words: str, secret: str) -> str:
    """Sign in with the code before the present one, so that the present one is left for whoever tries."""
    for _ in range(2):  # once more where the half minute ended in between
        code = code_at(b32decode(secret), now() - timedelta(seconds=CODE_SECONDS))
        try:
            return str(ask("sign_in", name=name, passphrase=words, code=code)["session"])
        except KeyError:
            continue
    raise click.ClickException("The demonstration's officers cannot sign in: is this machine's clock right?")


def _start(home: Home, port: int, processes: Processes) -> None:
    folder = ["--home", str(home.root)]
    (home.root / "run" / "keyholder.json").unlink(missing_ok=True)
    home.keyholder_socket.unlink(missing_ok=True)
    short = len(os.fsencode(home.keyholder_socket)) <= SOCKET_PATH_BYTES
    processes.start("keyholder", ["keyholder", *folder])
    processes.wait_for_path("keyholder", home.keyholder_socket if short else home.root / "run" / "keyholder.json")
    for site, number in (("public", port), ("staff", port + 1)):
        processes.start(site, ["serve", *folder, "--site", site, "--port", str(number), "--plain"])
    processes.start("worker", ["worker", *folder])
    for site, number in (("public", port), ("staff", port + 1)):
        processes.wait_for(site, f"http://127.0.0.1:{number}/health")


def _say(note: Mapping[str, Any], home: Home, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(note, ensure_ascii=False))
        sys.stdout.flush()
        return
    out = console(sys.stdout)
    out.print(Text("Frihavn runs on this machine, with invented people", style="bold"))
    out.print(f"  A person's own file     {note['public']}", markup=False)
    out.print(f"  A representative's desk {note['staff']}", markup=False)
    out.print()
    table = Table(title="Who can sign in at the desk", title_justify="left", title_style="bold")
    for heading in ("name", "passphrase", "secret for an authenticator", "role"):
        table.add_column(heading, overflow="fold")
    for one in note["accounts"]:
        table.add_row(one["name"], one["password"], one["totp_secret"], one["role"])
    out.print(table)
    table = Table(
        title="Files that are there, and the phrases that open them", title_justify="left", title_style="bold"
    )
    for heading in ("file of", "receipt phrase"):
        table.add_column(heading, overflow="fold")
    for one in note["files"]:
        table.add_row(one["name"], one["phrase"])
    out.print(table)
    out.print(Text("Now try", style="bold"))
    out.print(
        f"  1. Open {note['public']} and start a file of your own; give a part of it to Harbour Lawyers.", markup=False
    )
    out.print(f"  2. Open {note['staff']}, sign in as maja, and open the file with a reason.", markup=False)
    out.print("  3. Come back to the file with its phrase: it says who has looked, and why.")
    out.print(f"  Everything is in {home.root}. Ctrl-C ends it. `frihavn tour` shows what the law says.", markup=False)


def _watch(processes: Processes, stop: Event, note: Mapping[str, Any], *, live: bool) -> None:
    """Stay until told to end. On a terminal the codes for signing in are shown, and change every half minute.

    Raises:
        ClickException: one of the processes ended by itself.
    """
    if not live and sys.stdout.isatty():
        return
    while not stop.wait(1.0 if live else 0.5):
        if ended := processes.first_ended():
            raise click.ClickException(f"The process {ended} ended by itself; see {processes.home}/logs/{ended}.log.")
        if live:
            codes = "  ".join(
                f"{one['name']} {code_at(b32decode(one['totp_secret']), now())}" for one in note["accounts"]
            )
            left = CODE_SECONDS - int(time.time()) % CODE_SECONDS
            click.echo(f"\rCodes now ({left:2} s):  {codes} ", nl=False)
    if live:
        click.echo()
