"""One mailbox is one account: canonical addresses, plain equality, on both kinds of database."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import levelground
from levelground.accounts.actions.people import expect, give_address
from levelground.accounts.models import Person
from levelground.accounts.queries import has_account
from levelground.core.addresses import NotAnAddress, canonical, canonical_or_none
from levelground.groups.models import Member
from levelground.groups.queries.groups import is_invited
from tests.make import make_group, make_invitation, make_person, signed_in

SOURCE = Path(levelground.__file__).parent
KELVIN, DOTLESS, LONG_S, SHARP_S = "\u212a", "\u0131", "\u017f", "\u00df"


def figures() -> str:
    found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, "there is no code in the letter"
    return found[0]


# The attacks, through HTTP


@pytest.mark.parametrize(
    "typed", [f"{KELVIN}ate@example.org", "ｋate@example.org", "KATE@EXAMPLE.ORG"]
)
def test_the_code_of_an_account_goes_to_its_own_mailbox(either_database: str, typed: str):
    """With a Kelvin sign it went to the mailbox as typed, and opened Kate's account."""
    kate = make_person("Kate")
    browser = Client()

    browser.post("/sign-in/", {"email": typed})

    assert [letter.to for letter in mail.outbox] == [[kate.email]]


@pytest.mark.parametrize("letter", [DOTLESS, LONG_S, SHARP_S, "é", "İ", "\u200b", "к"])
def test_a_mailbox_that_looks_like_another_gets_no_code_of_it(either_database: str, letter: str):
    make_person("Kate", email="kiss@example.org")
    alike = "kiss@example.org".replace("i" if letter in {DOTLESS, "İ"} else "s", letter)

    answer = Client().post("/sign-in/", {"email": alike})

    if letter == LONG_S:  # by NFKC it is an s, and the letter goes to the s
        assert [one.to for one in mail.outbox] == [["kiss@example.org"]]
    else:
        assert answer.status_code == 200
        assert "address" in answer.text
        assert not mail.outbox


@pytest.mark.parametrize(
    ("theirs", "new"),
    [
        ("mike@gmail.com", f"mike@gma{DOTLESS}l.com"),
        ("kate@strasse.example", f"kate@stra{SHARP_S}e.example"),
        ("kate@miso.example", "kate@mi\u0301so.example"),
    ],
)
def test_moving_to_a_like_address_deletes_nobody(either_database: str, theirs: str, new: str):
    """On PostgreSQL, moving to a dotless i deleted the person with the i, and all that was theirs."""
    mike, eve = make_person("Mike", email=theirs), make_person("Eve")
    make_group(people=[mike, make_person("Ben"), make_person("Cai")])
    browser = signed_in(eve)

    browser.post("/mine/address/", {"email": new})
    assert mail.outbox[-1].to == [canonical(new)]
    browser.post("/mine/address/", {"code": figures()})

    eve.refresh_from_db()
    mike.refresh_from_db()
    assert eve.email == canonical(new) != mike.email
    assert Member.objects.filter(person=mike, left_at=None).exists()


def test_moving_to_a_taken_address_deletes_nobody_however_it_is_typed(either_database: str):
    make_person("Kate")
    eve = make_person("Eve")
    browser = signed_in(eve)

    browser.post("/mine/address/", {"email": f"{KELVIN}ate@example.org"})

    assert mail.outbox[-1].to == ["kate@example.org"]
    assert not re.search(r"\d{6}", str(mail.outbox[-1].body))
    assert Person.objects.count() == 2


def test_an_invitation_is_for_the_mailbox_it_was_sent_to(either_database: str):
    ada = make_person("Ada")
    make_invitation(group=make_group(people=[ada]), by=ada, email="mike@gmail.com")

    assert is_invited("mike@gmail.com")
    assert not is_invited(canonical(f"mike@gma{DOTLESS}l.com"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (f"wei{SHARP_S}@example.org", "letters other than a to z"),
        ("māia@example.org", "letters other than a to z"),
        ("kate\u200b@example.org", "can&#x27;t see"),
        ("kate@exa mple.org", "after the @"),
        ("kate@xn--a.org", "after the @"),
        ("kate@[127.0.0.1]", "after the @"),
        ('"kate"@example.org', "name@place.org"),
        ("kate", "name@place.org"),
        (f"{'k' * 65}@example.org", "254"),
    ],
)
def test_what_cannot_be_canonical_is_refused_in_words(db: None, typed: str, said: str):
    answer = Client().post("/sign-in/", {"email": typed})

    assert answer.status_code == 200
    assert said in answer.text
    assert not Person.objects.exists()
    assert not mail.outbox


# Any two mailboxes

