"""The clauses about meeting, about being together, and about going on."""

from __future__ import annotations

from levelground.core.agreement.clause import Clause, Number
from levelground.core.words import gettext_noop as _

MEETING = (
    Clause(
        key="setup",
        name=_("When and where we meet"),
        question=_("How often do you meet, where, and who sends word if something changes?"),
        wordings=(
            _(
                "We meet every two weeks at the same time and place, with dates fixed for a year."
                " Whoever cannot host says so a week before, and another of us does."
            ),
            _(
                "We meet once a month, online. The one who presented last sends word if something"
                " changes."
            ),
        ),
        needed=True,
        number=Number(
            label=_("How many minutes you meet"),
            read_aloud=_("We meet for %(number)d minutes."),
            lowest=15,
            highest=240,
        ),
    ),
    Clause(
        key="attendance",
        name=_("Being there"),
        question=_("What do you expect of each other about coming, being late and cancelling?"),
        wordings=(
            _(
                "We come to every session we can and are there when it begins. Whoever cannot come"
                " says so as soon as they know, without a reason. After two absences in a row we ask"
                " how it is going."
            ),
            _(
                "Each of us comes to at least five of six sessions. Whoever is late comes in quietly"
                " and waits for the next step. Nobody is fined, and nobody is shamed."
            ),
        ),
        needed=True,
        number=Number(
            label=_("How many of you have to be there"),
            read_aloud=_("We meet if at least %(number)d of us are there."),
            lowest=2,
            highest=8,
        ),
    ),
    Clause(
        key="time",
        name=_("Equal time, and the silences"),
        question=_("How do you see to it that each of you gets time, and that silences are kept?"),
        wordings=(
            _(
                "Each of us has the same time over the year. Whoever has waited longest is asked"
                " first. More time for one is less for another, so we decide it together. Silences"
                " are part of the work and we let them be."
            ),
            _(
                "We keep to the turns. Passing is always fine. If one of us talks much, any of us may"
                " say so, and the one who has talked says thank you."
            ),
        ),
        needed=True,
    ),
    Clause(
        key="roles",
        name=_("Who does what"),
        question=_("Who reads out the steps and minds the time, and how do these tasks go round?"),
        wordings=(
            _(
                "Everybody takes every role in turn. The one who facilitates reads the steps aloud"
                " and has no other power. We try a new process once before we judge it."
            ),
            _("We take roles as they are proposed, and hand them on without explaining."),
        ),
    ),
    Clause(
        key="newcomers",
        name=_("New members"),
        question=_("Are you open to new members, and how is it decided?"),
        wordings=(
            _(
                "We are closed for now. When one of us leaves, we decide together whether to ask"
                " somebody."
            ),
            _(
                "We are open. Somebody new is asked only when all of us have said yes, and then we go"
                " through this agreement together again."
            ),
        ),
        needed=True,
    ),
)

TOGETHER = (
    Clause(
        key="feedback",
        name=_("How we speak with each other"),
        question=_("How do you want to be asked, challenged and told something?"),
        wordings=(
            _(
                "We ask before we advise. We speak of what we saw and what it did to us, not of what"
                " somebody is like. No question is too simple, and anybody may take a moment out."
            ),
            _(
                "We are honest and kind. We would rather ask one hard question than give three easy"
                " answers. Whoever is asked may say: not today."
            ),
        ),
        needed=True,
    ),
    Clause(
        key="between",
        name=_("Between sessions"),
        question=_("What if one of you needs help between two sessions? Which way, and which not?"),
        wordings=(
            _(
                "Whoever needs help may write to one other of us and ask for half an hour. It is fine"
                " to say no. What we talk about is as confidential as a session."
            ),
            _(
                "Between sessions we write to each other about dates only. What matters waits for"
                " the session, or we call."
            ),
        ),
    ),
    Clause(
        key="conflict",
        name=_("When we disagree"),
        question=_("What do you do when there is tension between you?"),
        wordings=(
            _(
                "Whoever notices it says so, at the latest in the next session. We take ten minutes"
                " for it before anything else. If it does not ease, we ask somebody from outside to"
                " sit with us once."
            ),
            _(
                "We speak with the person concerned before we speak with the others. Nobody has to"
                " settle it on the spot."
            ),
        ),
    ),
    Clause(
        key="ties",
        name=_("When we also meet elsewhere"),
        question=_(
            "What if two of you work together, are friends, or come to depend on each other?"
        ),
        wordings=(
            _(
                "Nobody here reports to, assesses or pays another of us. If that changes, the two say"
                " so at once, and one of them moves to another group."
            ),
            _(
                "We tell each other where else we meet. What we know from there we do not use here,"
                " and the other way round."
            ),
        ),
    ),
    Clause(
        key="culture",
        name=_("Who we are, and where we are"),
        question=_(
            "What does each of you need so that who you are, and where you come from, has its place"
            " here?"
        ),
        prompts=(
            _(
                "How do you want to open and close: with words, a song, a karakia, a silence, nothing?"
            ),
            _("In Aotearoa: what does te Tiriti o Waitangi ask of a group like yours?"),
            _("Whose way of speaking, being silent or disagreeing is taken for granted?"),
            _("Where does power differ between you: pay, contract, age, gender, language?"),
            _(
                "What makes it possible for each of you to take part: hearing, seeing, moving, resting?"
            ),
        ),
    ),
)

GOING_ON = (
    Clause(
        key="review",
        name=_("When we look at this again"),
        question=_(
            "How will you know that it works, and when do you look at this agreement again?"
        ),
        wordings=(
            _(
                "We take twenty minutes for it and ask: what helps, what do we not do although it is"
                " written here, what is missing?"
            ),
            _(
                "Each of us says what to keep, what to change and what to leave out. Then we decide."
            ),
        ),
        needed=True,
        number=Number(
            label=_("After how many sessions you look at it again"),
            read_aloud=_("We look at this again after %(number)d sessions."),
            lowest=1,
            highest=26,
        ),
    ),
    Clause(
        key="ending",
        name=_("Leaving, and ending"),
        question=_("How does one of you leave, and how does the group end?"),
        wordings=(
            _(
                "Anybody may leave at any time without a reason. If they can, they say so a month"
                " before and come once more to say goodbye. What they told stays as confidential as"
                " before."
            ),
            _(
                "Whoever wants to leave comes once more, and each of us says what we thank them for."
                " When most of us want to end, we set a last session and delete what we wrote."
            ),
        ),
        needed=True,
    ),
)
