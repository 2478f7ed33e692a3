from __future__ import annotations

from django.urls import path

from levelground.schedule.views import answers, calendars, dates, finding

app_name = "schedule"
urlpatterns = [
    path("groups/<int:group_pk>/time/", finding.finding, name="finding"),
    path("groups/<int:group_pk>/time/proposals/", finding.proposals, name="proposals"),
    path("groups/<int:group_pk>/time/answers/", finding.slot_answers, name="slot-answers"),
    path("groups/<int:group_pk>/dates/", dates.dates, name="dates"),
    path("groups/<int:group_pk>/dates/plan/", dates.plan, name="plan"),
    path("groups/<int:group_pk>/dates/ending/", dates.ending, name="ending"),
    path("dates/<int:pk>/", dates.date, name="date"),
    path("dates/<int:pk>/coming/", dates.coming, name="coming"),
    path("dates/<int:pk>/moving/", dates.moving, name="moving"),
    path("dates/<int:pk>/cancelling/", dates.cancelling, name="cancelling"),
    path("coming/<str:secret>/", answers.answer, name="answer"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/off/", calendars.off, name="calendar-off"),
    path("calendar/<str:secret>.ics", calendars.feed, name="feed"),
]