ALIKE = "kKsSiIaAoO.-@" + KELVIN + DOTLESS + LONG_S + SHARP_S + (
    "İßẞſıÅÅﬁﬀǅⅷ①ｋＫ。．＠éé\u0301\u0304\u0307\u200b\u200c\u200d\u00ad\u2060\u034f\u3164\ufe0f"
    "кКаоΚκςσΣжĀāтūŪ٠१"
)  # fmt: skip
LETTERS = st.one_of(st.sampled_from(ALIKE), st.characters(codec="utf-8"))
PLAIN = st.sampled_from("kis.abss")
PARTS = st.lists(st.one_of(PLAIN, PLAIN, PLAIN, LETTERS), min_size=1, max_size=6).map("".join)
TYPED = st.builds("{}@{}.{}".format, PARTS, PARTS, st.sampled_from(["org", "nz", "мон", "ORG"]))
PAIRS = st.one_of(
    st.tuples(TYPED, TYPED),
    TYPED.flatmap(
        lambda one: st.tuples(
            st.just(one),
            st.sampled_from([str.upper, str.lower, str.casefold, str.title, str.swapcase]).map(
                lambda change: change(one)
            ),
        )
    ),
)


@settings(deadline=None, max_examples=300)
@given(typed=TYPED)
@example(typed=f"{KELVIN}@a.org")
@example(typed="a@\u3002.org")
def test_a_canonical_address_is_one_that_mail_reaches_as_it_is(typed: str):
    try:
        address = canonical(typed)
    except NotAnAddress:
        return
    assert address.isascii()
    assert address == address.lower() == canonical(address)
    validate_email(address)
    assert sanitize_address(address, "utf-8") == address, "SMTP is given this and nothing else"


@settings(
    deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pair=PAIRS)
@example(pair=(f"{KELVIN}ate@a.org", "kate@a.org"))
@example(pair=(f"m{DOTLESS}ke@a.org", "mike@a.org"))
@example(pair=(f"mike@m{DOTLESS}.org", "mike@mi.org"))
@example(pair=(f"a@{SHARP_S}.org", "a@ss.org"))
@example(pair=("a@ς.org", "a@σ.org"))
def test_two_mailboxes_are_two_accounts_and_one_is_one(either_database: str, pair: tuple[str, str]):
    """A mailbox is what SMTP would be given: two that differ never meet, one that is one never parts."""
    one, other = map(canonical_or_none, pair)
    if one is None or other is None:
        return
    Person.objects.all().delete()

    kate, mike = expect(email=one), expect(email=other)

    assert kate
    assert mike
    assert (kate == mike) is (one == other)
    Person.objects.filter(pk=kate.pk).update(name="Kate")
    assert has_account(other) is (one == other)
    if one != other:
        give_address(person=mike, email=f"x{mike.pk}@elsewhere.example")
        assert not has_account(other)
        give_address(person=mike, email=other)
        assert set(Person.objects.values_list("email", flat=True)) == {one, other}


def test_control_by_lower_casing_two_mailboxes_are_one(either_database: str):
    """What was done before: on each kind of database one pair meets, and not the same one."""
    Person.objects.bulk_create([Person(email="mike@gmail.com"), Person(email="kate@gmail.com")])
    if either_database == "postgresql":
        assert Person.objects.filter(email__iexact=f"m{DOTLESS}ke@gmail.com").exists()
    assert Person.objects.filter(email=f"{KELVIN}ate@gmail.com".lower()).exists()
    assert f"{KELVIN}ate@gmail.com" != "kate@gmail.com"


# What is stored


@pytest.mark.parametrize("typed", ["Kate@example.org", f"{KELVIN}ate@example.org", "k@straße.de"])
def test_nothing_but_canonical_addresses_is_saved(either_database: str, typed: str):
    with pytest.raises(ValueError, match="not canonical"), transaction.atomic():
        Person.objects.create(email=typed)
    kate = make_person("Kate", email=typed)
    assert kate.email == canonical(typed)
    with pytest.raises(ValueError, match="not canonical"), transaction.atomic():
        Person.objects.update(email=typed)


# The sources


WIDER = re.compile(r"__i(exact|contains|startswith|endswith|regex|n_lower)$")
FOLDS = {"lower", "upper", "casefold"}


def wide_comparisons(source: str) -> Iterator[int]:
    """Lines on which an address is compared in any way but by equality."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg=str(name)) if "email" in name and WIDER.search(name):
                yield node.value.lineno
            case ast.Constant(value=str(text)) if "email" in text and WIDER.search(text):
                yield node.lineno
            case ast.FormattedValue() | ast.JoinedStr() if "__iexact" in ast.unparse(node):
                yield node.lineno
            case ast.Call(func=ast.Name(id="Lower" | "Upper"), args=[said, *_]) if (
                "email" in ast.unparse(said)
            ):
                yield node.lineno
            case ast.Call(func=ast.Attribute(value=said, attr=attr)) if attr in FOLDS and re.search(
                r"email|address", ast.unparse(said)
            ):
                yield node.lineno
            case ast.Name(id="filter_users_by_email") | ast.alias(name="filter_users_by_email"):
                yield node.lineno


def test_addresses_are_compared_by_equality_everywhere():
    found = [
        f"{file.relative_to(SOURCE)}:{line}"
        for file in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in file.parts
        for line in wide_comparisons(file.read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        "Person.objects.filter(email__iexact=email)",
        "Q(**{'email__iexact': email})",
        "Q(**{f'{name}__iexact': person.email})",
        "UniqueConstraint(Lower('email'))",
        "typed = self.cleaned_data['email'].lower()",
        "person.email.casefold() == email",
        "from allauth.account.utils import filter_users_by_email",
    ],
)
def test_control_a_wider_comparison_is_noticed(planted: str):
    assert list(wide_comparisons(planted))
