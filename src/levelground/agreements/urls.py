from __future__ import annotations

from django.urls import path

from levelground.agreements import views, views_of_papers, views_of_worries

app_name = "agreements"
AT = "groups/<int:group_pk>/agreement"
urlpatterns = [
    path(f"{AT}/", views.show, name="show"),
    path(f"{AT}/ticks/", views.ticks, name="ticks"),
    path(f"{AT}/draft/", views.draft, name="draft"),
    path(f"{AT}/clauses/<slug:clause>/", views.clause, name="clause"),
    path(f"{AT}/proposal/", views.proposal, name="proposal"),
    path(f"{AT}/acceptance/", views.acceptance, name="acceptance"),
    path(f"{AT}/review/", views.review, name="review"),
    path(f"{AT}/versions/<int:version>/", views.version, name="version"),
    path(f"{AT}/versions/<int:version>/book/", views_of_papers.book, name="book"),
    path(f"{AT}/versions/<int:version>/pdf/", views_of_papers.pdf, name="pdf"),
    path(f"{AT}/employer/", views_of_papers.employer, name="employer"),
    path(f"{AT}/employer/book/", views_of_papers.employer_book, name="employer_book"),
    path(f"{AT}/employer/pdf/", views_of_papers.employer_pdf, name="employer_pdf"),
    path(f"{AT}/worries/", views_of_worries.worries, name="worries"),
    path(f"{AT}/worries/<uuid:worry>/back/", views_of_worries.back, name="worry_back"),
    path(f"{AT}/worries/<uuid:worry>/clause/", views_of_worries.lead, name="worry_clause"),
    path(f"{AT}/worries/enough/", views_of_worries.enough, name="enough"),
    path(f"{AT}/worries/going-on/", views_of_worries.going_on, name="going_on"),
    path(f"{AT}/worries/showing/", views_of_worries.showing, name="showing"),
    path(f"{AT}/worries/again/", views_of_worries.again, name="name_again"),
]
