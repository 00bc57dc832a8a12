"""Words that say little by themselves: the lists of Stopwords ISO, by language
(https://github.com/stopwords-iso/stopwords-iso, MIT).
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from pilcrow.text.words import primary, split_words


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language (BCP 47), divided and folded like any text of it; none
    where no list is known.
    """
    code = primary(language)
    # All together: to divide each by itself takes several times as long.
    words = "\n".join(_listed({"nb": "no", "nn": "no"}.get(code, code)))
    return frozenset(split_words(words, language)) if words else frozenset()


def _listed(code: str) -> list[str]:
    """Return the list of a language as the package has it; [] if it has none.

    The package reads the lists of all languages when it is imported, and its own version. That
    takes longer than to divide a short text.
    """
    package = find_spec("stopwordsiso")
    for folder in (package and package.submodule_search_locations) or ():
        path = Path(folder) / "stopwords-iso.json"
        if path.is_file():
            lists = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
            return msgspec.json.decode(lists[code], type=list[str]) if code in lists else []
    import stopwordsiso

    return sorted(stopwordsiso.stopwords(code)) if stopwordsiso.has_lang(code) else []
