"""The 98 disguises of the detection guide, as functions of a text. Our own generator, for tests and the bench."""

import base64
import codecs
import random
import re
from collections.abc import Callable

Disguise = Callable[[str], str]


def _rng(text: str) -> random.Random:
    return random.Random("disguise:" + text)  # the same text is always disguised the same way


def _between_words(sign: str) -> Disguise:
    return lambda text: sign.join(text.split())


def _between_letters(sign: str, word_gap: str = "  ") -> Disguise:
    return lambda text: word_gap.join(sign.join(word) for word in text.split())


def _each_word(before: str, after: str | None = None) -> Disguise:
    return lambda text: " ".join(before + word + (before if after is None else after) for word in text.split())


def _around(before: str, after: str) -> Disguise:
    return lambda text: before + text + after


def _mapped(table: dict[str, str]) -> Disguise:
    return lambda text: "".join(table.get(letter, table.get(letter.lower(), letter)) for letter in text)


def _alphabet(first: int, upper_first: int | None = None, exceptions: dict[str, str] | None = None) -> Disguise:
    table = {chr(97 + n): chr(first + n) for n in range(26)}
    if upper_first is not None:
        table |= {chr(65 + n): chr(upper_first + n) for n in range(26)}
    return _mapped(table | (exceptions or {}))


def _after_each_letter(signs: str) -> Disguise:
    def disguise(text: str) -> str:
        rng = _rng(text)
        return "".join(letter + (rng.choice(signs) if letter.isalpha() else "") for letter in text)

    return disguise


def _mask(sign: str) -> Disguise:
    """One inner vowel (else the second letter) of every word of four and more letters is hidden."""

    def masked(word: str) -> str:
        if len(word) < 4 or not word.isalpha():
            return word
        at = next((n for n in range(1, len(word) - 1) if word[n].lower() in "aeiou"), 1)
        return word[:at] + sign + word[at + 1 :]

    return lambda text: " ".join(masked(word) for word in text.split())


def _some(text: str, change: Disguise, share: float) -> str:
    rng = _rng(text)
    return "".join(change(letter) if rng.random() < share else letter for letter in text)


_LEET = {"o": "0", "i": "1", "e": "3", "a": "4", "s": "5", "t": "7"}
_LEET_SIGNS = {"a": "@", "s": "$", "i": "!", "o": "0", "e": "3", "t": "+"}
_LEET_HEAVY = {**_LEET, "l": "|", "b": "8", "g": "9", "a": "@", "s": "$", "i": "!", "h": "#", "c": "("}
_CYRILLIC = dict(zip("aceopxyiskmtbhn", "асеорхуіѕкмтвнп", strict=True))
_GREEK = dict(zip("aeioukvnptxyw", "αειουκνηρτχγω", strict=True))
_LATIN = dict(zip("abcdefghijklmnoprstuwyz", "ɑƀƈɗɛƒɡɦɩʝƙłɱɲɵƿɾʂƭʋɯʏʐ", strict=True)) | {"p": "ƥ", "w": "ʍ"}
_SMALL = dict(zip("abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", strict=True))
_SUPER = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_ACCENTS = dict(zip("aeioucnys", "áéíóúçñýš", strict=True))
_TURNED = dict(zip("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz", strict=True))
_KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopasdfghjklzxcvbnmq", strict=True))
_CHAT = {
    "you": "u", "your": "ur", "are": "r", "to": "2", "for": "4", "because": "bc", "please": "pls", "be": "b",
    "and": "n", "tonight": "2nite", "people": "ppl", "going": "goin", "yourself": "urself", "with": "w", "about": "abt",
    "want": "wnt", "my": "mah", "the": "da",
}  # fmt: skip
_ZERO = "\u200b\u200c\u200d\ufeff\u2060"
_MARKS = "".join(chr(code) for code in range(0x300, 0x36F))
_NOISE = "the weather was fine and we walked along the river with the dogs for an hour or so before lunch. "


def _alternating(text: str) -> str:
    return "".join(letter.upper() if n % 2 else letter.lower() for n, letter in enumerate(text))


def _stretched(text: str, letters: str) -> str:
    return re.sub(f"([{letters}])", lambda match: match[1] * 4, text, flags=re.IGNORECASE)


