"""Every setting. What may be set from outside is listed in docs/OPERATIONS.md; a test compares."""

from __future__ import annotations

import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django.conf.locale
from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC
from django.core.exceptions import ImproperlyConfigured

from levelground import zones
from levelground.config.env import (
    credential,
    env_bool,
    env_int,
    env_list,
    env_path,
    env_secret,
    env_text,
    is_https_or_here,
    postgresql,
    user_data,
)
from levelground.config.languages import ENGLISH, complete_languages
from levelground.config.sqlite import use_bundled_sqlite

use_bundled_sqlite()

BASE_DIR = Path(__file__).resolve().parents[3]
DEBUG = env_bool("DEBUG", default=False)

# Where everything lives that is not code: the database, the keys. Never beside an installed package.
IS_CHECKOUT = (BASE_DIR / "pyproject.toml").is_file()
DATA_DIR = env_path(
    "LEVELGROUND_DATA", BASE_DIR / "var" if IS_CHECKOUT else user_data("levelground")
)

# The addresses at which people reach us. Hosts, cookies and the live line's allow-list follow.
PORT = env_int("PORT", 8000)
ADDRESSES = env_list("LEVELGROUND_URL", f"http://localhost:{PORT},http://127.0.0.1:{PORT}")
if not all(address.startswith(("https://", "http://")) for address in ADDRESSES):
    raise ImproperlyConfigured("Each address in LEVELGROUND_URL must begin with http(s)://.")
HTTPS = all(address.startswith("https://") for address in ADDRESSES)
ALLOWED_HOSTS = [str(urlsplit(address).hostname) for address in ADDRESSES]
CSRF_TRUSTED_ORIGINS = [address.rstrip("/") for address in ADDRESSES]
LIVE_ORIGINS = frozenset(CSRF_TRUSTED_ORIGINS)

# Keys. The file of the key-encryption key opens people's words; it is never in the database.
# A credential that systemd hands over (`LoadCredential=kek:…`) comes before the file in the folder.
LEVELGROUND_KEY_FILE = env_path(
    "LEVELGROUND_KEY_FILE", credential("kek") or DATA_DIR / "keys" / "kek"
)
SECRET_KEY_PATH = credential("secret_key") or DATA_DIR / "keys" / "secret_key"
BACKUP_KEYS = DATA_DIR / "keys" / "backups"  # one for each backup, for 30 days


def _secret_key() -> str:
    if secret := env_secret("SECRET_KEY"):
        return secret
    if SECRET_KEY_PATH.is_file():
        return SECRET_KEY_PATH.read_text().strip()
    return secrets.token_urlsafe(50)  # for this process only: whoever is signed in is signed out


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")

INSTALLED_APPS = [
    "levelground.config",
    "levelground.ui",
    "levelground.runtime",
    "levelground.live",
    "levelground.audit",
    "levelground.limits",
    "levelground.accounts",
    "levelground.letters",
    "levelground.credentials",
    "levelground.groups",
    "levelground.programmes",
    "levelground.words",
    "levelground.agreements",
    "levelground.schedule",
    "levelground.commitments",
    "levelground.sessions",
    "levelground.formation",
    "levelground.reviews",
    "levelground.reports",
    "levelground.mine",
    "levelground.backups",
    "levelground.demo",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for FORM_RENDERER
]
if find_spec("django_linear_migrations"):  # a tool for those who write migrations
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "levelground.config.headers.permissions_policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "levelground.config.headers.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "levelground.config.language.in_their_own_language",
    "levelground.config.headers.clear_site_data",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "levelground.credentials.http.middleware.MoreThanALetter",
    "levelground.config.times.on_their_own_clock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "levelground.config.buttons.in_words_where_a_button_leads",
    "levelground.config.wrong_key.PageForUnopenable",
]

ROOT_URLCONF = "levelground.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]
FORM_RENDERER = "levelground.ui.rendering.FieldRenderer"  # every field drawn by our own template
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The database. No ATOMIC_REQUESTS: on SQLite every page view would take the write lock.
# docs/OPERATIONS.md says why each of SQLite's settings is as it is; start-up checks them.
SQLITE: dict[str, Any] = {
    "ENGINE": "levelground.config.sqlite",  # Django's, with a queue for writers
    "NAME": DATA_DIR / "levelground.sqlite3",
    "TEST": {"NAME": ":memory:"},
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;"
            "PRAGMA journal_size_limit=27103364;"
        ),
    },
}
DATABASE_URL = env_secret("DATABASE_URL")
DATABASES = {
    "default": (postgresql(DATABASE_URL) if DATABASE_URL else SQLITE)
    | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": bool(DATABASE_URL)}
}
PROCESSES = env_int("LEVELGROUND_PROCESSES", 1)
if PROCESSES > 1 and not DATABASE_URL:
    raise ImproperlyConfigured("LEVELGROUND_PROCESSES above 1 needs PostgreSQL: set DATABASE_URL.")
