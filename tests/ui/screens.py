"""Every state of a session's screen, made by hand: for looking at, and for tests of templates.

The shapes are those that the sessions view hands to its templates.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any
from uuid import NAMESPACE_URL, uuid5

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
CAST = ("Ada", "Ben", "Cai", "Hana", "Tama")
ALWAYS = ("pause", "check-process", "call-silence", "leave")


def states(now: datetime = NOON) -> dict[str, dict[str, Any]]:
    """Each state's name, and the context its page is drawn from."""
    return {name: _context(name, make, now) for name, make in _MAKERS.items()}


def _context(name: str, make: Any, now: datetime) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    screen = make(now, extra)
    names = {person.member: person.name for person in screen.people}
    return {
        "screen": screen,
        "session": Session(),
        "version": 12,
        "topic": "session-7",
        "notice": "",
        "outputs": (),
        "pad": "",
        "speaking_name": names.get(screen.speaking, ""),
        "next_name": names.get(screen.next_up, ""),
        "call_link": "https://meet.example.org/level-ground",
        "code": "K7R2QX",
        "join_address": "levelground.example.org/join",
        "qr": "",
    } | extra


class Session:
    pk = 7

    def __str__(self) -> str:
        return "Tuesday peers"


def people(
    *,
    you: str = "Ada",
    floor: str = "",
    speaking: str = "",
    following: str = "",
    presenter: str = "",
    away: str = "",
    seated: str = "",
    ready: str = "",
    names: tuple[str, ...] = CAST,
) -> tuple[Thing, ...]:
    """The row of people; `floor`, `away` … hold names separated by spaces."""
    return tuple(
        Thing(
            member=str(place),
            name=name,
            is_you=name == you,
            has_floor=name in floor.split(),
            speaking=name == speaking,
            next=name == following,
            presenter=name == presenter,
            roles=("Timekeeper",) if name == "Hana" else (),
            present=name not in away.split(),
            seated=name in seated.split(),
            ready=name in ready.split(),
        )
        for place, name in enumerate(names, start=1)
    )


def may(*kinds: str, **details: Any) -> dict[str, tuple[Any, ...]]:
    return dict.fromkeys(kinds, ()) | {
        kind.replace("_", "-"): tuple(given) for kind, given in details.items()
    }


def choice(value: str, label: str) -> Thing:
    return Thing(value=value, label=label)


def screen(now: datetime, **given: Any) -> Thing:
    base: dict[str, Any] = {
        "phase": "step",
        "word": "listen",
        "silence": "",
        "called_silence": False,
        "process_name": "Solution-focused reflecting team",
        "step_id": "reflect",
        "step_name": "Reflect",
        "step_number": 5,
        "step_count": 6,
        "say": "The group thinks aloud about what you brought. You do not need to answer anything.",
        "role_words": (),
        "manner": (),
        "ends_at": now + timedelta(seconds=400),
        "left": 400,
        "total": 600,
        "clock": "running",
        "people": people(floor="Ben Cai Hana Tama", presenter="Ada"),
        "speaking": None,
        "next_up": None,
        "question": None,
        "makes": (),
        "may": may(
            *ALWAYS, "propose-more-time", "propose-move-on", propose_timers=("advising", "off")
        ),
        "then": (
            Thing(name="Take away", minutes=5, say="You say what you will do. The others listen."),
            Thing(name="Commitments", minutes=6, say="Everybody says one thing they will do."),
            Thing(name="Worth my time", minutes=2, say=""),
        ),
        "deciding": "",
        "offers": (),
        "options": (),
        "quorum": 3,
        "present_count": 5,
        "member_count": 5,
        "behind": 0,
        "process_check": False,
        "broken": 0,
        "story": (),
        "is_incomplete": False,
    }
    made = Thing(**(base | given))
    if made.ends_at:
        made.ends_at = now + timedelta(seconds=made.left)
    return made


TENTATIVE = (
    "tentative",
    "Tentative: “I wonder whether…”",
    "Say what occurs to you, not what is so.",
)
OWN_WORDS = ("own-words", "In your own words", "Tell it as you would tell a friend.")
FACTS = ("facts-only", "Facts only", "Ask for what you need to understand. No advice hidden in it.")


def question(**given: Any) -> Thing:
    base: dict[str, Any] = {
        "kind": "move-on",
        "sentence": "Shall we go on to “Take away” now?",
        "yes": 2,
        "needed": 3,
        "of": 5,
        "pays": "",
        "you_answered": False,
        "yours": False,
    }
    return Thing(**(base | given))


