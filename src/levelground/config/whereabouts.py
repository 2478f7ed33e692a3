"""Where a short text stands: one or two words alone can mean many things, and a translator sees only them."""

from __future__ import annotations

import ast
import re

SHORT = 2  # words
CLEAN = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
ATTRIBUTE = re.compile(r"""([\w-]+)=["']?[^"'<>]*$""")
ELEMENT = re.compile(r"<([a-z][\w-]*)\b[^<>]*>[^<>]*$", re.DOTALL)
TRANSLATED = re.compile(
    r"""{%\s*translate\s+(["'])(?P<tag>.*?)\1|_\((["'])(?P<filter>.*?)\3\)""", re.DOTALL
)
ELEMENTS = {
    "a": "a link",
    "button": "on a button",
    "caption": "the caption of a table",
    "dd": "a value beside its name",
    "dt": "the name of a value",
    "h1": "the heading of a page",
    "h2": "a heading",
    "h3": "a heading",
    "label": "the name of a field",
    "legend": "the name of several fields",
    "option": "a choice",
    "strong": "stands out in a text",
    "summary": "opens a fold",
    "td": "in a table",
    "th": "the head of a row or column",
    "title": "the title of a page",
}


def is_short(text: str) -> bool:
    return len(text.split()) <= SHORT


def in_template(source: str, text: str) -> str:
    """What a text that is translated in this template is there: a link, on a button, …"""
    every = TRANSLATED.finditer(source)
    found = next((one for one in every if text in (one["tag"], one["filter"])), None)
    before = source[: found.start()] if found else source.partition(text)[0]
    if re.search(r"{%\s*block title\s*%}\s*$", before):
        return ELEMENTS["title"]
    shown = CLEAN.sub("", before)
    if shown.rfind("<") > shown.rfind(">") and (attribute := ATTRIBUTE.search(shown)):
        return f"the attribute “{attribute[1]}”"
    if found and " as " in source[found.end() : source.find("%}", found.end())]:
        return "set into what is drawn below it"
    element = ELEMENT.search(shown)
    name = element[1] if element else ""
    return ELEMENTS.get(name, f"in <{name}>" if name else "in a text")


def in_python(parents: dict[ast.AST, ast.AST], node: ast.AST) -> str:
    """As what a text stands in a module: the name of an argument, a key, a variable, a function."""
    while (parent := parents.get(node)) is not None:
        match parent:
            case ast.keyword(arg=str(name)):
                return f"as “{name}”"
            case ast.Dict(keys=keys, values=values) if node in values:
                key = keys[values.index(node)]
                return f"for “{ast.unparse(key).strip(chr(39))}”" if key else "in a list"
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
                return f"as “{ast.unparse(target)}”"
            case ast.FunctionDef(name=name):
                return f"in “{name}”"
        node = parent
    return ""
