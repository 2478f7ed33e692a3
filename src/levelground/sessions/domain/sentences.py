"""What a screen says in whole sentences: what is asked of you, what the group is asked, what it costs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.core.process.missing import SAY
from levelground.core.session.screen import Question, Screen


def asked_of_you(screen: Screen, names: Mapping[str, str]) -> str:
    """What a member is asked to do now."""
    if screen.phase == "lobby":
        return _("When everybody is here, one of you begins. Nobody has to lead.")
    if screen.phase == "closed":
        return {
            "finished": _("Thank you for your time together."),
            "agreed": _("You agreed to close here. Thank you for your time together."),
            "quorum": _("There were too few of you today. Meet again when more of you can."),
        }.get(screen.closed_how, _("Everybody had left, so the session was closed."))
    if screen.word == "pause":
        return _("The clock stands still. Go on when you are ready.")
    if screen.called_silence:
        return _("Everyone is quiet now. Take the time.")
    if screen.say == SAY:
        return _(SAY)
    places = {place: names.get(member, "") for place, member in screen.names}
    return re.sub(r"\{([^}]*)\}", lambda found: places.get(found[1], found[0]), screen.say)


def asked_of_the_group(question: Question, screen: Screen, names: Mapping[str, str]) -> str:  # noqa: PLR0911  one for each question
    """A proposal as a question."""
    match question.ask:
        case "move-on":
            return _("Shall we move on?")
        case "more-time":
            return _("Shall we take two more minutes?")
        case "resume":
            return _("Shall we go on?")
        case "timers":
            return {
                "off": _("Shall we do without the clock today?"),
                "advising": _("Shall the clock be only a guide?"),
            }.get(question.detail[0], _("Shall the clock lead us again?"))
        case "presenters":
            who = [names.get(member, "") for member in question.detail]
            if len(who) == 1:
                return _("Shall %(name)s present?") % {"name": who[0]}
            return _("Shall %(names)s present, in this order?") % {"names": ", ".join(who)}
        case "process":
            chosen = next(
                (o.process.name for o in screen.options if o.process.id == question.detail[0]), ""
            )
            return _("Shall we take “%(process)s”?") % {"process": chosen}
        case "close":
            return _("Shall we close the session now?")
        case _:
            here = sum(place.present for place in screen.people)
            return ngettext(
                "Only %(here)d of you is here; you agreed on at least %(quorum)d. Shall we go on all the same?",
                "Only %(here)d of you are here; you agreed on at least %(quorum)d. Shall we go on all the same?",
                here,
            ) % {"here": here, "quorum": screen.quorum}


def price_of(question: Question) -> str:
    """What a yes costs; "" if nothing."""
    if question.ask == "more-time":
        if question.pays:
            return _("“%(step)s” gets two minutes shorter.") % {"step": question.pays}
        return _("Then we finish two minutes later.")
    if question.everyone:
        return _("This is a silence: it ends early only if everyone agrees.")
    return ""