def makes(kind: str, prompt: str = "", seen: str = "group", owner: str = "presenter") -> Thing:
    return Thing(kind=kind, prompt=prompt, seen=seen, owner=owner)


def written(kind: str, label: str, text: str, who: str, *, yours: bool = False) -> Thing:
    return Thing(
        id=uuid5(NAMESPACE_URL, text),
        kind=kind,
        label=label,
        text=text,
        writer_name=who,
        yours=yours,
        seen="group",
        prompt="",
    )


def kept(what: str, who: str, *, why: str = "", yours: bool = False) -> Thing:
    row = Thing(pk=len(what), due_on=NOON.date(), shared=True, get_state_display="Changed")
    return Thing(commitment=row, what=what, why=why, who=who, yours=yours, is_open=not why)


def _lobby(now: datetime, extra: dict[str, Any], **given: Any) -> Thing:
    return screen(
        now,
        **(
            {
                "phase": "lobby",
                "word": "lobby",
                "process_name": "",
                "step_id": "",
                "step_name": "",
                "say": "Today you meet for 90 minutes. Sit where you can see one another.",
                "clock": "none",
                "ends_at": None,
                "left": None,
                "total": None,
                "people": people(away="Cai Hana Tama", ready="Ben"),
                "present_count": 2,
                "may": may("join", "leave", seat=(choice("3", "Cai"), choice("4", "Hana"))),
                "then": (
                    Thing(name="Session agreement", minutes=2, say=""),
                    Thing(name="Check-in", minutes=8, say=""),
                    Thing(name="Last time’s commitments", minutes=5, say=""),
                ),
            }
            | given
        ),
    )


def _lobby_begin(now: datetime, extra: dict[str, Any]) -> Thing:
    return _lobby(
        now,
        extra,
        people=people(away="Tama", seated="Hana", ready="Ben Cai"),
        present_count=4,
        may=may("open", "leave", seat=(choice("5", "Tama"),)),
    )


def _lobby_incomplete(now: datetime, extra: dict[str, Any]) -> Thing:
    return _lobby(now, extra, is_incomplete=True, may=may("leave"), then=())


def _agreement(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="speak",
        process_name="Our meeting",
        step_id="agreement",
        step_name="Session agreement",
        step_number=1,
        step_count=8,
        say="What is said here stays here. We keep to the process and its silences, and end on time.",
        left=100,
        total=120,
        people=people(floor="Ada Ben Cai Hana Tama", ready="Ben Hana"),
        may=may(*ALWAYS, "ready"),
    )


def _checkin(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="listen",
        process_name="Our meeting",
        step_id="check-in",
        step_name="Check-in",
        step_number=2,
        step_count=8,
        say="Hana says how she is in her work just now. Nobody answers.",
        left=64,
        total=90,
        people=people(floor="Hana", speaking="Hana", following="Ada"),
        speaking="4",
        next_up="1",
        manner=(
            ("first-person", "In the first person", "Speak of yourself: “I”, not “we” or “one”."),
        ),
        may=may(*ALWAYS, "propose-more-time"),
    )


def _your_turn(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="speak",
        process_name="Our meeting",
        step_id="check-in",
        step_name="Check-in",
        step_number=2,
        step_count=8,
        say="How are you in your work just now? Say as much or as little as you like.",
        left=72,
        total=90,
        people=people(floor="Ada", speaking="Ada", following="Tama"),
        speaking="1",
        next_up="5",
        manner=(
            ("first-person", "In the first person", "Speak of yourself: “I”, not “we” or “one”."),
        ),
        may=may(*ALWAYS, "done", "pass", "later", "propose-more-time"),
    )


def _last_time(now: datetime, extra: dict[str, Any]) -> Thing:
    extra["on_stage"] = True
    extra["back"] = "/sessions/7/"
    extra["promised"] = (
        kept("Talk to my manager about Fridays.", "Ada", yours=True),
        kept("Write the handover list.", "Ben", why="Half of it, and that was enough."),
    )
    return screen(
        now,
        word="speak",
        process_name="Our meeting",
        step_id="commitments-review",
        step_name="Last time’s commitments",
        step_number=3,
        step_count=8,
        say="What did you say you would do, and how did it go? Not done is an answer too.",
        left=50,
        total=60,
        people=people(floor="Ada", speaking="Ada", following="Ben"),
        speaking="1",
        next_up="2",
        may=may(*ALWAYS, "done", "pass", "later"),
    )


