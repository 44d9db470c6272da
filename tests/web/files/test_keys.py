"""The staff site's line to the keyholder."""

from __future__ import annotations

import pytest

from frihavn.vault.tokens import new_id
from frihavn.web.keys import KeyholderRefusal
from tests.web.files.conftest import PASSPHRASE, Desk, Office, a_client


def test_colleagues_are_listed_to_colleagues_and_everybody_to_supervisors(office: Office) -> None:
    seen = {one.name for one in office.line.officers(office.officers["ole"].token)}
    assert {"anna", "ole"} <= seen
    assert not {"mads", "sofie"} & seen
    assert {"anna", "ole", "mads", "sofie"} <= {
        one.name for one in office.line.officers(office.officers["sofie"].token)
    }
    with pytest.raises(KeyholderRefusal, match="signed_out"):
        office.line.officers(new_id())


def test_a_keyholder_that_is_away_is_said_calmly(
    mads: Desk, office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from frihavn.vault.home import Home  # noqa: PLC0415
    from frihavn.web.files import officer  # noqa: PLC0415

    applicant = a_client(office)
    page = mads.open(applicant.reference)
    health = mads.look("/health")
    assert '"keyholder": "ok"' in health
    monkeypatch.setattr(officer, "HOME", Home(tmp_path))  # type: ignore[arg-type]
    for address in ("/", "/team", f"/f/{applicant.reference}"):
        mads.look(address)
        assert (mads.status, "does not answer" in mads.text) == (503, True)
    mads.look("/health")
    assert (mads.status, '"keyholder": "away"' in mads.html) == (503, True)
    desk = Desk()
    desk.look("/sign-in")
    desk.send("/sign-in", name="mads", passphrase=PASSPHRASE, code="123456")
    assert (desk.status, "does not answer" in desk.text) == (503, True)
    mads.html = page
    mads.send(f"/f/{applicant.reference}/answer", text="kept while it is away")
    assert mads.status == 503
    assert "What you typed is kept" in mads.text
    monkeypatch.undo()
    mads.open(applicant.reference)
    assert "kept while it is away" in mads.html


def test_nothing_of_a_refusal_or_a_key_is_told_in_an_error() -> None:
    assert str(KeyholderRefusal("refused")) == "the keyholder says: refused"
    from frihavn.web.keys import Opening  # noqa: PLC0415

    assert "secret" not in repr(Opening({("thread", 1): b"secret"}, b"secret"))
