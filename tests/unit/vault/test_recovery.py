"""Any three of five bodies bring a team's key back; two know nothing, and whatever is wrong is named."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import reduce
from itertools import combinations, permutations
from operator import xor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frihavn.vault.errors import ShareError, UnknownVersionError
from frihavn.vault.holders import GrantOf, grant, new_private_key, opened
from frihavn.vault.recovery import (
    LINES,
    SHARES,
    THRESHOLD,
    Share,
    _at,
    _inverse,
    _times,
    _weight,
    read_share,
    restore,
    split,
)

TEAM = new_private_key()
FIVE = split(TEAM)
OTHERS = split(TEAM)
OTHER_KEY = split(new_private_key())


def kind(shares: list[Share] | tuple[Share, ...]) -> str:
    with pytest.raises(ShareError) as error:
        restore(shares)
    return error.value.kind


def test_any_three_of_five_bring_the_key_back_in_any_order() -> None:
    assert (SHARES, THRESHOLD) == (5, 3)
    for three in permutations(FIVE, 3):
        assert restore(three) == TEAM
    for more in (*combinations(FIVE, 4), FIVE):
        assert restore(more) == TEAM


def test_the_key_that_came_back_opens_what_was_granted() -> None:
    of = GrantOf("case-1", "statement", 1, "team.1")
    sealed = grant(bytes(32), TEAM.public(), of)
    assert opened(sealed, restore([read_share(one.text()) for one in FIVE[1:4]]), of) == bytes(32)


def test_the_field_is_that_of_aes() -> None:
    """FIPS 197, section 4.2; and every value has its inverse."""
    assert _times(0x57, 0x83) == 0xC1
    assert _times(0x57, 0x13) == 0xFE
    assert all(_times(value, _inverse(value)) == 1 for value in range(1, 256))
    assert all(_times(one, other) == _times(other, one) for one in range(0, 256, 7) for other in range(256))
    assert len({_times(3, value) for value in range(256)}) == 256


@pytest.mark.parametrize("pair", list(combinations(range(1, 6), 2)))
def test_of_a_byte_two_shares_leave_every_value_equally_possible(pair: tuple[int, int]) -> None:
    """For one secret, each pair of values that two bodies may hold comes from exactly one choice of random terms; a
    different secret only moves them all. So each of the 65,536 pairs is as likely under each of the 256 secrets."""
    times = {number: [_times(number, value) for value in range(256)] for number in pair}
    squared = {number: [_times(_times(number, number), value) for value in range(256)] for number in pair}
    first, second = pair
    seen = {
        (times[first][one] ^ squared[first][other], times[second][one] ^ squared[second][other])
        for one in range(256)
        for other in range(256)
    }
    assert len(seen) == 65_536
    chance = random.Random(5)
    for _ in range(200):
        secret, one, other = (chance.randrange(256) for _ in range(3))
        moved = times[first][one] ^ squared[first][other] ^ secret
        assert _at(first, (secret, one, other)) == moved


@pytest.mark.parametrize("pair", list(combinations(range(1, 6), 2)))
def test_two_shares_and_any_third_value_give_any_secret(pair: tuple[int, int]) -> None:
    """Whoever has two shares and guesses the third gets all 256 values, each from one guess."""
    third = next(number for number in range(1, 6) if number not in pair)
    numbers = [*pair, third]
    weights = [_weight(number, numbers) for number in numbers]
    for held in ((0, 0), (17, 250), (255, 1)):
        found = {reduce(xor, map(_times, weights, (*held, guess))) for guess in range(256)}
        assert len(found) == 256


def test_two_shares_are_too_few() -> None:
    for few in ([], *combinations(FIVE, 1), *combinations(FIVE, 2)):
        assert kind(few) == "too_few"
    two = [replace(one, threshold=2) for one in FIVE[:2]]
    assert kind(two) == "do_not_fit"


def test_a_share_of_another_splitting_is_named() -> None:
    assert kind([*FIVE[:2], OTHERS[2]]) == "mixed_sets"
    assert kind([*FIVE[:2], OTHER_KEY[2]]) == "mixed_sets"
    assert kind([*FIVE[:2], replace(OTHERS[2], set_id=FIVE[0].set_id)]) == "do_not_fit"


def test_a_share_that_is_there_twice_is_named() -> None:
    assert kind([FIVE[0], FIVE[1], FIVE[0]]) == "repeated"
    assert kind([*FIVE[:3], FIVE[0]]) == "repeated"
    assert kind([*FIVE[:2], replace(FIVE[2], number=1)]) == "repeated"


def test_a_share_that_somebody_made_up_is_noticed_also_among_five() -> None:
    chance = random.Random(6)
    for count in (3, 4, 5):
        for _ in range(40):
            shares = list(FIVE[:count])
            place, spot = chance.randrange(count), chance.randrange(len(FIVE[0].body))
            body = bytearray(shares[place].body)
            body[spot] ^= chance.randrange(1, 256)
            shares[place] = replace(shares[place], body=bytes(body))
            assert kind(shares) == "do_not_fit"
    assert kind([replace(FIVE[0], number=4), *FIVE[1:3]]) == "do_not_fit"


# -------------------------------------------------------------------------------------------------------- paper


def test_a_share_is_eight_lines_of_seven_groups() -> None:
    for share in FIVE:
        lines = share.text().split("\n")
        assert len(lines) == LINES == 8
        assert all([len(group) for group in line.split(" ")] == [4] * 7 for line in lines)
        assert max(len(line) for line in lines) == 34
    assert len({share.text() for share in FIVE}) == 5


@settings(max_examples=40)
@given(st.sampled_from(FIVE), st.sampled_from([" ", "", "-", "\t", "\n", " – "]), st.booleans(), st.booleans())
def test_a_share_is_read_however_it_is_typed(share: Share, between: str, small: bool, mistaken: bool) -> None:
    text = share.text().replace(" ", between)
    if mistaken:
        text = text.translate(str.maketrans("OIB", "018"))
    assert read_share(text.lower() if small else text) == share


def test_one_wrong_sign_is_noticed_and_its_line_named() -> None:
    text = FIVE[0].text()
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    chance = random.Random(7)
    for place, sign in enumerate(text):
        if sign not in signs:
            continue
        wrong = text[:place] + chance.choice(signs.replace(sign, "")) + text[place + 1 :]
        with pytest.raises(ShareError, match=f"line {place // 35 + 1} ") as error:
            read_share(wrong)
        assert (error.value.kind, error.value.line) == ("damaged", place // 35 + 1)


@pytest.mark.parametrize("sign", ["9", "É", "ж", "٣"])
def test_a_sign_that_no_share_has_is_noticed(sign: str) -> None:
    text = FIVE[0].text()
    with pytest.raises(ShareError) as error:
        read_share(text[:40] + sign + text[41:])
    assert (error.value.kind, error.value.line) == ("damaged", 2)


def test_lines_that_changed_places_or_are_of_another_share_are_noticed() -> None:
    lines, others = FIVE[0].text().split("\n"), FIVE[1].text().split("\n")
    for wrong, line in (([lines[1], lines[0], *lines[2:]], 1), ([*lines[:3], others[3], *lines[4:]], 0)):
        with pytest.raises(ShareError) as error:
            read_share("\n".join(wrong))
        assert (error.value.kind, error.value.line) == ("damaged", line)


@pytest.mark.parametrize("typed", ["", "banana", FIVE[0].text()[:-1], FIVE[0].text() + "A", "A" * 100_000])
def test_a_share_of_another_length_is_refused_and_never_repeated(typed: str) -> None:
    with pytest.raises(ShareError, match="has 224 letters and digits") as error:
        read_share(typed)
    assert error.value.kind == "length"
    assert len(str(error.value)) < 90
    assert not typed or typed not in str(error.value)


def test_another_suite_is_never_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frihavn.vault.recovery.VERSION", b"\x02")
    text = FIVE[0].text()
    monkeypatch.undo()
    with pytest.raises(UnknownVersionError):
        read_share(text)


@pytest.mark.parametrize("change", [{"number": 0}, {"number": 6}, {"threshold": 2}, {"threshold": 4}], ids=str)
def test_a_share_that_claims_what_no_share_is_is_damaged(change: dict[str, int]) -> None:
    with pytest.raises(ShareError, match="every line"):
        read_share(replace(FIVE[0], **change).text())


def test_a_share_does_not_show_itself() -> None:
    assert "body" not in repr(FIVE[0])
    assert FIVE[0].body.hex() not in repr(FIVE[0])


def test_shares_of_today_bring_the_key_back_in_ten_years() -> None:
    texts = [
        "AF7Y KO3E TSTC QAYB AMUT T6NJ N5XB\n"
        "NWSU 724N ZXBU 4E7G OG73 FPW2 E35S\n"
        "FLFQ W4JZ W3SX 2OIC UVII 373X D2HY\n"
        "ZHI6 H4VD BTBT WHWZ CDWW MSK6 RJLK\n"
        "2RRZ PTZP P3MW KRXI 5YI6 NNFO EIUW\n"
        "FO2I NSI6 M3XZ KQHR 22AK VEWH MEZF\n"
        "N23C ZW3P D664 MNBJ 35WI FJ6F 6US5\n"
        "EART GBHH OG2Z BQTE 3L32 LC5G BAXG",
        "AF7Y KO3E TSTC QAYD AN4W TKTB P6UW\n"
        "G5FQ SFWE 42OK H5BG EEEC DSDJ WMUE\n"
        "PHO7 5YEM XISN X3AF CVMC RO73 K7SE\n"
        "ZR4S 6VCR T5XH GFDZ DZUP H6ZK RPHJ\n"
        "AEPR DIW5 NRF6 QCKG CKSK 4PN4 65S3\n"
        "GTJN 6X2N YWXA KIIY KOPY V7IY EA4Y\n"
        "XSSK NXEI 7WXZ 2KVP F5RC BM2H WNPM\n"
        "5XN3 ZICR B7FF MVZA 7NNA 5DNN ZIPP",
        "AF7Y KO3E TSTC QAYF AOER DCIA THTP\n"
        "66EK N6Q4 IUIA BN2B I7PW VFS7 2374\n"
        "AAS7 WN6J 4H6I T4WY S47I UPP4 2WFV\n"
        "23KS PYPF ABQQ RAPN 66GF XXOY QLXF\n"
        "PXLP CG7N PSQ4 AIXT FLE4 PCZO QUST\n"
        "ZENC TJBR RJKR UJIO OHEC GQIP VSUX\n"
        "V5J7 B5PY GPMP GTON TX57 S7SA BS7D\n"
        "PXAH DE2S MBKU 5OYS LIX6 NLQP 4FZL",
    ]
    assert restore([read_share(text) for text in texts]).raw == b"\x01" + bytes(range(96))