def _bring(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="speak",
        process_name="Our meeting",
        step_id="bring",
        step_name="What do we bring",
        step_number=4,
        step_count=8,
        say="Say in one sentence what you could bring today. Then we settle who presents.",
        people=people(floor="Ada Ben Cai Hana Tama", ready="Ben"),
        left=200,
        total=300,
        deciding="presenters",
        offers=(Thing(member="4", name="Hana"), Thing(member="2", name="Ben")),
        makes=(makes("topic", "In one sentence: what could you bring?"),),
        may=may(*ALWAYS, "offer", propose_presenters=()),
    )


def _bring_offered(now: datetime, extra: dict[str, Any]) -> Thing:
    made = _bring(now, extra)
    made.offers = (*made.offers, Thing(member="1", name="Ada"))
    made.makes = ()
    made.may = may(*ALWAYS, "withdraw", propose_presenters=())
    return made


OPTIONS = (
    ("respond-in-turn", "Respond in turn", 20, True, "", "first",
     "One person brings a question; each of the others answers it once, in order."),
    ("reflecting", "Solution-focused reflecting team", 35, True, "", "practised",
     "The group looks for what already works, while the presenter listens."),
    ("incident", "Incident method", 40, True, "", "practised",
     "The story stops before its end; each says what they would do."),
    ("clearness", "Clearness", 70, False, "It takes 70 minutes; 52 are left.", "practised",
     "Only open and honest questions, for an hour."),
)  # fmt: skip


def _choose(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="speak",
        process_name="Our meeting",
        step_id="work",
        step_name="Choose how to work",
        step_number=5,
        step_count=8,
        say="Hana presents. Together, choose a way of working that fits what she asks.",
        people=people(floor="Ada Ben Cai Hana Tama", presenter="Hana"),
        left=90,
        total=120,
        deciding="process",
        options=tuple(
            Thing(
                id=key,
                name=name,
                minutes=minutes,
                fits=fits,
                why_not=why,
                note="Fit for a first time." if exp == "first" else "",
                near=fits,
                summary=text,
            )
            for key, name, minutes, fits, why, exp, text in OPTIONS
        ),
        may=may(*ALWAYS, propose_process=()),
    )


def _nothing_fits(now: datetime, extra: dict[str, Any]) -> Thing:
    made = _choose(now, extra)
    for option in made.options:
        option.fits, option.near = False, False
        option.why_not = option.why_not or "There are 2 minutes; it needs 20."
    made.nothing_fits, made.left, made.total = True, 20, 120
    made.may = may(*ALWAYS, "propose-close", "propose-more-time")
    return made


def _speak(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="speak",
        silence="others",
        step_id="present",
        step_name="Present",
        step_number=2,
        say="What is the situation, and what help do you want from us?",
        left=252,
        total=300,
        manner=(OWN_WORDS,),
        people=people(floor="Ada", speaking="Ada", presenter="Ada"),
        speaking="1",
        may=may(*ALWAYS, "done", "propose-more-time"),
        then=(Thing(name="Clarify", minutes=4, say="Each asks one question. Facts only."),),
    )


def _listen(now: datetime, extra: dict[str, Any]) -> Thing:
    extra["pad"] = "Ask about the handover on Fridays…"
    return screen(
        now,
        silence="presenter",
        manner=(TENTATIVE,),
        role_words=(("Timekeeper", "Say when half is over."),),
    )


def _listen_others(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        silence="others",
        step_id="present",
        step_name="Present",
        step_number=2,
        say="Hana has the floor. Listen for what she asks of us.",
        manner=(OWN_WORDS,),
        people=people(floor="Hana", speaking="Hana", presenter="Hana", away="Cai", seated="Tama"),
        speaking="4",
    )


def _turn(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="speak",
        silence="presenter",
        step_id="observe",
        step_name="Observe",
        step_number=4,
        say="Offer one observation. Nobody answers it.",
        left=41,
        total=60,
        manner=(TENTATIVE, ("one-question", "One thing only", "Choose the one that matters most.")),
        people=people(floor="Ada", speaking="Ada", following="Ben", presenter="Hana"),
        speaking="1",
        next_up="2",
        makes=(makes("idea", "Your observation, in a few words", owner="presenter"),),
        may=may(
            *ALWAYS,
            "done",
            "pass",
            "later",
            "propose-more-time",
            take_role=(choice("scribe", "scribe"),),
        ),
    )


def _silence(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="silence",
        silence="everyone",
        step_id="stillness",
        step_name="Stillness",
        step_number=3,
        say="Everyone is quiet now. This is planned. Notice what comes up.",
        left=85,
        total=120,
        people=people(presenter="Ada"),
        may=may(*ALWAYS, "silence-broken"),
        then=(
            Thing(
                name="Observe", minutes=5, say="Each offers one observation, starting with Hana."
            ),
        ),
    )


