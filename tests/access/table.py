"""Every address, and what each member of the cast is answered there. A new address is declared here.

A number is the status; `go`: they are sent on; `in`: they are sent to the sign-in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver

WHO = ("nobody", "ada", "ben", "dana", "eli", "hana", "fay", "gus")
TABLE = """
address                          method  nobody  ada  ben  dana  eli  hana  fay  gus
(home)                           GET     200     200  200  200   200  200   200  200
.well-known/security.txt         GET     404     404  404  404   404  404   404  404
language/                        POST    go      go   go   go    go   go    go   go
sign-in/                         GET     200     go   go   go    go   go    go   go
sign-in/                         POST    200     go   go   go    go   go    go   go
sign-in/code/                    GET     in      go   go   go    go   go    go   go
sign-in/code/                    POST    in      go   go   go    go   go    go   go
sign-in/name/                    GET     in      go   go   go    go   go    go   go
sign-in/name/                    POST    in      go   go   go    go   go    go   go
sign-in/closed/                  GET     200     200  200  200   200  200   200  200
sign-out/                        POST    go      go   go   go    go   go    go   go
sign-out/everywhere/             POST    in      go   go   go    go   go    go   go
sign-in/more/                    GET     in      go   go   go    go   go    go   go
sign-in/recovery-code/           POST    in      go   go   go    go   go    go   go
sign-in/passkey/options/         POST    200     200  200  200   200  200   200  200
sign-in/passkey/                 POST    in      go   go   go    go   go    go   go
sign-in/provider/                POST    404     404  404  404   404  404   404  404
sign-in/provider/back/           GET     404     404  404  404   404  404   404  404
account/sign-in/                 GET     in      200  200  200   200  200   200  200
account/devices/sign-out/        POST    in      go   go   go    go   go    go   go
account/passkeys/options/        POST    in      200  200  200   200  200   200  200
account/passkeys/                POST    in      go   go   go    go   go    go   go
account/passkeys/<int:pk>/       GET     in      200  404  404   404  404   404  404
account/passkeys/<int:pk>/       POST    in      422  404  404   404  404   404  404
account/passkeys/<int:pk>/removal/  POST  in     go   404  404   404  404   404  404
account/recovery-codes/          GET     in      go   go   go    go   go    go   go
account/recovery-codes/          POST    in      go   go   go    go   go    go   go
account/provider/                POST    in      404  404  404   404  404   404  404
account/provider/removal/        POST    in      go   go   go    go   go    go   go
account/again/                   GET     in      go   go   go    go   go    go   go
account/again/                   POST    in      go   go   go    go   go    go   go
account/                         GET     in      200  200  200   200  200   200  200
account/                         POST    in      422  422  422   422  422   422  422
who-can-see-what/                GET     200     200  200  200   200  200   200  200
mine/                            GET     in      200  200  200   200  200   200  200
mine/download/                   GET     in      200  200  200   200  200   200  200
mine/activity/                   GET     in      200  200  200   200  200   200  200
mine/address/                    GET     in      200  200  200   200  200   200  200
mine/address/                    POST    in      422  422  422   422  422   422  422
mine/closing/                    GET     in      200  200  200   200  200   200  200
mine/closing/                    POST    in      422  422  422   422  422   422  422
mine/closed/                     GET     200     200  200  200   200  200   200  200
picture/                         GET     in      404  404  404   404  404   200  200
picture/<slug:key>/              GET     in      404  404  404   404  404   200  404
picture/<slug:key>/csv/          GET     in      404  404  404   404  404   200  404
picture/<slug:key>/pdf/          GET     in      404  404  404   404  404   200  404
picture/<slug:key>/export/       GET     in      404  404  404   404  404   200  404
picture/<slug:key>/removal/      GET     in      404  404  404   404  404   200  404
picture/<slug:key>/removal/      POST    in      404  404  404   404  404   422  404
certificates/                    GET     in      200  200  200   200  200   200  200
certificates/hours/              GET     in      200  200  200   200  200   200  200
certificates/hours/              POST    in      go   go   go    go   go    go   go
certificates/new/                GET     in      200  200  200   200  200   200  200
certificates/new/                POST    in      422  422  422   422  422   422  422
certificates/<int:pk>/           GET     in      200  404  404   404  404   404  404
certificates/<int:pk>/pdf/       GET     in      200  404  404   404  404   404  404
certificates/<int:pk>/revocation/  GET   in      200  404  404   404  404   404  404
certificates/<int:pk>/revocation/  POST  in      go   404  404   404  404   404  404
certificates/check/              GET     200     200  200  200   200  200   200  200
certificates/check/              POST    422     422  422  422   422  422   422  422
certificates/check/<slug:code>/   GET     200     200  200  200   200  200   200  200
groups/new/                      GET     in      200  200  200   200  200   200  200
groups/new/                      POST    in      422  422  422   422  422   422  422
groups/<int:pk>/                 GET     in      200  200  404   404  404   404  404
groups/<int:pk>/edit/            GET     in      200  200  404   404  404   404  404
groups/<int:pk>/edit/            POST    in      422  422  404   404  404   404  404
groups/<int:pk>/invitations/     POST    in      422  422  404   404  404   404  404
groups/<int:pk>/invitations/<int:invitation_pk>/withdrawal/  POST  in  go  go  404  404  404  404  404
groups/<int:pk>/questions/<int:question_pk>/  POST  in  go   go   404   404  404   404  404
groups/<int:pk>/merging/         GET     in      200  200  404   404  404   404  404
groups/<int:pk>/merging/         POST    in      422  422  404   404  404   404  404
groups/<int:pk>/ending/          GET     in      200  200  404   404  404   404  404
groups/<int:pk>/ending/          POST    in      go   go   404   404  404   404  404
groups/<int:pk>/leaving/         GET     in      200  200  404   404  404   404  404
groups/<int:pk>/leaving/         POST    in      go   go   404   404  404   404  404
invitations/<str:secret>/        GET     in      404  404  200   404  404   404  404
invitations/<str:secret>/        POST    in      404  404  go    404  404   404  404
groups/<int:group_pk>/agreement/                             GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/ticks/                       GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/draft/                       POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/clauses/<slug:clause>/       GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/clauses/<slug:clause>/       POST   in      422  422  404   404  404   404  404
groups/<int:group_pk>/agreement/proposal/                    POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/acceptance/                  POST   in      422  422  404   404  404   404  404
groups/<int:group_pk>/agreement/review/                      POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/versions/<int:version>/      GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/versions/<int:version>/book/ GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/versions/<int:version>/pdf/  GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/employer/                    GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/employer/                    POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/employer/book/               GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/employer/pdf/                GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/worries/                     GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/worries/                     POST   in      422  422  404   404  404   404  404
groups/<int:group_pk>/agreement/worries/<uuid:worry>/back/   POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/worries/<uuid:worry>/clause/ POST   in      422  422  404   404  404   404  404
groups/<int:group_pk>/agreement/worries/enough/              POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/worries/going-on/            POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/worries/showing/             POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/worries/again/               POST   in      go   go   404   404  404   404  404
sessions/join/                   GET     in      200  200  200   200  200   200  200
sessions/join/                   POST    in      422  422  422   422  422   422  422
sessions/of/<int:group_pk>/new/  GET     in      200  200  404   404  404   404  404
sessions/of/<int:group_pk>/new/  POST    in      422  422  404   404  404   404  404
sessions/of-date/<int:date_pk>/  POST    in      go   go   404   404  404   404  404
sessions/<int:pk>/               GET     in      200  200  404   404  404   404  404
sessions/plans/<int:pk>/         GET     in      200  200  404   404  404   404  404
sessions/plans/<int:pk>/         POST    in      422  422  404   404  404   404  404
sessions/plans/<int:pk>/cancelled/ POST    in      go   go   404   404  404   404  404
sessions/<int:pk>/moves/         POST    in      422  422  404   404  404   404  404
sessions/<int:pk>/words/         POST    in      422  422  404   404  404   404  404
sessions/<int:pk>/worth/         POST    in      422  422  404   404  404   404  404
sessions/<int:pk>/words/<uuid:words_id>/change/ POST in 422  422  404   404  404   404  404
sessions/<int:pk>/words/<uuid:words_id>/take-back/ POST in go go  404   404  404   404  404
sessions/<int:pk>/draft/         POST    in      422  422  404   404  404   404  404
sessions/<int:pk>/pad/           POST    in      go   go   404   404  404   404  404
sessions/<int:pk>/room/          GET     in      200  200  404   404  404   404  404
sessions/<int:pk>/ticks/         GET     in      200  200  404   404  404   404  404
groups/<int:group_pk>/picture/   GET     in      200  200  404   404  404   404  404
groups/<int:group_pk>/picture/dismissal/  POST  in  422  422  404  404  404  404  404
groups/<int:group_pk>/commitments/  GET  in      200  200  404   404  404   404  404
commitments/<int:pk>/            GET     in      200  404  404   404  404   404  404
commitments/<int:pk>/            POST    in      422  404  404   404  404   404  404
for-me-alone/                    GET     in      200  200  200   200  200   200  200
for-me-alone/                    POST    in      422  422  422   422  422   422  422
for-me-alone/kept/               POST    in      go   go   go    go   go    go   go
for-me-alone/deletion/           POST    in      422  422  422   422  422   422  422
commitments/reminders/           POST    in      422  422  422   422  422   422  422
groups/<int:group_pk>/time/      GET     in      200  200  404   404  404   404  404
groups/<int:group_pk>/time/      POST    in      422  422  404   404  404   404  404
groups/<int:group_pk>/time/proposals/  POST  in  422  422  404   404  404   404  404
groups/<int:group_pk>/time/answers/  POST  in    422  422  404   404  404   404  404
groups/<int:group_pk>/dates/     GET     in      200  200  404   404  404   404  404
groups/<int:group_pk>/dates/plan/  GET   in      200  200  404   404  404   404  404
groups/<int:group_pk>/dates/plan/  POST  in      422  422  404   404  404   404  404
groups/<int:group_pk>/dates/ending/  GET  in     200  200  404   404  404   404  404
groups/<int:group_pk>/dates/ending/  POST  in    go   go   404   404  404   404  404
dates/<int:pk>/                  GET     in      200  200  404   404  404   404  404
dates/<int:pk>/coming/           POST    in      422  422  404   404  404   404  404
dates/<int:pk>/moving/           GET     in      200  200  404   404  404   404  404
dates/<int:pk>/moving/           POST    in      422  422  404   404  404   404  404
dates/<int:pk>/cancelling/       GET     in      200  200  404   404  404   404  404
dates/<int:pk>/cancelling/       POST    in      go   go   404   404  404   404  404
coming/<str:secret>/             GET     200     200  200  200   200  200   200  200
coming/<str:secret>/             POST    422     422  422  422   422  422   422  422
calendar/                        GET     in      200  200  200   200  200   200  200
calendar/                        POST    in      200  200  200   200  200   200  200
calendar/off/                    POST    in      go   go   go    go   go    go   go
calendar/<str:secret>.ics        GET     200     200  200  200   200  200   200  200
forming/                         GET     in      404  404  404   404  404   200  200
forming/new/                     GET     in      404  404  404   404  404   200  200
forming/new/                     POST    in      404  404  404   404  404   422  422
forming/<int:pk>/                GET     in      404  404  404   404  404   go   404
forming/<int:pk>/people/         GET     in      404  404  404   404  404   200  404
forming/<int:pk>/people/         POST    in      404  404  404   404  404   422  404
forming/<int:pk>/people/taken/   POST    in      404  404  404   404  404   go   404
forming/<int:pk>/rules/          GET     in      404  404  404   404  404   go   404
forming/<int:pk>/rules/          POST    in      404  404  404   404  404   go   404
forming/<int:pk>/search/         GET     in      404  404  404   404  404   go   404
forming/<int:pk>/search/         POST    in      404  404  404   404  404   go   404
forming/<int:pk>/search/stop/    POST    in      404  404  404   404  404   go   404
forming/<int:pk>/proposal/       GET     in      404  404  404   404  404   go   404
forming/<int:pk>/changes/        POST    in      404  404  404   404  404   go   404
forming/<int:pk>/undo/           POST    in      404  404  404   404  404   go   404
forming/<int:pk>/why/            GET     in      404  404  404   404  404   go   404
forming/<int:pk>/addresses/      POST    in      404  404  404   404  404   404  404
forming/<int:pk>/publication/    GET     in      404  404  404   404  404   go   404
forming/<int:pk>/reminders/      POST    in      404  404  404   404  404   go   404
forming/<int:pk>/finishing/      GET     in      404  404  404   404  404   200  404
forming/<int:pk>/finishing/      POST    in      404  404  404   404  404   go   404
forming/<int:pk>/publication/    POST    in      404  404  404   404  404   go   404
forming/<int:pk>/erasing/        GET     in      404  404  404   404  404   200  404
forming/<int:pk>/erasing/        POST    in      404  404  404   404  404   go   404
programmes/                      GET     in      404  404  404   404  404   200  200
programmes/new/                  GET     in      404  404  404   404  404   200  200
programmes/new/                  POST    in      404  404  404   404  404   422  422
programmes/<int:pk>/             GET     in      404  404  404   404  404   200  404
programmes/<int:pk>/edit/        GET     in      404  404  404   404  404   200  404
programmes/<int:pk>/edit/        POST    in      404  404  404   404  404   422  404
programmes/<int:pk>/people/      GET     in      404  404  404   404  404   200  404
programmes/<int:pk>/people/      POST    in      404  404  404   404  404   422  404
programmes/<int:pk>/people/taken/  POST    in      404  404  404   404  404   go   404
programmes/<int:pk>/people/undone/  POST    in      404  404  404   404  404   go   404
programmes/<int:pk>/people/one/  POST    in      404  404  404   404  404   422  404
programmes/<int:pk>/letters/     POST    in      404  404  404   404  404   go   404
programmes/<int:pk>/list/        GET     in      404  404  404   404  404   200  404
programmes/<int:pk>/coordinators/  POST  in      404  404  404   404  404   422  404
programmes/<int:pk>/leaving/     POST    in      404  404  404   404  404   409  404
programmes/asked/<int:pk>/       POST    in      404  404  404   404  404   404  go
asked/<int:pk>/                  GET     in      404  404  404   404  200   404  404
asked/<int:pk>/about-you/        GET     in      404  404  404   404  200   404  404
asked/<int:pk>/about-you/        POST    in      404  404  404   404  go    404  404
asked/<int:pk>/in-confidence/    GET     in      404  404  404   404  200   404  404
asked/<int:pk>/in-confidence/    POST    in      404  404  404   404  go    404  404
asked/<int:pk>/times/            GET     in      404  404  404   404  200   404  404
asked/<int:pk>/times/            POST    in      404  404  404   404  422   404  404
asked/<int:pk>/yes/              GET     in      404  404  404   404  go    404  404
asked/<int:pk>/yes/              POST    in      404  404  404   404  go    404  404
asked/<int:pk>/no/               GET     in      404  404  404   404  200   404  404
asked/<int:pk>/no/               POST    in      404  404  404   404  go    404  404
about-you/                       GET     in      200  200  200   200  200   200  200
about-you/answers/               GET     in      go   go   go    go   200   go   go
about-you/answers/               POST    in      go   go   go    go   go    go   go
about-you/in-confidence/         GET     in      go   go   go    go   200   go   go
about-you/in-confidence/         POST    in      go   go   go    go   go    go   go
about-you/times/                 GET     in      go   go   go    go   200   go   go
about-you/times/                 POST    in      go   go   go    go   422   go   go
seats/                           GET     in      200  200  go    200  200   200  200
seats/<int:pk>/                  GET     in      404  404  200   404  404   404  404
seats/<int:pk>/                  POST    in      404  404  go    404  404   404  404
seats/<int:pk>/wrong/            GET     in      404  404  200   404  404   404  404
seats/<int:pk>/wrong/            POST    in      404  404  422   404  404   404  404
"""
# Here the address is the key: whoever has it comes in, signed in or not. What it opens, and that
# nothing else does, is in the tests of its app.
KEYS = ("certificates/check/<slug:code>/", "coming/<str:secret>/", "calendar/<str:secret>.ics")


@dataclass(frozen=True, slots=True)
class Row:
    address: str
    method: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.address}"

    def answers(self) -> dict[str, str]:
        """What each is answered, by who."""
        return dict(zip(WHO, self.expected, strict=True))


def rows() -> list[Row]:
    lines = [line.split() for line in TABLE.strip().splitlines()]
    assert lines[0] == ["address", "method", *WHO]
    return [Row(address, method, tuple(answers)) for address, method, *answers in lines[1:]]


def addresses() -> list[str]:
    return list(dict.fromkeys(row.address for row in rows()))


def methods_of(address: str) -> set[str]:
    return {row.method for row in rows() if row.address == address}


def who_may(address: str) -> str:
    """One of those for whom most is there at this address."""
    here = [row.answers() for row in rows() if row.address == address]
    return max(WHO[1:], key=lambda who: sum(one[who] not in {"404", "in"} for one in here))


def routes(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, whole)
        else:
            yield whole or "(home)"
