"""Pages and letters in the language of whoever reads them, and a choice where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from levelground.accounts.actions.people import choose_language, name_newcomer
from levelground.accounts.models import Person
from levelground.config.languages import complete_languages
from levelground.core.catalogue import Entry, compiled, write_po
from levelground.groups.queries.groups import member_of
from levelground.schedule.actions import make_feed
from levelground.schedule.queries.links import answer_secret
from tests.languages import spoken
from tests.make import make_dates, make_group, make_person, signed_in
from tests.reports.making import make_certificate_of

pytestmark = pytest.mark.django_db
HOME = {
    "Home": "Kāinga",
    "Sign in": "Takiuru",
    "Peer group": "Rōpū",
    "Your peer group has its dates": "Ngā rā",
}


@pytest.fixture
def maori(settings: Settings, tmp_path: Path) -> Iterator[None]:
    head = Entry(text="", texts=("Content-Type: text/plain; charset=UTF-8\n",))
    texts = [Entry(text=english, texts=(other,)) for english, other in HOME.items()]
    with spoken("mi", [head, *texts], settings=settings, folder=tmp_path, name="te reo Māori"):
        yield


def test_with_one_language_there_is_nothing_to_choose(client: Client):
    assert "/language/" not in client.get("/").text
    assert "language" not in signed_in(make_person("Ada")).get("/account/").text


@pytest.mark.usefixtures("maori")
def test_a_second_language_is_offered_to_whoever_is_not_signed_in_and_kept(client: Client):
    assert "te reo Māori" in client.get("/").text

    answer = client.post("/language/", {"language": "mi", "next": "/sign-in/"})

    assert answer.headers["Location"] == "/sign-in/"
    assert client.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "mi"
    page = client.get("/sign-in/")
    assert '<html lang="mi"' in page.text
    assert page.headers["Content-Language"] == "mi"


@pytest.mark.usefixtures("maori")
@pytest.mark.parametrize("nonsense", ["", "xx", "../en", "de"])
def test_a_language_that_is_not_spoken_changes_nothing(client: Client, nonsense: str):
    ada = make_person("Ada")
    browser = signed_in(ada)

    answer = browser.post(
        "/language/", {"language": nonsense, "next": "https://elsewhere.example/"}
    )

    assert answer.headers["Location"] == "/"
    assert django_settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert Person.objects.get(pk=ada.pk).language == ""


@pytest.mark.usefixtures("maori")
def test_the_browser_says_it_at_first_and_the_person_after_that(client: Client):
    in_maori, ada = {"Accept-Language": "mi, en;q=0.5"}, make_person("Ada")

    assert '<html lang="mi"' in client.get("/", headers=in_maori).text
    browser = signed_in(ada)
    assert "Kāinga" in browser.get("/account/", headers=in_maori).text

    choose_language(person=ada, language="en")

    page = browser.get("/account/", headers=in_maori)
    assert '<html lang="en"' in page.text
    assert page.headers["Content-Language"] == "en"


@pytest.mark.usefixtures("maori")
def test_a_newcomer_keeps_the_language_of_the_page_on_which_they_came_in():
    newcomer = Person.objects.create_user("ngaio@example.org")

    with translation.override("mi"):
        name_newcomer(person=newcomer, name="Ngaio", email=None)

    assert Person.objects.get(pk=newcomer.pk).language == "mi"


@pytest.mark.usefixtures("maori")
def test_the_account_page_changes_it():
    ada = make_person("Ada")

    signed_in(ada).post("/account/", {"name": "Ada", "time_zone": "UTC", "language": "mi"})

    assert Person.objects.get(pk=ada.pk).reads == "mi"


def test_a_language_that_is_gone_is_read_in_the_house_s():
    assert Person(language="mi").reads == django_settings.LANGUAGE_CODE


# Which languages are offered


def folder_of(tmp_path: Path, covers: str, *entries: Entry, is_compiled: bool = True) -> Path:
    folder = tmp_path / "mi"
    (folder / "LC_MESSAGES").mkdir(parents=True)
    (folder / "language.toml").write_text(f'name = "te reo Māori"\ncovers = [{covers}]\n')
    (folder / "LC_MESSAGES/django.po").write_text(write_po(entries))
    if is_compiled:
        (folder / "LC_MESSAGES/django.mo").write_bytes(compiled(entries))
    return tmp_path


def test_a_folder_is_offered_once_all_that_it_covers_is_translated(tmp_path: Path):
    done = Entry(text="Home", texts=("Kāinga",), places=("src/levelground/groups/views/groups.py",))
    open_ = Entry(text="Round", places=("src/levelground/formation/models.py",))
    locale = folder_of(tmp_path, '"groups"', done, open_)

    assert [(one.code, one.name) for one in complete_languages(locale)] == [("mi", "te reo Māori")]


@pytest.mark.parametrize(
    "covers", ['"groups", "formation"', '"everything"', '"groups", "library"'], ids=str
)
def test_one_that_lacks_something_of_what_it_says_is_not(tmp_path: Path, covers: str):
    done = Entry(text="Home", texts=("Kāinga",), places=("src/levelground/groups/views/groups.py",))
    open_ = Entry(text="Round", places=("src/levelground/formation/models.py",))
    locale = folder_of(tmp_path, covers, done, open_)

    assert list(complete_languages(locale)) == []


def test_nor_is_one_of_which_somebody_is_unsure_or_that_is_not_compiled(tmp_path: Path):
    place = ("src/levelground/groups/views/groups.py",)
    unsure = Entry(text="Home", texts=("Kāinga",), places=place, is_unsure=True)
    sure = Entry(text="Home", texts=("Kāinga",), places=place)
    (tmp_path / "b").mkdir()

    assert list(complete_languages(folder_of(tmp_path, '"groups"', unsure))) == []
    locale = folder_of(tmp_path / "b", '"groups"', sure, is_compiled=False)
    assert list(complete_languages(locale)) == []


def test_no_folder_means_english_alone(tmp_path: Path):
    assert list(complete_languages(tmp_path / "none")) == []


# Letters, calendars and papers are their reader's


def letter_to(person: Person) -> EmailMessage:
    """The newest."""
    return next(one for one in reversed(mail.outbox) if one.to == [person.email])


def calendar_in(letter: EmailMessage) -> str:
    return str(next(part.content for part in getattr(letter, "alternatives", [])))


@pytest.mark.usefixtures("maori")
def test_a_letter_is_in_its_reader_s_language_whoever_causes_it():
    ada, ben = make_person("Ada"), make_person("Ben")
    choose_language(person=ben, language="mi")

    make_dates(make_group(people=[ada, ben]))

    to_ada, to_ben = letter_to(ada), letter_to(ben)
    assert to_ada.subject == "Your peer group has its dates"
    assert to_ben.subject == "Ngā rā"
    assert "SUMMARY:Rōpū" in calendar_in(to_ben)
    assert "SUMMARY:Peer group" in calendar_in(to_ada)
    assert to_ada.extra_headers["Content-Language"] == "en"
    assert to_ben.extra_headers["Content-Language"] == "mi"


@pytest.mark.usefixtures("maori")
def test_a_code_is_in_the_language_of_whose_address_it_is(client: Client):
    ben = make_person("Ben")
    choose_language(person=ben, language="mi")

    client.post("/sign-in/", {"email": ben.email}, headers={"Accept-Language": "en"})

    assert letter_to(ben).extra_headers["Content-Language"] == "mi"


@pytest.mark.usefixtures("maori")
def test_a_calendar_is_in_its_owner_s_language(client: Client):
    ben = make_person("Ben")
    make_dates(make_group(people=[make_person("Ada"), ben]))
    choose_language(person=ben, language="mi")

    feed = client.get(f"/calendar/{make_feed(person=ben)}.ics").text

    assert "SUMMARY:Rōpū" in feed


@pytest.mark.usefixtures("maori")
def test_what_is_opened_from_a_letter_is_in_the_language_of_whose_letter_it_is(client: Client):
    ben = make_person("Ben")
    group = make_group(people=[make_person("Ada"), ben])
    date = make_dates(group).dates.latest("starts_at")
    choose_language(person=ben, language="mi")
    member = member_of(ben, group)
    assert member

    page = client.get(f"/coming/{answer_secret(date, member.pk)}/")

    assert '<html lang="mi"' in page.text
    assert page.headers["Content-Language"] == "mi"


@pytest.mark.usefixtures("maori")
def test_a_certificate_is_for_somebody_else_and_in_the_house_s_language(
    monkeypatch: pytest.MonkeyPatch,
):
    written: list[str] = []
    monkeypatch.setattr("levelground.reports.views.certificates.can_make_pdf", lambda: True)

    def write(template: str, context: Mapping[str, object], **_style: object) -> bytes:
        written.append(render_to_string(template, dict(context)))
        return b"%PDF"

    monkeypatch.setattr("levelground.ui.pdf.pdf_of", write)
    ada = make_person("Ada")
    choose_language(person=ada, language="mi")
    certificate = make_certificate_of(ada)

    signed_in(ada).get(f"/certificates/{certificate.pk}/pdf/")

    assert '<html lang="en"' in written[0]