def _called_silence(now: datetime, extra: dict[str, Any]) -> Thing:
    made = _silence(now, extra)
    made.called_silence = True
    made.step_name, made.step_number = "Reflect", 5
    made.say = "A short silence for everybody. Then you go on where you were."
    made.left, made.total, made.ends_at = 38, 60, now + timedelta(seconds=38)
    return made


def _landing(now: datetime, extra: dict[str, Any]) -> Thing:
    made = _turn(now, extra)
    made.clock, made.left, made.total = "landing", 22, 30
    made.ends_at = now + timedelta(seconds=22)
    made.makes = ()
    return made


def _landing_other(now: datetime, extra: dict[str, Any]) -> Thing:
    made = _checkin(now, extra)
    made.clock, made.left, made.total = "landing", 14, 30
    made.ends_at = now + timedelta(seconds=14)
    return made


def _time_up(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="speak",
        silence="presenter",
        say="The time for this step is over. Take two more minutes together, or go on.",
        clock="time-up",
        left=0,
        behind=95,
        ends_at=None,
        people=people(floor="Ada Ben Cai Tama", presenter="Hana"),
        may=may(*ALWAYS, "propose-move-on", "propose-more-time"),
    )


def _question(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        manner=(TENTATIVE,),
        silence="presenter",
        question=question(
            kind="more-time",
            sentence="Two more minutes for “Reflect”?",
            pays="“Worth my time” becomes one minute shorter, and we end one minute later.",
        ),
        may=may(*ALWAYS, "yes", "no"),
    )


def _question_answered(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="speak",
        people=people(floor="Ada Ben Cai Tama", presenter="Hana"),
        say="Think aloud about what Hana brought. She listens.",
        question=question(you_answered=True, yours=True, yes=1),
        may=may(*ALWAYS),
    )


def _check(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        process_check=True,
        manner=(FACTS,),
        word="speak",
        step_name="Clarify",
        step_number=3,
        say="Ask Hana one question each. Facts only.",
        silence="",
        people=people(floor="Ada Ben Cai Hana Tama", presenter="Hana"),
    )


def _paused(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="pause",
        clock="paused",
        ends_at=None,
        left=200,
        say="One of you asked for a pause. Nothing runs on. Go on when the group says so.",
        people=people(presenter="Hana"),
        may=may("propose-resume", "leave", "check-process"),
    )


def _writing(now: datetime, extra: dict[str, Any]) -> Thing:
    extra["outputs"] = (
        written("idea", "Idea", "Could the list live where both of you see it?", "Ben"),
        written("idea", "Idea", "I noticed how calm you were, telling it.", "Ada", yours=True),
    )
    return screen(
        now,
        word="silence",
        silence="everyone",
        step_name="Write",
        step_number=4,
        say="Everyone writes, nobody speaks. What would you try?",
        manner=(("write", "In writing", "Write it down. It is read out later."),),
        people=people(presenter="Hana"),
        makes=(
            makes("idea", "What would you try?"),
            makes("note", "A note to yourself", seen="writer"),
        ),
        may=may(*ALWAYS, "silence-broken"),
    )


def _commitments(now: datetime, extra: dict[str, Any]) -> Thing:
    extra["outputs"] = (
        written("commitment", "Commitment", "Ask Mere for the list by Friday.", "Ben"),
    )
    return screen(
        now,
        word="speak",
        process_name="Our meeting",
        step_id="commitments",
        step_name="Commitments",
        step_number=6,
        step_count=8,
        say="One thing you will do before we meet again. Small is good.",
        left=44,
        total=60,
        people=people(floor="Ada", speaking="Ada", following="Cai", ready="Ben"),
        speaking="1",
        next_up="3",
        makes=(makes("commitment", "What will you do, and by when?", owner="writer"),),
        may=may(*ALWAYS, "done", "pass", "later"),
    )


def _worth(now: datetime, extra: dict[str, Any]) -> Thing:
    extra.setdefault("yours", Thing(said={}, answered="", presented=True))
    return screen(
        now,
        word="silence",
        silence="everyone",
        process_name="Our meeting",
        step_id="worth",
        step_name="Worth my time",
        step_number=7,
        step_count=8,
        say="Was this worth your time? Answer quietly and honestly, for yourself; nobody is shown who said what.",
        left=40,
        total=60,
        people=people(),
        makes=(makes("worth", seen="writer", owner="writer"),),
        may=may(*ALWAYS, "silence-broken"),
        then=(Thing(name="Close", minutes=2, say="A last word from whoever wants one."),),
    )


