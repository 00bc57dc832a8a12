"""Words that say little by themselves: the lists of Stopwords ISO, by language
(https://github.com/stopwords-iso/stopwords-iso, MIT).
"""

from __future__ import annotations

from functools import cache

from pilcrow.text.words import primary, split_words


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language (BCP 47), divided and folded like any text of it; none
    where no list is known.
    """
    import stopwordsiso

    code = primary(language)
    code = {"nb": "no", "nn": "no"}.get(code, code)
    if code not in stopwordsiso.langs():
        return frozenset()
    # All together: to divide each by itself takes several times as long.
    return frozenset(split_words("\n".join(stopwordsiso.stopwords(code)), language))
