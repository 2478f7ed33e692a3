"""The clauses about trust: what the group is for, what stays there, and where that ends."""

from __future__ import annotations

from levelground.core.agreement.clause import Clause
from levelground.core.words import gettext_noop as _

PROMISES = (
    Clause(
        key="line",
        name=_("In one sentence"),
        question=_("What do you promise each other, in one sentence? It opens every session."),
        wordings=(
            _(
                "What is said here stays here; we keep to the process and its silences, and end on time."
            ),
            _("We listen, we ask, and we keep it to ourselves."),
            _("Each of us speaks for ourselves, and nobody carries away what is another’s."),
        ),
        needed=True,
    ),
    Clause(
        key="purpose",
        name=_("What we meet for"),
        question=_("What do you meet for, and what does not belong here?"),
        wordings=(
            _(
                "We meet to think about our work with people who do similar work: what is hard, what"
                " went well, what we want to learn. This is not therapy, and not the place where"
                " decisions about our work are made."
            ),
            _(
                "We bring real questions from our work, successes too, and leave with something we"
                " can use. If a talk needs another kind of help, we say so kindly and find out where"
                " that help is."
            ),
        ),
        prompts=(
            _("What does each of you hope for?"),
            _("Which hope might be more than this group can give?"),
        ),
        needed=True,
    ),
    Clause(
        key="confidentiality",
        name=_("What stays here"),
        question=_("What may leave the room, and in what form?"),
        wordings=(
            _(
                "What we hear about people stays here. What we learn for our own work we may use,"
                " as long as nobody can tell whom it came from."
            ),
            _(
                "What we hear may be used outside, but never with a name or a sign of who said it,"
                " or whom it was about."
            ),
            _(
                "What is said here stays here twice over: we do not tell others, and we do not raise"
                " it again with the person who said it unless they do. We do not talk about anybody"
                " of us who is not there."
            ),
        ),
        prompts=(
            _("May you tell your partner at home? Your manager?"),
            _("What will you do if it happens all the same?"),
        ),
        needed=True,
    ),
    Clause(
        key="limits",
        name=_("Where confidentiality ends"),
        question=_("When would one of you have to tell somebody else, and how?"),
        wordings=(
            _(
                "If somebody is in serious danger, or somebody works unlawfully or unsafely and does"
                " not deal with it, we may have to speak. It is the last resort, and we first tell"
                " the person that we will."
            ),
            _(
                "For counsellors in Aotearoa: we speak outside only to reduce a risk: where somebody"
                " is in serious danger, where a colleague’s competence is impaired, where the law"
                " requires it, or where a complaint is answered. We tell as little as possible to as"
                " few as possible, we tell the person first where that is safe, and we keep our"
                " colleagues’ clients in confidence too."
            ),
            _(
                "Whoever is worried about a danger says so here first. Together we decide whom to"
                " ask, without names where that is possible, and who of us does it today."
            ),
        ),
        needed=True,
    ),
    Clause(
        key="contacts",
        name=_("Whom we turn to"),
        question=_(
            "If somebody may be at risk: whom do you call where you are? It is one touch away in"
            " every session."
        ),
        prompts=(
            _("Who is it at each of your workplaces, and what is the number?"),
            _("Who is there at night and at weekends?"),
            _("Whom can one of you call for their own sake?"),
        ),
    ),
    Clause(
        key="others",
        name=_("The people we talk about"),
        question=_("How do you speak of clients, colleagues and others who are not there?"),
        wordings=(
            _(
                "We leave out names and whatever would let somebody be recognised. Where everybody"
                " knows everybody, we change what does not matter. Whoever thinks they know the"
                " person says so before the talk goes on."
            ),
            _(
                "We speak of people as if they were listening at the door. Whatever is not needed for"
                " the question, we leave out."
            ),
        ),
        needed=True,
    ),
    Clause(
        key="records",
        name=_("What is written down"),
        question=_("Who writes what down, where is it kept, and for how long?"),
        wordings=(
            _(
                "Nothing is recorded: no sound, no picture, no transcript, no assistant that listens"
                " along. Notes on a person’s question go to that person, and the rest is deleted."
            ),
            _(
                "Nobody records anything. Each of us writes down only what is our own. What we would"
                " do by when stays here for us all to see."
            ),
        ),
        needed=True,
    ),
)