def _worth_kept(now: datetime, extra: dict[str, Any]) -> Thing:
    said = {"worth": "3", "heard": "4", "kept": "2"}
    extra["yours"] = Thing(said=said, answered="partly", presented=True)
    return _worth(now, extra)


def _clock_off(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(
        now,
        word="speak",
        clock="off",
        ends_at=None,
        left=None,
        people=people(floor="Ada Ben Cai Tama", presenter="Hana"),
        say="Think aloud about what Hana brought. She listens.",
        may=may(*ALWAYS, "ready", propose_timers=("holding",)),
    )


def _advising(now: datetime, extra: dict[str, Any]) -> Thing:
    return screen(now, clock="advising", silence="presenter")


def _seated_speaks(now: datetime, extra: dict[str, Any]) -> Thing:
    made = _checkin(now, extra)
    made.people = people(floor="Tama", speaking="Tama", following="Ada", seated="Tama", away="Cai")
    made.speaking = "5"
    made.say = "Tama says how he is in his work just now. Nobody answers."
    made.may = may(*ALWAYS, "done", "propose-more-time")
    return made


def _refused(now: datetime, extra: dict[str, Any]) -> Thing:
    extra["notice"] = "Ben has the floor now. You are next; your turn is kept."
    return _checkin(now, extra)


def _eight(now: datetime, extra: dict[str, Any]) -> Thing:
    names = ("Ada", "Bartholomew", "Cai", "Hana", "Tama", "Wilhelmina", "Ngā", "Te Whetū-Mārama")
    return screen(
        now,
        people=people(
            names=names, floor="Cai", speaking="Cai", following="Wilhelmina", away="Tama"
        ),
        speaking="3",
        next_up="6",
        silence="presenter",
    )


def _closed_incomplete(now: datetime, extra: dict[str, Any]) -> Thing:
    made = _closed(now, extra)
    made.is_incomplete = True
    return made


def _closed(now: datetime, extra: dict[str, Any]) -> Thing:
    figures = {
        "worth": Thing(answers=5, median=3, lowest=2, highest=4, most=False),
        "heard": Thing(answers=5, median=4, lowest=3, highest=4, most=True),
        "kept": Thing(answers=4, median=2.5, lowest=2, highest=3, most=False),
        "usable": Thing(answers=5, median=4, lowest=4, highest=4, most=False),
    }
    extra["lines"] = {"keep": ["The silences."], "change": ["Begin on time.", "Fewer stories."]}
    extra["close"] = Thing(figures=figures, lines=[("Ada", "It changed the question")])
    extra["outputs"] = (
        written("takeaway", "Taken away", "Start with the smallest list.", "Ada", yours=True),
        written("commitment", "Commitment", "Ask Mere for the list by Friday.", "Ben"),
    )
    return _lobby(
        now,
        extra,
        phase="closed",
        word="closed",
        say="You kept to the process, and its silences held. You ended two minutes early.",
        people=people(),
        may=may(),
        then=(),
        story=(
            ("Session agreement", 2, 2, ""),
            ("Check-in", 8, 9, "two minutes more, agreed by four of five"),
            ("Present", 5, 5, ""),
            ("Stillness", 2, 2, "unbroken"),
            ("Reflect", 10, 8, "moved on together"),
            ("Commitments", 6, 5, ""),
        ),
    )


_MAKERS = {
    "lobby": _lobby,
    "lobby-begin": _lobby_begin,
    "lobby-incomplete": _lobby_incomplete,
    "agreement": _agreement,
    "check-in-listen": _checkin,
    "check-in-speak": _your_turn,
    "last-time": _last_time,
    "bring": _bring,
    "bring-offered": _bring_offered,
    "choose": _choose,
    "nothing-fits": _nothing_fits,
    "speak": _speak,
    "listen": _listen,
    "listen-others": _listen_others,
    "turn": _turn,
    "silence": _silence,
    "called-silence": _called_silence,
    "landing": _landing,
    "landing-other": _landing_other,
    "time-up": _time_up,
    "question": _question,
    "question-answered": _question_answered,
    "process-check": _check,
    "paused": _paused,
    "writing": _writing,
    "commitments": _commitments,
    "worth": _worth,
    "worth-kept": _worth_kept,
    "clock-off": _clock_off,
    "advising": _advising,
    "seated-speaks": _seated_speaks,
    "refused": _refused,
    "eight": _eight,
    "closed": _closed,
    "closed-incomplete": _closed_incomplete,
}
