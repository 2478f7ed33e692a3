"""What every state's page must be, whatever it says."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import clear_url_caches

from tests.ui import screens

pytestmark = [pytest.mark.filterwarnings("error")]


@pytest.fixture(autouse=True)
def _with_the_gallery_s_addresses():
    with override_settings(ROOT_URLCONF="tests.gallery"):
        clear_url_caches()
        yield
    clear_url_caches()


class Page(HTMLParser):
    """The tags of a page, in order, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [attributes for name, attributes in self.tags if name == tag]


def drawn(state: str, template: str = "show", **more: Any) -> str:
    request = RequestFactory().get("/")
    context = screens.states()[state] | more
    return render_to_string(f"sessions/{template}.html", context, request)


@pytest.mark.parametrize("state", screens.states())
class TestEveryState:
    def test_has_at_most_one_filled_button(self, state: str):
        page = Page(drawn(state))
        filled = [
            attributes
            for _, attributes in page.tags
            if "button--main" in (attributes.get("class") or "").split()
        ]
        assert len(filled) <= 1

    def test_names_each_thing_once(self, state: str):
        ids = Counter(
            attributes["id"] for _, attributes in Page(drawn(state)).tags if "id" in attributes
        )

        assert [name for name, count in ids.items() if count > 1] == []

    def test_holds_no_style_and_no_script_of_its_own(self, state: str):
        page = Page(drawn(state))

        assert not page.all("style")
        assert all("src" in script for script in page.all("script"))
        assert not [
            name
            for _, attributes in page.tags
            for name in attributes
            if name == "style" or name.startswith(("on", "hx-on"))
        ]

    def test_labels_every_field(self, state: str):
        page = Page(drawn(state))
        labelled = {label.get("for") for label in page.all("label")}
        fields = [*page.all("textarea"), *page.all("select")]

        assert [field["id"] for field in fields if field["id"] not in labelled] == []

    def test_gives_every_move_a_key_of_its_own_and_the_version_it_saw(self, state: str):
        page = Page(drawn(state))
        hidden = [field for field in page.all("input") if field.get("type") == "hidden"]
        keys = [field["value"] for field in hidden if field["name"] == "key"]
        moves = [field for field in hidden if field["name"] == "move"]

        assert len(keys) == len(set(keys)) == len(moves)
        assert {field["value"] for field in hidden if field["name"] == "version"} <= {"12"}

    def test_sends_by_post_with_a_token(self, state: str):
        text = drawn(state)
        forms = re.findall(r"<form\b.*?</form>", text, flags=re.DOTALL)

        assert all('method="post"' in form and "csrfmiddlewaretoken" in form for form in forms)

    def test_shows_nobody_s_words_on_the_room_s_screen(self, state: str):
        marker = "M4RKER"
        written = screens.written("idea", "Idea", marker, "Ben")

        assert marker not in drawn(state, "room", outputs=(written,), pad=marker)

    def test_leaves_no_place_unfilled(self, state: str):
        text = drawn(state)

        assert "{" + "{" not in text
        assert "None" not in re.sub(r"<[^>]*>", "", text)


def test_only_offers_what_may_be_done():
    made = screens.states()["speak"]
    made["screen"].may = {}
    request = RequestFactory().get("/")

    text = render_to_string("sessions/show.html", made, request)

    assert 'name="move"' not in text


def test_escapes_what_people_write():
    text = drawn("listen", pad="</textarea><script>alert(1)</script>")

    assert "<script>alert" not in text


def test_a_stage_comes_alone_for_a_live_page():
    text = drawn("listen", "show")
    request = RequestFactory().get("/")
    stage = render_to_string("sessions/show.html#stage", screens.states()["listen"], request)

    assert stage.strip().startswith("<div")
    assert 'id="stage"' in text
    assert "<html" not in stage


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_say_what_to_do(name: str):
    text = render_to_string(f"{name}.html", {}, RequestFactory().get("/"))

    assert "<h1>" in text
    assert 'href="/"' in text
    assert not re.search(
        r"\b(error|exception|invalid|CSRF|server|request)\b", _words(text), re.IGNORECASE
    )


def test_the_last_error_page_needs_nothing_else():
    assert "<h1>" in render_to_string("500.html")


def _words(text: str) -> str:
    body = text[text.index("<body") :]
    return re.sub(r"<[^>]*>", " ", body)
