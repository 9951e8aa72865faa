"""Every word that a reader sees, in English and Chinese."""

from typing import Literal, NamedTuple

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, Lang] = ("en", "zh")


class Bi(NamedTuple):
    """A text in both languages; one of them may be missing where a scheme or register has one."""

    en: str | None
    zh: str | None

    def to(self, lang: Lang) -> str:
        """The text in this language, else in the other, never blank for want of a translation."""
        mine, other = (self.en, self.zh) if lang == "en" else (self.zh, self.en)
        return mine or other or ""


class Figure(str):
    """A number in a text; English puts its noun beside it in the right form: ``{n:day|days}``."""

    def __format__(self, form: str) -> str:
        one, both, many = form.partition("|")
        if not both:
            return super().__format__(form)
        return f"{self} {one if self == '1' else many}"
