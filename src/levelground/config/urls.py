from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

# The order is the order in which addresses are looked up.
PLACES = [
    ("", "levelground.accounts.urls"),
    ("", "levelground.groups.urls"),
    ("", "levelground.ui.urls"),
    ("sessions/", "levelground.sessions.urls"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module)) for prefix, module in PLACES if find_spec(module)
]