def _stretched_ends(text: str) -> str:
    return " ".join(word + word[-1] * 4 if word[-1:].isalpha() else word for word in text.split())


def _times(count: int) -> Disguise:
    return lambda text: "".join(letter * count if letter.isalpha() else letter for letter in text)


def _inside_long_words(sign: str) -> Disguise:
    return lambda text: " ".join(
        word[: len(word) // 2] + sign + word[len(word) // 2 :] if len(word) > 3 else word for word in text.split()
    )


def _markdown_inside(text: str) -> str:
    return " ".join(f"{w[:1]}**{w[1:3]}**{w[3:]}" if len(w) > 3 else w for w in text.split())


def _fillers(text: str) -> str:
    fillers = ("like", "um", "just", "honestly", "really", "uh")
    return " ".join(word + (" " + fillers[n % 6] if n % 2 else "") for n, word in enumerate(text.split()))


def _regional(text: str) -> str:
    return "".join(chr(0x1F1E6 + ord(c) - 97) + "\u200a" if "a" <= c <= "z" else c for c in text.lower())


def _zalgo(text: str) -> str:
    rng = _rng(text)
    return "".join(
        c + "".join(rng.choice(_MARKS) for _ in range(rng.randint(3, 8))) if c.isalpha() else c for c in text
    )


def _tags(text: str) -> str:
    return "".join(c + chr(0xE0061 + n % 26) for n, c in enumerate(text))


def _no_doubles(text: str) -> str:
    return re.sub(r"([a-zA-Z])\1", r"\1", text)


def _chat(text: str) -> str:
    return " ".join(_CHAT.get(word.lower(), word) for word in text.split())


def _transposed(text: str) -> str:
    def swap(word: str) -> str:
        at = len(word) // 2 - 1
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :] if len(word) > 3 else word

    return " ".join(swap(word) for word in text.split())


def _wrong_key(text: str) -> str:
    def slip(word: str) -> str:
        at = len(word) // 2
        return word[:at] + _KEYS.get(word[at], word[at]) + word[at + 1 :] if len(word) > 4 else word

    return " ".join(slip(word) for word in text.lower().split())


def _no_vowels(text: str) -> str:
    return " ".join(w[0] + re.sub("[aeiou]", "", w[1:], flags=re.IGNORECASE) if len(w) > 2 else w for w in text.split())


def _pig_latin(text: str) -> str:
    return " ".join(word[1:] + word[:1] + "ay" for word in text.split())


def _entities(text: str) -> str:
    return "".join(f"&#{ord(letter)};" if letter.isalpha() else letter for letter in text)


def _camel(text: str) -> str:
    return "#" + "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", text))


def _joined(text: str) -> str:
    return "".join(re.findall(r"[A-Za-z0-9]+", text.replace("'", "")))


_CURLY = "\u2019"

