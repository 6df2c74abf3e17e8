"""What somebody typed cannot be taken, and the sentence that tells them why, in their language."""

from cogs.shared.failures import UserError
from cogs.shared.words import Words, words_for


class RefusedError(UserError, ValueError):
    """`sentence` is marked for translation, `fields` fill it. A door that only knows UserError says it in English."""

    def __init__(self, sentence: str, **fields: str) -> None:
        super().__init__(words_for(None).marked(sentence, **fields))
        self.sentence = sentence
        self.fields = fields

    def said(self, w: Words) -> str:
        return w.marked(self.sentence, **self.fields)
