from __future__ import annotations

from django.urls import path

from levelground.agreements.views import agreement, papers, worries

app_name = "agreements"
AT = "groups/<int:group_pk>/agreement"
urlpatterns = [
    path(f"{AT}/", agreement.show, name="show"),
    path(f"{AT}/ticks/", agreement.ticks, name="ticks"),
    path(f"{AT}/draft/", agreement.draft, name="draft"),
    path(f"{AT}/clauses/<slug:clause>/", agreement.clause, name="clause"),
    path(f"{AT}/proposal/", agreement.proposal, name="proposal"),
    path(f"{AT}/acceptance/", agreement.acceptance, name="acceptance"),
    path(f"{AT}/review/", agreement.review, name="review"),
    path(f"{AT}/versions/<int:version>/", agreement.version, name="version"),
    path(f"{AT}/versions/<int:version>/book/", papers.book, name="book"),
    path(f"{AT}/versions/<int:version>/pdf/", papers.pdf, name="pdf"),
    path(f"{AT}/employer/", papers.employer, name="employer"),
    path(f"{AT}/employer/book/", papers.employer_book, name="employer_book"),
    path(f"{AT}/employer/pdf/", papers.employer_pdf, name="employer_pdf"),
    path(f"{AT}/worries/", worries.worries, name="worries"),
    path(f"{AT}/worries/<uuid:worry>/back/", worries.back, name="worry_back"),
    path(f"{AT}/worries/<uuid:worry>/clause/", worries.lead, name="worry_clause"),
    path(f"{AT}/worries/enough/", worries.enough, name="enough"),
    path(f"{AT}/worries/going-on/", worries.going_on, name="going_on"),
    path(f"{AT}/worries/showing/", worries.showing, name="showing"),
    path(f"{AT}/worries/again/", worries.again, name="name_again"),
]
