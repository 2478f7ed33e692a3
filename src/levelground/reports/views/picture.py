"""The coordinator's pages: from what has been published, and from nothing else."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from levelground.accounts.http.reauthentication import after_a_fresh_code
from levelground.accounts.http.requests import MemberRequest
from levelground.audit.http import note_coordinating, note_export
from levelground.core.health import (
    LEAST_GROUPS,
    LEAST_PEOPLE,
    Figures,
    GroupState,
    Quarter,
    quarter_of,
    totals,
)
from levelground.core.spreadsheets import safe
from levelground.reports.actions.programme_export import export, remove
from levelground.reports.forms import RemovalForm
from levelground.reports.queries.health import Looked, looked_after_by, published
from levelground.runtime import clock
from levelground.ui.charts import Share, bars, share
from levelground.ui.pdf import can_make_pdf, pdf_response

BEST, EVEN = 4, 2  # of "worth my time"


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    rows = []
    for looked in looked_after_by(request.user).values():
        figures = published(looked)
        rows.append((looked, figures[-1] if figures else None))
    total = totals(row[1][1] for row in rows if row[1])
    return render(request, "reports/overview.html", {"rows": rows, "total": total})


@require_safe
def show(request: MemberRequest, key: str) -> HttpResponse:
    context = _picture(_looked(request, key)) | {"can_make_pdf": can_make_pdf()}
    return render(request, "reports/picture.html", context)


@require_safe
def pdf(request: MemberRequest, key: str) -> HttpResponse:
    looked = _looked(request, key)
    if not can_make_pdf():
        return redirect("reports:picture", key=key)
    note_export(request, looked.about)
    context = _picture(looked) | {"house": settings.ADDRESSES[0]}
    return pdf_response("reports/picture_paper.html", context, name=f"groups-{key}")


@require_safe
def csv_file(request: MemberRequest, key: str) -> HttpResponse:
    looked = _looked(request, key)
    note_export(request, looked.about)
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="groups-{key}.csv"'},
    )
    response.write("\ufeff")  # or some spreadsheets read ō as two signs
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Programme"),
            _("Quarter"),
            _("Groups"),
            _("People, rounded to 5"),
            _("Sessions, rounded to 5"),
            _("Hours, rounded to 10"),
            _("Worth the time, middle, 0 to 4"),
            *_state_names().values(),
        ]
    )
    for quarter, figures in published(looked):
        numbers = (figures.groups, figures.people, figures.sessions, figures.hours, figures.worth)
        states = [in_words(figures, state) for state in GroupState]
        writer.writerow(
            [
                safe(looked.name),
                quarter,
                *("" if number is None else number for number in numbers),
                *states,
            ]
        )
    return response


def in_words(figures: Figures, state: GroupState) -> str:
    """How many groups, as far as it is said."""
    number = figures.states.get(state)
    if number is None:
        return "–"
    if number.is_exact:
        return str(number.most)
    if number.least == 0:
        return _("%(most)d at most") % {"most": number.most}
    return _("%(least)d or more") % {"least": number.least}


def _looked(request: MemberRequest, key: str) -> Looked:
    found = looked_after_by(request.user).get(key)
    if found is None:
        raise Http404
    note_coordinating(request, found.about)
    return found


def _picture(looked: Looked) -> dict[str, object]:
    quarters = published(looked)
    last = quarters[-1] if quarters else None
    return {
        "looked": looked,
        "last": last,
        "since": quarters[0][0].first if quarters else None,
        "until": last[0].next.first - timedelta(days=1) if last else None,
        "today": timezone.localdate(clock.now()),
        "states": _states(last[1]) if last else [],
        "lead": _lead(last[1]) if last else "",
        "quarters": quarters,
        "hours": bars([(str(quarter), figures.hours) for quarter, figures in quarters]),
        "worth": bars(
            [(str(quarter), figures.worth) for quarter, figures in quarters],
            top=BEST,
            mark=EVEN,
        ),
        "has_hours": any(figures.hours is not None for _quarter, figures in quarters),
        "has_worth": any(figures.worth is not None for _quarter, figures in quarters),
        "trend": _trend(quarters),
        "total": totals(figures for _quarter, figures in quarters),
        "first_on": quarter_of(max(looked.since, clock.now().date())).published_on,
        "least_people": LEAST_PEOPLE,
        "least_groups": LEAST_GROUPS,
    }


def _state_names() -> dict[GroupState, str]:
    return {
        GroupState.ENDED: _("Ended"),
        GroupState.SILENT: _("Have not met for eight weeks"),
        GroupState.DWINDLING: _("Meet, and dwindle"),
        GroupState.DUE: _("Meet, and are due for their review"),
        GroupState.WELL: _("Meet, and are well"),
    }


def _states(figures: Figures) -> list[tuple[str, str, Share]]:
    """By state: its name, how many groups, and how much of all that is."""
    names = _state_names()
    return [
        (
            names[state],
            in_words(figures, state),
            share(least=number.least, most=number.most, whole=figures.groups),
        )
        for state, number in reversed(list(figures.states.items()))
    ]


def _lead(figures: Figures) -> str:
    """The whole picture in a sentence."""
    meeting = [
        figures.states[one]
        for one in (GroupState.WELL, GroupState.DUE, GroupState.DWINDLING)
        if figures.states
    ]
    places = {"least": sum(number.least for number in meeting), "groups": figures.groups}
    if not places["least"]:
        return ""
    if all(number.is_exact for number in meeting):
        return _("%(least)d of your %(groups)d groups meet.") % places
    return _("%(least)d or more of your %(groups)d groups meet.") % places


def _trend(quarters: Sequence[tuple[Quarter, Figures]]) -> str:
    """Falling is the warning, whatever the level."""
    worths = [figures.worth for _quarter, figures in quarters if figures.worth is not None]
    if len(worths) < 2:  # noqa: PLR2004  one is no trend
        return ""
    if worths[-1] < worths[-2]:
        return _("It was higher the quarter before. Ask the groups what they need.")
    if worths[-1] > worths[-2]:
        return _("It is higher than the quarter before.")
    return _("It is as the quarter before.")


@require_safe
@after_a_fresh_code(back_to="reports:removal")
def export_file(request: MemberRequest, key: str) -> HttpResponse:
    looked = _looked(request, key)
    note_export(request, looked.about)
    return JsonResponse(
        export(looked),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="{key}.json"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@after_a_fresh_code()
def removal(request: MemberRequest, key: str) -> HttpResponse:
    looked = _looked(request, key)
    form = RemovalForm(looked.name, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        remove(looked)
        return redirect("reports:overview")
    context = {"looked": looked, "form": form}
    return render(request, "reports/removal.html", context, status=422 if form.errors else 200)
