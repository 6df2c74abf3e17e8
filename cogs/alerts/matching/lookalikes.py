"""Characters that pass for Latin letters, and signs that carry a meaning in chat.

Only what Unicode's own compatibility forms do not cover stands here.
"""

# words: ok-file - signs that members write, not words of ours
LETTERS: dict[str, str] = {
    # Cyrillic
    **dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюя", "abbrdexennklmhonpctyfxuywwbbbeor", strict=True)),
    **dict(zip("ѕіїјћђљњџәғҡқңөүұһӏԁԛԝԍѡүҝ", "siijhdlhyefkkhoyyhldqwgwyk", strict=True)),
    **dict(zip("єґҙѵ", "erzv", strict=True)),
    # Greek
    **dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", "abydeznoiklmveonpsstuoxyw", strict=True)),
    **dict(zip("ϲϳϱϵϐϑϕϰ", "cjpebook", strict=True)),
    # Latin letters beside the alphabet
    "æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "p", "ħ": "h", "ı": "i", "ȷ": "j",
    "ĸ": "k", "ł": "l", "ŋ": "n", "ŧ": "t", "ƀ": "b", "ƃ": "b", "ƈ": "c", "ƌ": "d", "ƒ": "f", "ƙ": "k", "ƿ": "p",
    "ƚ": "l", "ƞ": "n", "ƥ": "p", "ƫ": "t", "ƭ": "t", "ƴ": "y", "ƶ": "z", "ǝ": "e", "ȼ": "c", "ɇ": "e",
    "ɉ": "j", "ɋ": "q", "ɍ": "r", "ɏ": "y", "ɐ": "a", "ɑ": "a", "ɒ": "a", "ɓ": "b", "ɔ": "c", "ɕ": "c",
    "ɖ": "d", "ɗ": "d", "ɘ": "e", "ə": "e", "ɛ": "e", "ɜ": "e", "ɟ": "f", "ɠ": "g", "ɡ": "g", "ɢ": "g",
    "ɣ": "y", "ɥ": "h", "ɦ": "h", "ɨ": "i", "ɩ": "i", "ɪ": "i", "ɫ": "l", "ɬ": "l", "ɭ": "l", "ɯ": "w",
    "ɱ": "m", "ɲ": "n", "ɳ": "n", "ɴ": "n", "ɵ": "o", "ɹ": "r", "ɼ": "r", "ɽ": "r", "ɾ": "r", "ʀ": "r",
    "ʁ": "r", "ʂ": "s", "ʃ": "s", "ʄ": "f", "ʇ": "t", "ʈ": "t", "ʉ": "u", "ʊ": "u", "ʋ": "u", "ʌ": "a",
    "ʍ": "w", "ʎ": "y", "ʏ": "y", "ʐ": "z", "ʑ": "z", "ʙ": "b", "ʛ": "g", "ʜ": "h", "ʝ": "j", "ʞ": "k",
    "ʟ": "l", "ᴀ": "a", "ᴁ": "ae", "ᴃ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ᴉ": "i", "ᴊ": "j", "ᴋ": "k",
    "ᴌ": "l", "ᴍ": "m", "ᴎ": "n", "ᴏ": "o", "ᴐ": "c", "ᴘ": "p", "ᴙ": "r", "ᴚ": "r", "ᴛ": "t", "ᴜ": "u",
    "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ꜰ": "f", "ꜱ": "s", "ꞯ": "q", "ᶦ": "i", "ᵾ": "u", "ⱪ": "k", "ⱥ": "a",
    "ⱦ": "t", "ⱡ": "l", "ꝁ": "k", "ꝏ": "oo", "ꮃ": "w", "ꭰ": "d",
    # Armenian, Cherokee and other look-alikes met in text generators
    "ո": "n", "ս": "u", "օ": "o", "հ": "h", "ց": "g", "զ": "q", "լ": "l", "ꮪ": "s", "ꭺ": "a", "ꮶ": "k",
    # currency and letterlike signs
    "€": "e", "£": "l", "¢": "c", "¥": "y", "₭": "k", "₦": "n", "₮": "t", "₱": "p", "₩": "w", "¡": "i",
    "§": "s", "©": "c", "®": "r", "ƨ": "s", "ª": "a", "º": "o", "⁄": "/", "℃": "c", "℮": "e",
}  # fmt: skip

SIGNS: dict[str, str] = {
    **dict.fromkeys("‘’‚‛ʼʹ′`´＇ʻ՚", "'"),
    **dict.fromkeys("“”„‟«»″＂❝❞‹›", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣⁃", "-"),
    **dict.fromkeys("•·‧∙⋅・●", "."),
    **dict.fromkeys("∗⁎✱✲＊⋆", "*"),
    "…": "...", "¿": "?", "؟": "?", "。": ".", "，": ",",
}  # fmt: skip

SEPARATOR = "\x01"
"""Stands for an emoji or another sign that is no letter: ends a word, may hide inside one."""
LAUGH = "\x02"
MUSIC = "\x03"

MARKS: dict[str, str] = {
    **dict.fromkeys("😂🤣💀☠😆😹😅", LAUGH),
    **dict.fromkeys("🎵🎶🎼🎤🎧♪♫♬♩", MUSIC),
}

# Blocks of letters in frames that have no compatibility form: first code point, then A to Z in order.
FRAMED_ALPHABETS = (0x249C, 0x1F110, 0x1F130, 0x1F150, 0x1F170, 0x1F1E6)

UPSIDE_DOWN: dict[str, str] = {
    **dict(zip("ɐqɔpǝɟƃɓɥᴉıɾʞןlɯuodbɹsʇnʌʍxʎz", "abcdefgghiijkllmnopqrstuvwxyz", strict=True)),
    "∀": "a", "Ɔ": "c", "Ǝ": "e", "Ⅎ": "f", "⅁": "g", "˥": "l", "Ԁ": "p", "┴": "t", "∩": "u", "Λ": "v",
    "⅄": "y", "ſ": "j", "ɓ": "g", "ɡ": "b", "ᵷ": "g", "ꓘ": "k", "ꞁ": "l", "‘": ",", "˙": ".", "¡": "!",
    "¿": "?", "ƃ": "g", "ᴚ": "r", "ꓤ": "r", "ᗡ": "d", "ꓵ": "u",
}  # fmt: skip

TURNED = frozenset("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎןᴚ")
"""Letters that only appear in text turned upside down."""