READABLE: dict[str, Disguise] = {
    "upper": str.upper,
    "alternating_case": _alternating,
    "title_case": str.title,
    "many_spaces": _between_words("     "),
    "newlines": _between_words("\n"),
    "tabs": _between_words("\t"),
    "nbsp": _between_words("\u00a0"),
    "thin_spaces": _between_words("\u2009"),
    "shouting_marks": _around("!!! ", " !!!!!"),
    "dots_between_words": _between_words(". "),
    "ellipsis_between_words": _between_words("... "),
    "commas_between_words": _between_words(", "),
    "dashes_between_words": _between_words("-"),
    "underscores_between_words": _between_words("_"),
    "slashes_between_words": _between_words("/"),
    "emoji_between_words": _between_words(" 😭 "),
    "custom_emoji_between_words": _between_words(" <:sad:123456789012345678> "),
    "joined_words": _joined,
    "hashtag": lambda text: "#" + _joined(text).lower(),
    "camel_hashtag": _camel,
    "spaced_letters": _between_letters(" ", "   "),
    "spaced_letters_flat": lambda text: " ".join(letter for letter in text if not letter.isspace()),
    "dotted_letters": _between_letters("."),
    "dashed_letters": _between_letters("-"),
    "underscored_letters": _between_letters("_"),
    "starred_letters": _between_letters("*"),
    "tilde_letters": _between_letters("~"),
    "vertical_letters": _between_letters("\n", "\n\n"),
    "mask_star": _mask("*"),
    "mask_hash": _mask("#"),
    "mask_dot": _mask("."),
    "bold": _around("**", "**"),
    "bold_each_word": _each_word("**"),
    "italic_underscore": _each_word("_"),
    "spoiler": _around("||", "||"),
    "spoiler_each_word": _each_word("||"),
    "strike": _around("~~", "~~"),
    "markdown_inside_words": _markdown_inside,
    "heading": _around("# ", ""),
    "leet_digits": _mapped(_LEET),
    "leet_some": lambda text: _some(text, _mapped(_LEET), 0.5),
    "leet_symbols": _mapped(_LEET_SIGNS),
    "stretched_vowels": lambda text: _stretched(text, "aeiou"),
    "stretched_ends": _stretched_ends,
    "tripled_letters": _times(3),
    "doubled_letters": _times(2),
    "dropped_doubles": _no_doubles,
    "chat_spelling": _chat,
    "filler_words": _fillers,
    "split_words": _inside_long_words(" "),
    "no_apostrophes": lambda text: text.replace("'", ""),
    "curly_apostrophes": lambda text: text.replace("'", _CURLY),
    "odd_apostrophes": lambda text: text.replace("'", "`"),
    "zero_width_space": _after_each_letter("\u200b"),
    "zero_width_mix": _after_each_letter(_ZERO),
    "soft_hyphen": _after_each_letter("\u00ad"),
    "word_joiner": _after_each_letter("\u2060"),
    "bidi_controls": _after_each_letter("\u202a\u202c\u200e\u200f\u2066\u2069"),
    "variation_selectors": _after_each_letter("\ufe0e\ufe0f"),
    "tag_characters": _tags,
    "combining_marks": _after_each_letter("\u0301\u0308\u0323"),
    "zalgo": _zalgo,
    "accents": _mapped(_ACCENTS),
    "cyrillic": _mapped(_CYRILLIC),
    "greek": _mapped(_GREEK),
    "latin_lookalikes": _mapped(_LATIN),
    "fullwidth": _alphabet(0xFF41, 0xFF21),
    "math_bold": _alphabet(0x1D41A, 0x1D400),
    "math_sans_italic": _alphabet(0x1D622, 0x1D608),
    "math_monospace": _alphabet(0x1D68A, 0x1D670),
    "math_script": _alphabet(0x1D4EA, 0x1D4D0),
    "math_fraktur": _alphabet(0x1D586, 0x1D56C),
    "math_double_struck": _alphabet(0x1D552),
    "circled": _alphabet(0x24D0, 0x24B6),
    "squared": _alphabet(0x1F130, 0x1F130),
    "regional_indicators": _regional,
    "small_capitals": _mapped(_SMALL),
    "superscripts": _mapped(_SUPER),
    "mention_in_front": _around("<@123456789012345678> ", ""),
    "after_long_noise": lambda text: _NOISE * 8 + text,
    "before_long_noise": lambda text: text + ". " + _NOISE * 8,
    "in_brackets": _around("(", ")"),
    "cyrillic_zero_width": lambda text: _after_each_letter("\u200b")(_mapped(_CYRILLIC)(text)),
    "leet_spaced": lambda text: _between_letters(" ", "   ")(_mapped(_LEET)(text)),
    "accents_stretched": lambda text: _stretched(_mapped(_ACCENTS)(text), "áéíóú"),
}
"""A person reads these at a glance; they must be undone."""

HEAVY: dict[str, Disguise] = {
    "leet_heavy": _mapped(_LEET_HEAVY),
    "emoji_inside_words": _inside_long_words("😭"),
    "letter_x_mask": _mask("x"),
    "dropped_vowels": _no_vowels,
    "transposed_letters": _transposed,
    "wrong_key": _wrong_key,
    "upside_down": lambda text: _mapped(_TURNED)(text.lower())[::-1],
    "reversed": lambda text: text[::-1],
    "regional_names": lambda text: re.sub("[a-z]", lambda match: f":regional_indicator_{match[0]}: ", text.lower()),
    "html_entities": _entities,
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "pig_latin": _pig_latin,
}
"""Hard to read; the first six and the named letters are worth undoing."""

ALL = READABLE | HEAVY
