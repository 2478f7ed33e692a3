"""What the environment says, as values. The only reader of `os.environ`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = ("1", "true", "yes", "on")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
NO = ("0", "false", "no", "off", "")


def env_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_bool(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() not in YES + NO:
        raise ImproperlyConfigured(f"{name} is {value!r}. Say true or false.")
    return value.strip().lower() in YES


def env_int(name: str, default: int) -> int:
    value = env_text(name, str(default))
    try:
        return int(value)
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name} is {value!r}. Give a whole number.") from wrong


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env_text(name, default).split(",") if item.strip()]


def env_path(name: str, default: Path) -> Path:
    return Path(env_text(name) or default).expanduser()


def credential(name: str) -> Path | None:
    """The file in which systemd hands over a credential of this name, where there is one."""
    folder = env_text("CREDENTIALS_DIRECTORY")
    file = Path(folder) / name
    return file if folder and file.is_file() else None


def user_data(name: str) -> Path:
    """Where a program keeps its data for who runs it (XDG Base Directory)."""
    return env_path("XDG_DATA_HOME", Path("~/.local/share")).expanduser() / name


def env_secret(name: str) -> str:
    """The value of NAME, or what stands in the file NAME_FILE or in the credential `name`."""
    if value := env_text(name):
        return value
    if file := env_text(f"{name}_FILE") or credential(name.lower()):
        try:
            return Path(file).read_text().strip()
        except OSError as wrong:
            raise ImproperlyConfigured(f"{name}_FILE names {file}: {wrong.strerror}.") from wrong
    return ""


def is_https_or_here(address: str) -> bool:
    """Whether what is said to this address stays secret on its way."""
    parts = urlsplit(address)
    if parts.scheme == "http":
        return parts.hostname in THIS_MACHINE
    return parts.scheme == "https"


def postgresql(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?sslmode=require`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgresql://. Leave it out to use SQLite."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": options,
    }
