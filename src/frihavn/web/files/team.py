"""Teams: who is in them, which of them people can choose, who joins, and who is revoked."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from frihavn.web.doors import REPRESENTATIVE, SUPERVISOR, doors
from frihavn.web.files import rotation
from frihavn.web.files.page import StaffRequest, see, staff_page
from frihavn.web.intake.models import Recipient
from frihavn.web.intake.visit import Wrong, choice_of, line_of
from frihavn.web.keys import ROLES, KeyholderRefusal, Officer, Team
from frihavn.web.operator import operator

PASSPHRASE_SIGNS = (12, 200)
NAME_SIGNS_MAX, LANGUAGES_SIGNS_MAX = 100, 60


@doors(REPRESENTATIVE, SUPERVISOR)
@require_http_methods(["GET", "HEAD"])
def team(request: StaffRequest) -> HttpResponse:
    """200 teams and their members; what a supervisor may change is there for supervisors only."""
    return _page(request)


def _page(request: StaffRequest, status: int = 200, **more: Any) -> HttpResponse:
    everybody, teams = request.keyholder.officers(request.token), request.keyholder.teams()
    mine = [one for one in teams if one.id in request.own.teams]
    note = request.session.pop("note", "") if "note" in request.session else ""
    context = {
        "place": "team", "rooms": [_room(one, everybody) for one in mine],
        "others": [one for one in teams if one.id not in request.own.teams],
        "everybody": [(one, [team.name for team in teams if team.id in one.teams]) for one in everybody],
        "unfinished": sum(rotation.unfinished(mine).values()), "roles": ROLES, "note": note,
    }  # fmt: skip
    return staff_page(request, "team", status, **{**context, **more})


def _room(one: Team, everybody: list[Officer]) -> dict[str, Any]:
    """A team with its members, those who could join, and what the public sees of it."""
    return {
        "team": one, "members": [officer for officer in everybody if one.id in officer.teams],
        "further": [officer for officer in everybody if one.id not in officer.teams],
        "public": Recipient.objects.filter(team=one.id).first(),
    }  # fmt: skip


def _own_team(request: StaffRequest, team_id: str) -> Team:
    """A team of whoever is signed in; 404 for any other."""
    found = next((one for one in request.keyholder.teams() if one.id == team_id), None)
    if found is None or team_id not in request.own.teams:
        raise Http404
    return found


def _done(request: StaffRequest, note: str) -> HttpResponse:
    request.session["note"] = note
    return see("/team")


@doors(SUPERVISOR)
@require_http_methods(["GET", "POST"])
def add_team(request: StaffRequest) -> HttpResponse:
    """303 made; 422 no name, or one that another team has."""
    if request.method != "POST":
        return see("/team")
    try:
        request.keyholder.add_team(request.token, _short(request.POST, "team_name"))
    except Wrong as wrong:
        return _page(request, 422, errors=wrong.errors, values=request.POST)
    except KeyholderRefusal as refusal:
        if refusal.word != "bad_request":
            raise
        return _page(request, 422, errors={"team_name": "staff.name_taken"}, values=request.POST)
    return _done(request, "staff.saved")


@doors(SUPERVISOR)
@require_http_methods(["GET", "POST"])
def publish(request: StaffRequest, team_id: str) -> HttpResponse:
    """303 saved: whether people can choose the team, and which languages it says it speaks."""
    if request.method != "POST":
        return see("/team")
    one = _own_team(request, team_id)
    try:
        languages = line_of(request.POST, "languages")
        if len(languages) > LANGUAGES_SIGNS_MAX:
            raise Wrong(languages="error.line_too_long")
    except Wrong as wrong:
        return _page(request, 422, errors={f"languages-{team_id}": key for key in wrong.errors.values()})
    Recipient.objects.update_or_create(
        team=one.id,
        defaults={
            "name": one.name, "holder": one.holder, "public_key": one.public, "languages": languages,
            "is_open": request.POST.get("is_open") == "yes",
        },
    )  # fmt: skip
    return _done(request, "staff.saved")


@doors(SUPERVISOR)
@require_http_methods(["GET", "POST"])
def add_member(request: StaffRequest, team_id: str) -> HttpResponse:
    """303 joined: the officer reads what was given to this team, what came before too."""
    if request.method != "POST":
        return see("/team")
    one = _own_team(request, team_id)
    try:
        known = tuple(officer.id for officer in request.keyholder.officers(request.token))
        officer = choice_of(request.POST, "officer", known)
    except Wrong as wrong:
        return _page(request, 422, errors={f"officer-{team_id}": key for key in wrong.errors.values()})
    request.keyholder.add_member(request.token, team=one.id, officer=officer)
    return _done(request, "staff.saved")


@doors(SUPERVISOR)
@require_http_methods(["GET", "POST"])
def add_officer(request: StaffRequest) -> HttpResponse:
    """200 the form, or the new officer's secret, this once; 422 what has to be changed."""
    if request.method != "POST":
        return _new_officer(request)
    post = request.POST
    try:
        new = _read_officer(post)
    except Wrong as wrong:
        return _new_officer(request, 422, errors=wrong.errors, values=post)
    try:
        officer, secret = request.keyholder.add_officer(request.token, **new)
    except KeyholderRefusal as refusal:
        if refusal.word != "bad_request":
            raise
        return _new_officer(request, 422, errors={"name": "staff.name_taken"}, values=post)
    joined = post.get("team", "")
    if joined in request.own.teams:
        request.keyholder.add_member(request.token, team=joined, officer=officer)
    return staff_page(
        request, "officer_added", place="team", name=new["name"], shown_name=new["shown_name"],
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        line=_line(new["name"], secret),
    )  # fmt: skip


