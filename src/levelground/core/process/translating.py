"""A process in another language: a file of texts alone, laid over the English one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from levelground.core.process.checking import TWO_SENTENCES, sentences_in
from levelground.core.process.faults import Faulty
from levelground.core.process.fields import Fields, Notes
from levelground.core.process.model import Block, Process, Role, Step
from levelground.core.words import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTexts:
    """The texts of one step; "" or a missing key: the English one stands."""

    name: str = ""
    say: Mapping[str, str] = field(default_factory=dict)
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The texts of one process in one language, by the ids of its roles and steps."""

    process: str
    name: str = ""
    summary: str = ""
    origin: str = ""
    credit: str = ""
    roles: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # its name, what it does
    steps: Mapping[str, StepTexts] = field(default_factory=dict)


def read_translation(text: str, *, file: str, process: Process) -> Translation:
    """The texts written in `text`, for `process`.

    `file` names the file in faults. Raises Faulty with every fault found: texts for what the
    process does not have, and texts that would not do in English either.
    """
    notes = Notes(file)
    try:
        table = tomllib.loads(text)
    except RecursionError:
        notes.add(
            "file",
            Sentence("Its tables stand in one another without end."),
            Sentence("Nest them less deeply."),
        )
        raise Faulty(notes.faults) from None
    except ValueError as error:
        notes.add(
            "file",
            Sentence("It is not TOML: %(error)s.", error=str(error)),
            Sentence("Mend the line that is named."),
        )
        raise Faulty(notes.faults) from None
    fields = Fields(table, "translation", notes)
    fields.known("name", "summary", "origin", "credit", "roles", "steps")
    roles = {role.id: role for role in process.roles}
    steps = {step.id: step for step in process.all_steps()}
    found = Translation(
        process=process.id,
        name=fields.text("name", required=False),
        summary=fields.text("summary", required=False),
        origin=fields.text("origin", required=False),
        credit=fields.text("credit", required=False),
        roles={id_: _role(inner) for id_, inner in _by_id(fields, "roles", "role", roles)},
        steps={
            id_: _step(inner, steps[id_], set(roles))
            for id_, inner in _by_id(fields, "steps", "step", steps)
        },
    )
    if notes.faults:
        raise Faulty(notes.faults)
    return found


def translate(process: Process, translation: Translation) -> Process:
    """The same process with these texts; where one is missing, the English text stands."""
    return replace(
        process,
        name=translation.name or process.name,
        summary=translation.summary or process.summary,
        origin=translation.origin or process.origin,
        credit=translation.credit or process.credit,
        roles=tuple(_translated_role(role, translation) for role in process.roles),
        steps=tuple(
            replace(item, steps=tuple(_translated(step, translation) for step in item.steps))
            if isinstance(item, Block)
            else _translated(item, translation)
            for item in process.steps
        ),
    )


def texts_of(process: Process) -> Iterator[str]:
    """Every text of a process that a translation may have, in the order of the file."""
    yield from (process.name, process.summary, process.origin, process.credit)
    for role in process.roles:
        yield from (role.name, role.say)
    for step in process.all_steps():
        yield from (step.name, *step.say.values(), *(makes.prompt for makes in step.makes))


def missing_in(translation: Translation, process: Process) -> list[str]:
    """The English texts for which it has no others. One that is said alike in both is not missing."""
    marked = translate(mapped(process, _mark), translation)
    both = zip(texts_of(marked), texts_of(process), strict=True)
    return [english for shown, english in both if english and shown == _mark(english)]


