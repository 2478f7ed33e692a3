"""What the code never does, read from the code itself; and what the settings keep to everywhere.

Each kind of fault is looked for in all of `src/` and, as its control, in a line where it is planted.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from levelground.accounts.models import Person
from tests.make import make_person, signed_in
from tests.test_settings import house as settings_in

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "levelground"
FILES = {
    str(path.relative_to(SOURCE)): ast.parse(path.read_text())
    for path in SOURCE.rglob("*.py")
    if "migrations" not in path.parts
}

Finder = Callable[[str, ast.AST], bool]


def found(finder: Finder) -> list[str]:
    return [
        f"{name}:{getattr(node, 'lineno', 0)}"
        for name, tree in FILES.items()
        for node in ast.walk(tree)
        if finder(name, node)
    ]


def finds(finder: Finder, planted: str, *, name: str = "groups/views.py") -> bool:
    return any(finder(name, node) for node in ast.walk(ast.parse(planted)))


def _called(node: ast.AST) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    if isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{one.name}" for one in node.names)


def _first(node: ast.AST) -> ast.expr:
    assert isinstance(node, ast.Call)
    return node.args[0]


def _is_text_of_ours(node: ast.expr) -> bool:
    """A constant, a name of one, or put together of constants."""
    if isinstance(node, ast.JoinedStr):
        parts = (one.value for one in node.values if isinstance(one, ast.FormattedValue))
        return all(ast.unparse(part).isupper() for part in parts)
    return isinstance(node, ast.Constant | ast.Name)


def puts_sql_together(name: str, node: ast.AST) -> bool:
    called = _called(node).split(".")[-1]
    if called in {"raw", "extra", "RawSQL"}:
        return True
    pragma = name == "config/checks.py"  # whose names stand there
    return called == "execute" and not pragma and not _is_text_of_ours(_first(node))


def evaluates(name: str, node: ast.AST) -> bool:
    banned = {"eval", "exec", "compile", "__import__", "Template"}
    brought = {one.split(".")[0] for one in _imported(node)}
    return (
        bool(brought & {"pickle", "marshal", "shelve", "yaml"})
        or _called(node) in banned
        or _called(node).endswith(".from_string")
    )


def asks_a_shell(name: str, node: ast.AST) -> bool:
    shell = any(ast.unparse(one) == "shell=True" for one in getattr(node, "keywords", []))
    return shell or _called(node) in {"os.system", "os.popen"} or _called(node).endswith("_shell")


def fetches(name: str, node: ast.AST) -> bool:
    far = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "xmlrpc"}
    return any(one == away or one.startswith(f"{away}.") for one in _imported(node) for away in far)


PATTERNS = {
    f"re.{one}" for one in ["compile", "match", "search", "fullmatch", "sub", "split", "findall"]
}


def builds_a_pattern(name: str, node: ast.AST) -> bool:
    return _called(node) in PATTERNS and not _is_text_of_ours(_first(node))


def hashes_weakly(name: str, node: ast.AST) -> bool:
    return _called(node) in {"hashlib.md5", "hashlib.sha1", "hashlib.new", "md5", "sha1"}


def leaves_it_to_chance(name: str, node: ast.AST) -> bool:
    """`random`, which can be foretold, outside what needs to be repeatable or is no secret."""
    may = name.startswith(("core/", "demo/", "terminal/")) or name == "runtime/background.py"
    called = _called(node)
    return not may and called.startswith("random.") and not called.startswith("random.SystemRandom")


def asks_two_places(name: str, node: ast.AST) -> bool:
    text = ast.unparse(node) if isinstance(node, ast.BoolOp) else ""
    back = "commitments/views.py"  # the page to go back to: checked alike wherever it stood
    return ".GET" in text and ".POST" in text and name != back


def names_a_download(name: str, node: ast.AST) -> bool:
    """After what somebody may have typed."""
    if not isinstance(node, ast.JoinedStr) or "filename=" not in ast.unparse(node):
        return False
    parts = {ast.unparse(one.value) for one in node.values if isinstance(one, ast.FormattedValue)}
    return not parts <= {"name", "NAME", "key", "programme.pk"}


def keeps_files(name: str, node: ast.AST) -> bool:
    return _called(node) in {"models.FileField", "models.ImageField", "FileSystemStorage"}


PLANTED: dict[Finder, str] = {
    puts_sql_together: "cursor.execute(f'SELECT {words}')",
    evaluates: "eval(request.GET['x'])",
    asks_a_shell: "subprocess.run(command, shell=True)",
    fetches: "from urllib.request import urlopen",
    builds_a_pattern: "re.search(f'^{words}', text)",
    hashes_weakly: "hashlib.md5(secret)",
    leaves_it_to_chance: "secret = random.choice(letters)",
    asks_two_places: "x = request.GET.get('x') or request.POST.get('x')",
    names_a_download: "f'attachment; filename=\"{group.name}.csv\"'",
    keeps_files: "picture = models.FileField()",
}


@pytest.mark.parametrize("finder", PLANTED, ids=lambda finder: finder.__name__)
def test_control_each_of_these_would_be_found(finder: Finder):
    assert finds(finder, PLANTED[finder])


def test_no_sql_is_put_together_from_input():
    assert found(puts_sql_together) == []


def test_nothing_is_evaluated():
    assert found(evaluates) == []


def test_no_shell_is_ever_asked():
    assert found(asks_a_shell) == []


def test_nothing_is_fetched():
    asking_the_provider = (
        "credentials/http/oidc.py:"  # of single sign-on, where the operator named one
    )
    assert [place for place in found(fetches) if not place.startswith(asking_the_provider)] == []


def test_no_pattern_is_built_from_input():
    assert found(builds_a_pattern) == []


def test_no_weak_hash_is_used():
    assert found(hashes_weakly) == []


def test_chance_is_the_systems():
    assert found(leaves_it_to_chance) == []


def test_no_view_asks_two_places_at_once():
    assert found(asks_two_places) == []


def test_names_of_downloads_are_ours():
    assert found(names_a_download) == []


def test_files_of_people_stay_in_memory():
    assert found(keeps_files) == []
    assert django_settings.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.MemoryFileUploadHandler"
    ]
    assert django_settings.MEDIA_ROOT == ""


def test_types_are_checked_strictly():
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]

    assert rules["strict"] is True
    assert {"src"} <= set(rules["files"])


# Settings, and what every answer keeps to


def test_debug_is_off_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DEBUG", raising=False)
    assert settings_in(monkeypatch)["DEBUG"] is False
    assert settings_in(monkeypatch, DEBUG="true")["DEBUG"] is True


def test_no_secret_is_in_the_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Where none is given, each process makes its own, and it is gone with it."""
    for name in ("SECRET_KEY", "SECRET_KEY_FILE", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    made = {settings_in(monkeypatch, LEVELGROUND_DATA=str(tmp_path))["SECRET_KEY"] for _ in "ab"}

    assert len(made) == 2
    assert min(map(len, made)) >= 50


def test_logs_go_to_one_place():
    told: Any = django_settings.LOGGING["handlers"]
    kinds = {handler["class"] for handler in told.values()}

    assert kinds == {"logging.StreamHandler", "logging.NullHandler"}


@pytest.mark.django_db
def test_nobody_is_there_by_default():
    assert not Person.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/sign-in/", "/nowhere/", "/static/ui/css/app.css"])
def test_every_text_says_its_charset(client: Client, address: str):
    with closing(client.get(address)) as answer:
        kind = answer.headers["Content-Type"]

    assert kind.startswith("text/")
    assert kind.endswith("utf-8") or 'charset="utf-8"' in kind


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/sign-in/", "/mine/", "/static/ui/css/app.css"])
def test_no_other_origin_may_read_an_answer(client: Client, address: str):
    for method in (client.get, client.options):
        with closing(method(address, headers={"origin": "https://evil.example"})) as answer:
            names = {name.lower() for name in answer.headers}

        assert not [name for name in names if name.startswith("access-control")]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/static/", "/static/ui/", "/static/ui/css", "/.git/config"])
def test_no_folder_is_listed(client: Client, address: str):
    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/sign-in/", "/mine/", "/account/"])
def test_trace_is_not_answered(address: str):
    for client in (Client(), signed_in(make_person("Ada"))):
        answer = client.trace(address, headers={"x-secret": "swordfish"})

        assert answer.status_code in {302, 405}
        assert b"swordfish" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/account/", "/mine/", "/certificates/", "/groups/new/"])
def test_signing_out_is_on_every_page(address: str):
    page = signed_in(make_person("Ada")).get(address).content.decode()

    assert f'href="{reverse("account")}"' in page or f'action="{reverse("account_logout")}"' in page
    account = signed_in(make_person("Ben")).get(reverse("account")).content.decode()
    assert f'action="{reverse("account_logout")}"' in account
