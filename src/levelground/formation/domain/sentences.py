"""What the search says, in the reader's language.

The search runs apart and says each sentence as its pattern and what fills it (`core.formation.messages`); here
they become words on the page. A test holds that every pattern of the search is listed.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as one_of
from django.utils.translation import ngettext, ngettext_lazy

from levelground.core.formation.messages import to_plain


def in_words(message: Any) -> str:
    """A sentence of the search, as it comes or as JSON carried it."""
    plain: Any = to_plain(message) if isinstance(message, str) else message
    if isinstance(plain, str):
        return plain
    one, many, number, values = plain
    pattern = _(one) if number is None else ngettext(one, many, number)
    filled = {
        name: value if isinstance(value, int) else in_words(value) for name, value in values.items()
    }
    return pattern.format(**filled)


PATTERNS = (
    one_of("“{rule}” keeps them out of {often} of {groups} groups with a free place."),
    one_of("No group of these people keeps every rule."),
    one_of("Every group is full."),
    one_of("Allow {more} of one organisation instead of {now}"),
    one_of("If those who wait could meet on {slot}"),
    one_of("Allow {more} grades apart instead of {now}"),
    one_of("Meet for {less} minutes instead of {now}"),
    one_of("Allow groups of {size}"),
    one_of("Without the rule “{rule}”"),
    one_of("They have not said yes."),
    one_of("They gave no times."),
    one_of("They gave no language."),
    one_of("They gave no organisation."),
    one_of("They gave no grade."),
    one_of("None of their times is long enough for a meeting on every date."),
    one_of("{found} of {before} left over found a place when other groups were re-formed."),
    one_of("A place is still being looked for."),
    one_of("Every possible group was listed, and no better choice of groups exists."),
    one_of("Every possible group was listed; time did not allow a proof."),
    one_of("The clock ended the search early: the groups may differ next time."),
    one_of("There is no weekly slot that suits all."),
    one_of("There is no language that all speak."),
    one_of("{trained} of {size} are trained; {needed} are needed."),
    one_of("They are of {number} organisations; one is wanted."),
    one_of("{largest} are of one organisation; at most {most} may be."),
    one_of("{number} different"),
    one_of("a span of {span}"),
    one_of("{day} {time} ({zone})"),
    one_of("Monday"),
    one_of("Tuesday"),
    one_of("Wednesday"),
    one_of("Thursday"),
    one_of("Friday"),
    one_of("Saturday"),
    one_of("Sunday"),
    one_of("size"),
    one_of("opted in"),
    one_of("equal standing"),
    one_of("not together"),
    one_of("together"),
    one_of("a common slot"),
    one_of("a common language"),
    one_of("trained majority"),
    one_of("internal / external"),
    one_of("size of a minority"),
)
COUNTED = (
    ngettext_lazy(
        "Only {count} other shares a slot and a language with them; {needed} are needed.",
        "Only {count} others share a slot and a language with them; {needed} are needed.",
    ),
    ngettext_lazy(
        "There is {count} person in all; a group needs {least}.",
        "There are {count} people in all; a group needs {least}.",
    ),
    ngettext_lazy(
        "Find {count} more trained person with the times and languages of those who wait",
        "Find {count} more trained people with the times and languages of those who wait",
    ),
    ngettext_lazy(
        "{change}: {count} person more could be placed.",
        "{change}: {count} people more could be placed.",
    ),
    ngettext_lazy("Train {count} person of those here", "Train {count} people of those here"),
    ngettext_lazy(
        "{count} group was set up, people left over: {left}.",
        "{count} groups were set up, people left over: {left}.",
    ),
    ngettext_lazy(
        "{count} member; {least} to {most} are wanted.",
        "{count} members; {least} to {most} are wanted.",
    ),
    ngettext_lazy(
        "They are of {count} organisation; {wanted} are wanted.",
        "They are of {count} organisations; {wanted} are wanted.",
    ),
    ngettext_lazy("Ask {count} person to say yes.", "Ask {count} people to say yes."),
    ngettext_lazy(
        "Ask {count} person for more times in which they can meet.",
        "Ask {count} people for more times in which they can meet.",
    ),
    ngettext_lazy(
        "Ask {count} person which languages they speak.",
        "Ask {count} people which languages they speak.",
    ),
    ngettext_lazy(
        "Ask {count} person for their organisation.", "Ask {count} people for their organisation."
    ),
    ngettext_lazy("Ask {count} person for their grade.", "Ask {count} people for their grade."),
)