def _new_officer(request: StaffRequest, status: int = 200, **more: Any) -> HttpResponse:
    teams = [one for one in request.keyholder.teams() if one.id in request.own.teams]
    return staff_page(request, "officer_new", status, place="team", teams=teams, roles=ROLES, **more)


def _read_officer(post: QueryDict) -> dict[str, Any]:
    """The fields of a new officer; a passphrase is taken as it was typed."""
    errors: dict[str, str] = {}
    found: dict[str, Any] = {"roles": [role for role in ROLES if post.get(role) == "yes"]}
    for field in ("name", "shown_name"):
        try:
            found[field] = _short(post, field)
        except Wrong as wrong:
            errors |= wrong.errors
    found["passphrase"] = post.get("passphrase", "")
    if not PASSPHRASE_SIGNS[0] <= len(found["passphrase"]) <= PASSPHRASE_SIGNS[1]:
        errors |= {"passphrase": "staff.passphrase_length"}
    elif found["passphrase"].casefold() == found.get("name", "").casefold():
        errors |= {"passphrase": "staff.passphrase_name"}
    if not found["roles"]:
        errors["roles"] = "staff.choose_role"
    if errors:
        raise Wrong(**errors)
    return found


def _short(post: QueryDict, name: str) -> str:
    text = line_of(post, name, needed="staff.needed")
    if len(text) > NAME_SIGNS_MAX:
        raise Wrong(**{name: "error.line_too_long"})
    return text


def _line(name: str, secret: str) -> str:
    """What an authenticator reads: the secret, with the names it shows."""
    issuer = quote(operator().name or "Frihavn", safe="")
    return f"otpauth://totp/{issuer}:{quote(name, safe='')}?secret={secret}&issuer={issuer}&digits=6&period=30"


@doors(SUPERVISOR)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: StaffRequest, officer_id: str) -> HttpResponse:
    """200 are you sure, or how far the files are; 404 no such officer, or oneself; 422 the box was not ticked."""
    gone = next((one for one in request.keyholder.officers(request.token) if one.id == officer_id), None)
    if gone is None or gone.id == request.own.id:
        raise Http404
    names = {one.id: one.name for one in request.keyholder.teams()}
    theirs = [names[team] for team in gone.teams if team in names]
    left = [names[team] for team in gone.teams if team in names and team not in request.own.teams]
    context: dict[str, Any] = {"place": "team", "gone": gone, "theirs": theirs, "left": left}
    if request.method != "POST":
        return staff_page(request, "revoke", **context)
    if request.POST.get("sure") != "yes":
        return staff_page(request, "revoke", 422, errors={"sure": "error.say_sure"}, **context)
    request.keyholder.revoke_officer(request.token, gone.id)
    return _renewed(request, gone=gone, left=left)


@doors(REPRESENTATIVE, SUPERVISOR)
@require_http_methods(["GET", "POST"])
def finish(request: StaffRequest) -> HttpResponse:
    """200 how far the files are: goes on where a renewal was broken off."""
    return _renewed(request) if request.method == "POST" else see("/team")


def _renewed(request: StaffRequest, **context: Any) -> HttpResponse:
    progress = rotation.finish(request.keyholder, request.token, request.own.teams)
    return staff_page(request, "renewed", place="team", progress=progress, **context)