HTTP_THREADS = env_int("LEVELGROUND_THREADS", 4)  # see docs/decisions/0001
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

WORK_APART = env_bool("LEVELGROUND_WORK_APART", default=False)  # then `manage.py work` must run

# Who is who. Sign-in is a six-digit code by e-mail; nobody has a password.
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "levelground.credentials.http.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code proves the address, each time
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3  # then a new code is needed
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_RATE_LIMITS = False  # ours are in accounts/http/limits.py, and kept in the database
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # for how long a code need not be typed again
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = True
SIGN_UP_OPEN = env_bool("SIGN_UP_OPEN", default=True)  # may anybody make an account?

# More than a letter: passkeys for everyone, required for coordinators; single sign-on where it's set.
PASSKEYS_REQUIRED = env_bool("PASSKEYS_REQUIRED", default=HTTPS)
OIDC_ISSUER = env_text("OIDC_ISSUER")
OIDC_CLIENT_ID = env_text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env_secret("OIDC_CLIENT_SECRET")
OIDC_NAME = env_text("OIDC_NAME", "single sign-on")  # what its button says: Sign in with …
OIDC_ORIGINS = [  # where the browser is sent with the form that starts it
    "{0.scheme}://{0.netloc}".format(urlsplit(address))
    for address in [*filter(None, [OIDC_ISSUER]), *env_list("OIDC_MORE_ORIGINS")]
]
if OIDC_ISSUER and not OIDC_CLIENT_ID:
    raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID too.")
if OIDC_ISSUER and not is_https_or_here(OIDC_ISSUER):
    raise ImproperlyConfigured("OIDC_ISSUER must begin with https://, or be on this machine.")

# Whom to tell of a weakness: mailto:… or https:…, for /.well-known/security.txt.
SECURITY_CONTACT = env_list("SECURITY_CONTACT")
if not all(contact.startswith(("mailto:", "https://", "tel:")) for contact in SECURITY_CONTACT):
    raise ImproperlyConfigured("SECURITY_CONTACT must begin with mailto:, https:// or tel:.")

# Cookies. The browser refuses a __Host- cookie that is not Secure or comes from a neighbour.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "levelground.live.sign_ins"  # a stolen database signs nobody in
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page, never from the cookie
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
KNOWN_COOKIE_NAME = (
    f"{COOKIE_PREFIX}known"  # who signed in here before; see accounts/http/known_browsers.py
)
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}device"  # so that a new one is noticed, see credentials
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no further cookie

# What a browser may do with our pages.
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # neighbours under the same domain are the operator's to decide about
    "security.W021",  # so is the browsers' preload list
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE, STRICT_DYNAMIC],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],  # covers the WebSocket too
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *OIDC_ORIGINS],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}

# Static files straight from the apps: nothing to build, nothing to collect.
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site reads anything of us
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 60

# Files that people hand in are lists of people: they stay in memory, never on the disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # as much as config.pages lets in

# Language and time. The house speaks English and whatever is complete in `locale/`.
USE_TZ = True
ZONE_DATA = zones.ZONE_DATA  # which version; dates remember by which they were worked out
TIME_ZONE = env_text("TIME_ZONE", "UTC")
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
LANGUAGES = [(ENGLISH, "English")]
for _language in complete_languages(LOCALE_PATHS[0]):
    LANGUAGES.append((_language.code, _language.name))
    django.conf.locale.LANG_INFO.setdefault(_language.code, _language.info)
LANGUAGE_CODE = env_text("LANGUAGE_CODE", ENGLISH)
if LANGUAGE_CODE not in dict(LANGUAGES):
    raise ImproperlyConfigured(
        f"LANGUAGE_CODE is {LANGUAGE_CODE!r}. Give one of: {', '.join(dict(LANGUAGES))}."
    )

# Mail. Without a host, letters are printed; with a folder, they are put there.
EMAIL_HOST = env_text("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = env_text("EMAIL_FOLDER") or None
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "Level Ground <level-ground@localhost>")
OPERATOR_EMAIL = env_text("LEVELGROUND_OPERATOR_EMAIL")  # gets what only the operator can act on
EMAIL_BACKEND = (
    "levelground.letters.actions.backend.EmailBackend"  # into the outbox; a page never waits
)
OUTBOX_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(  # out of it
    "smtp" if EMAIL_HOST else "filebased" if EMAIL_FILE_PATH else "console"
)

# Logs carry ids, never words, addresses or links: a link may be somebody's invitation.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "levelground.config.logs.Formatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "out": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},  # what every scanner sets off
    },
    "root": {"handlers": ["out"], "level": env_text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},  # the root's handler is enough
        "django.server": {"handlers": [], "level": "WARNING"},
        "django.request": {"handlers": [], "level": "ERROR"},
        "fontTools": {"handlers": [], "level": "ERROR"},  # a line for each table of each letter
        "fido2": {"handlers": [], "level": "WARNING"},  # would log ids of passkeys
        "weasyprint": {"handlers": ["nowhere"], "propagate": False},  # may quote what it sets
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
