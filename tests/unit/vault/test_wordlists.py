"""Receipt phrases in English, French and Russian: whatever was shown is read back, however somebody types it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frihavn.vault import wordlists
from frihavn.vault.errors import PhraseError, WordListError
from frihavn.vault.phrase import SECRET_BITS, Secret, _plain, read_phrase
from frihavn.vault.wordlists import WORD_LISTS

SECRETS = st.integers(0, (1 << SECRET_BITS) - 1).map(Secret)
LISTS = tuple(WORD_LISTS.values())
SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９"]
BETWEEN = st.sampled_from([" ", "  ", "\n", ", ", " - ", ". ", "\u00a0", "\u3000", " – ", "; ", "/", "\t"])
each_language = pytest.mark.parametrize("language", list(WORD_LISTS))


def test_there_are_three_lists_of_2048_words() -> None:
    assert list(WORD_LISTS) == ["en", "fr", "ru"]
    assert [len(WORD_LISTS[language]) for language in WORD_LISTS] == [2048] * 3
    assert "de" not in WORD_LISTS
    assert len(WORD_LISTS) == 3


@each_language
def test_words_are_letters_of_one_script_and_stay_distinct_without_accents(language: str) -> None:
    words = WORD_LISTS[language]
    alphabet = "CYRILLIC" if language == "ru" else "LATIN"
    assert len({_plain(word) for word in words}) == 2048
    for word in words:
        assert word == unicodedata.normalize("NFC", word).casefold()
        assert all(sign.isalpha() and unicodedata.name(sign).startswith(alphabet) for sign in word), word
        assert len(word) >= 3


def test_the_word_that_the_package_broke_is_whole() -> None:
    assert WORD_LISTS["ru"][1571:1574] == ("сниться", "снова", "снять")


@pytest.mark.parametrize("change", [str.upper, lambda word: word + "s"], ids=["upper", "another word"])
def test_a_list_that_changed_is_refused(change: object, monkeypatch: pytest.MonkeyPatch) -> None:
    class Changed:
        def __init__(self, name: str) -> None:
            whole = wordlists_of_the_package(name)
            self.wordlist = [*whole[:7], change(whole[7]), *whole[8:]]  # type: ignore[operator]

    wordlists_of_the_package = {name: list(WORD_LISTS[code]) for code, name in wordlists._NAMES.items()}.__getitem__
    monkeypatch.setattr(wordlists, "Mnemonic", Changed)
    wordlists._listed.cache_clear()
    with pytest.raises(WordListError, match="'fr' of the package mnemonic has changed"):
        WORD_LISTS["fr"]
    monkeypatch.undo()
    assert len(WORD_LISTS["fr"]) == 2048


@given(SECRETS, st.sampled_from(SCRIPTS), BETWEEN)
def test_every_secret_is_read_back_from_digits_of_any_script(secret: Secret, script: str, between: str) -> None:
    typed = secret.digits().translate(str.maketrans(SCRIPTS[0], script)).replace(" ", between)
    assert read_phrase(typed, LISTS) == secret


@given(SECRETS, st.sampled_from(list(WORD_LISTS)), BETWEEN, st.permutations(LISTS))
def test_every_secret_is_read_back_from_words_of_any_list(
    secret: Secret, language: str, between: str, lists: list[tuple[str, ...]]
) -> None:
    shown = secret.words(WORD_LISTS[language])
    for typed in (
        shown,
        shown.upper(),
        shown.title(),
        _plain(shown),
        _plain(shown).upper(),
        unicodedata.normalize("NFD", shown),
        f"«{shown}».",
    ):
        assert read_phrase(typed.replace(" ", between), lists) == secret


@given(SECRETS, st.integers(0, 26), st.integers(1, 9), st.sampled_from(SCRIPTS))
def test_one_wrong_digit_is_always_noticed(secret: Secret, place: int, by: int, script: str) -> None:
    digits = secret.digits().replace(" ", "")
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    with pytest.raises(PhraseError) as error:
        read_phrase(wrong.translate(str.maketrans(SCRIPTS[0], script)), LISTS)
    assert error.value.kind == "digit_wrong"


@each_language
def test_fifteen_of_sixteen_wrong_words_are_noticed(language: str) -> None:
    listed = WORD_LISTS[language]
    missed, tried = 0, 0
    for number in range(0, 1 << SECRET_BITS, (1 << SECRET_BITS) // 4):
        words = Secret(number).words(listed).split()
        for place in range(len(words)):
            for other in listed[place::16]:
                if other != words[place]:
                    tried += 1
                    missed += _is_read([*words[:place], other, *words[place + 1 :]], listed)
    assert tried > 4_000
    assert abs(missed / tried - 1 / 16) < 0.015


def _is_read(words: list[str], listed: tuple[str, ...]) -> bool:
    try:
        read_phrase(" ".join(words), [listed])
    except PhraseError:
        return False
    return True


@given(SECRETS, st.integers(1, 7))
def test_words_of_two_languages_are_no_phrase(secret: Secret, first: int) -> None:
    english, russian = (secret.words(WORD_LISTS[language]).split() for language in ("en", "ru"))
    with pytest.raises(PhraseError) as error:
        read_phrase(" ".join(english[:first] + russian[first:]), LISTS)
    assert error.value.kind == "languages_mixed"


@given(SECRETS, st.integers(0, 7), st.sampled_from(list(WORD_LISTS)))
def test_a_word_that_no_list_has_is_told_by_its_place_only(secret: Secret, place: int, language: str) -> None:
    words = secret.words(WORD_LISTS[language]).split()
    words[place] = "zzyzx"
    with pytest.raises(PhraseError) as error:
        read_phrase(" ".join(words), LISTS)
    assert (error.value.kind, error.value.place) == ("word_unknown", place + 1)
    assert "zzyzx" not in str(error.value)


def test_a_list_that_was_not_given_is_not_read() -> None:
    with pytest.raises(PhraseError) as error:
        read_phrase(Secret(5).words(WORD_LISTS["ru"]), [WORD_LISTS["en"], WORD_LISTS["fr"]])
    assert error.value.kind == "word_unknown"