def mapped(process: Process, change: Callable[[str], str]) -> Process:
    """The same process with each of its texts changed. An empty one stays empty."""

    def new(text: str) -> str:
        return change(text) if text else text

    def step(one: Step) -> Step:
        return replace(
            one,
            name=new(one.name),
            say={audience: new(text) for audience, text in one.say.items()},
            makes=tuple(replace(makes, prompt=new(makes.prompt)) for makes in one.makes),
        )

    return replace(
        process,
        name=new(process.name),
        summary=new(process.summary),
        origin=new(process.origin),
        credit=new(process.credit),
        roles=tuple(
            replace(role, name=new(role.name), say=new(role.say)) for role in process.roles
        ),
        steps=tuple(
            replace(item, steps=tuple(map(step, item.steps)))
            if isinstance(item, Block)
            else step(item)
            for item in process.steps
        ),
    )


def _by_id(
    fields: Fields, key: str, what: str, known: Mapping[str, object]
) -> list[tuple[str, Fields]]:
    """The tables under `key` that belong to an id the process has."""
    outer = fields.inner(key, key)
    if outer is None:
        return []
    outer.known(*known)
    tables = [(id_, outer.inner(id_, f"{what} “{id_}”")) for id_ in outer.table if id_ in known]
    return [(id_, inner) for id_, inner in tables if inner is not None]


def _role(fields: Fields) -> tuple[str, str]:
    fields.known("name", "say")
    return fields.text("name", required=False), fields.text("say", required=False)


def _step(fields: Fields, step: Step, roles: set[str]) -> StepTexts:
    fields.known("name", "say", "makes")
    say = fields.inner("say", f"{fields.where}, say")
    return StepTexts(
        name=fields.text("name", required=False),
        say={} if say is None else _say(say, step, roles),
        prompts=_prompts(fields, step),
    )


def _say(fields: Fields, step: Step, roles: set[str]) -> dict[str, str]:
    fields.known(*step.say)
    texts = {audience: fields.text(audience) for audience in fields.table if audience in step.say}
    for audience, text in texts.items():
        for name in re.findall(r"\{([^{}]*)\}", text):
            if name not in {"presenter", *roles}:
                fields.fault(
                    Sentence(
                        "“{%(name)s}” in “%(audience)s” stands for nobody here.",
                        name=name,
                        audience=audience,
                    ),
                    Sentence("Keep the places of the English text as they are."),
                )
        if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", text)):
            fields.fault(
                Sentence("A brace stands alone in “%(audience)s”.", audience=audience),
                Sentence("Write {presenter}."),
            )
        if sentences_in(text) > TWO_SENTENCES:
            fields.fault(
                Sentence("“%(audience)s” is longer than two sentences.", audience=audience),
                Sentence("Say less."),
            )
    return texts


def _prompts(fields: Fields, step: Step) -> tuple[str, ...]:
    value = fields.table.get("makes", [])
    if not isinstance(value, list) or not all(isinstance(prompt, str) for prompt in value):
        fields.fault(
            Sentence("“makes” should be a list of prompts."), Sentence('Write makes = ["…"].')
        )
        return ()
    if len(value) > len(step.makes):
        fields.fault(
            Sentence(
                "It has %(value)s prompts; the step makes %(makes)s.",
                value=len(value),
                makes=len(step.makes),
            ),
            Sentence("Keep one for each, in the same order."),
        )
        return ()
    return tuple(" ".join(prompt.split()) for prompt in value)


def _mark(text: str) -> str:
    """Another text than any that is written in a file."""
    return f"\x00{text}"


def _translated_role(role: Role, translation: Translation) -> Role:
    name, say = translation.roles.get(role.id, ("", ""))
    return replace(role, name=name or role.name, say=say or role.say)


def _translated(step: Step, translation: Translation) -> Step:
    texts = translation.steps.get(step.id, StepTexts())
    prompts = (*texts.prompts, *[""] * (len(step.makes) - len(texts.prompts)))
    return replace(
        step,
        name=texts.name or step.name,
        say={
            audience: texts.say.get(audience) or english for audience, english in step.say.items()
        },
        makes=tuple(
            replace(makes, prompt=prompt or makes.prompt)
            for makes, prompt in zip(step.makes, prompts, strict=True)
        ),
    )
