"""Where a sentence of the rules names an act by its id, how does a page call it?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from jinja2 import pass_context

from monazite.present.act_names import act_number
from monazite.present.catalogue import Language

_ID = re.compile(r"\b[a-z0-9]+/[a-z0-9]+(?:-[a-z0-9]+)+\b", re.ASCII)


@lru_cache(maxsize=2)
def act_names(language: Language) -> dict[str, str]:
    """How is each act of the library called in a sentence? id -> number, or title without one."""
    from monazite.policy.library import library

    return {
        act.id: act_number(act.number or "", language)
        or (act.title.zh if language == "zh" else act.title.en)
        for act in library().acts.values()
    }


def acts_named(text: object, language: Language) -> str:
    """Which text names acts as readers do? Ids of acts that are not in the library stay."""
    known = act_names(language)
    return _ID.sub(lambda found: known.get(found[0], found[0]), str(text))


@pass_context
def in_words(context: Any, text: object) -> str:
    """Return a text of a template with its acts named in the language of the page."""
    return acts_named(text, context["language"])
