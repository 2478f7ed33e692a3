"""The headings that people use, and what they mean here."""

from __future__ import annotations

import re

MEANINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "person id", "staff id", "employee id", "member id", "number", "staff number", "employee number", "email", "e mail", "email address", "mail", "username"),
    "name": ("name", "full name", "person", "member", "participant", "display name", "preferred name"),
    "first name": ("first name", "given name", "forename"),
    "last name": ("last name", "surname", "family name"),
    "opted in": ("opted in", "opt in", "opted", "consent", "agrees", "yes", "wants to join", "joining", "taking part", "said yes"),
    "organisation": ("organisation", "organization", "org", "employer", "company", "agency", "workplace", "charity", "club"),
    "trained": ("trained", "training", "training done", "attended training", "has trained", "training attended", "one day training"),
    "grade": ("grade", "level", "band", "pay grade", "seniority", "rank"),
    "reports to": ("reports to", "manager", "line manager", "boss", "supervisor", "reporting to", "team leader", "manager id", "manager name"),
    "answers for": ("answers for", "assesses", "pays", "contracts", "appraises", "assessor of"),
    "not together": ("not together", "not with", "keep apart", "apart from", "avoid"),
    "together": ("together", "together with", "with", "pair with", "wants to be with"),
    "languages": ("languages", "language", "languages spoken", "speaks", "spoken languages"),
    "time zone": ("time zone", "timezone", "tz", "zone"),
    "free": ("free", "availability", "available", "free times", "times", "can meet", "when", "free slots", "available times", "when can you meet"),
    "not alone in": ("not alone in", "not alone", "not the only one in", "not the only"),
    "group": ("group", "existing group", "current group", "stays in"),
    "gender": ("gender", "sex", "gender identity"),
    "age": ("age", "age band", "age group", "age range"),
    "birth year": ("birth year", "year of birth", "born", "yob", "birthyear"),
    "ethnicity": ("ethnicity", "ethnicities", "ethnic group", "ethnic groups", "ethnic background"),
    "role": ("role", "current role", "job", "job title", "position", "occupation", "roles"),
    "experience": ("experience", "years of experience", "years experience", "work experience", "years in work", "years"),
}  # fmt: skip
ANSWERS = ("gender", "age", "birth year", "ethnicity", "role", "experience")
"""Meanings that are answers: they count in the mix."""

_KNOWN = {synonym: meaning for meaning, synonyms in MEANINGS.items() for synonym in synonyms}


def plain(heading: str) -> str:
    """A heading without case, signs and doubled spaces; "E-Mail (work)" is "e mail work"."""
    return " ".join(re.sub(r"[^\w\s]|_", " ", heading[:200]).casefold().split())


def meaning_of(heading: str) -> str:
    """What a heading stands for, "" when it is none that we know."""
    return _KNOWN.get(plain(heading), "")
