"""What an installation may set, typed; nonsense is refused at start with the name of the setting.

Every setting is an environment variable with the prefix ``REDRESS_`` or a line in the file ``.env``.
"""

import json
import shutil
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _parted(value: object) -> object:
    """What stands between commas or blanks; a list as JSON is taken as well."""
    if not isinstance(value, str):
        return value
    return json.loads(value) if value.lstrip().startswith("[\"") else value.replace(",", " ").split()


Listed = Annotated[list[str], NoDecode, BeforeValidator(_parted)]


class Env(BaseSettings):
    """One field a setting; ``docs/settings.md`` lists them and a test compares the two."""

    model_config = SettingsConfigDict(env_prefix="REDRESS_", env_file=".env", extra="forbid", frozen=True)

    home: Path = Field(Path("var"), description="Folder of the database, evidence files and keys.")
    database: str = Field("", description="postgresql://user:password@host:port/name; empty: SQLite in the home folder.")
    secret_key: SecretStr = Field(SecretStr(""), description="Signs sessions; empty: made once and kept in the home folder.")
    data_key: SecretStr = Field(SecretStr(""), description="Encrypts personal data; empty: made once and kept in the home folder.")
    hosts: Listed = Field(["localhost", "127.0.0.1", "[::1]"], description="Names under which the pages may be reached.")
    https: bool = Field(False, description="Cookies only over HTTPS and HSTS on.")
    debug: bool = Field(False, description="Tracebacks in the browser; never in production.")
    demo: bool = Field(False, description="Sign-in as any role by one click; only for a demo organisation.")
    language: Literal["zh-hans", "zh-hant", "en"] = Field("zh-hans", description="Language before a person has chosen one.")
    timezone: str = Field("Asia/Shanghai", description="The organisation's time zone for showing and typing times.")
    public_url: str = Field("http://localhost:8000", description="Address put into e-mails and printed codes.")
    email: str = Field("", description="smtp://user:password@host:port (smtps:// for TLS); empty: mail is kept in the outbox.")
    email_from: str = Field("redress@localhost", description="Sender of notices.")
    email_reply_to: str = Field("", description="Address that customers answer to: a mailbox that is read; empty: the sender.")
    upload_limit_mb: int = Field(20, ge=1, le=2048, description="Largest evidence file in MiB.")
    import_limit_mb: int = Field(1024, ge=1, le=16_384, description="Largest file for an import on the page, in MiB.")
    tesseract: str = Field("", description="Program that reads scanned letters (Tesseract); empty: the one on the PATH, if there is one; off: none.")
    trusted_proxies: int = Field(0, ge=0, le=5, description="How many proxies of yours stand before the pages; only then X-Forwarded-For counts.")
    messenger_sites: Listed = Field([], description="Web sites that may show the messenger within their pages, as in https://www.example.com.")
    wechat_api: str = Field("https://api.weixin.qq.com", description="Where WeChat official accounts are spoken to; another address for a gateway or a trial.")
    wecom_api: str = Field("https://qyapi.weixin.qq.com", description="Where WeCom apps are spoken to; another address for a private WeCom or a trial.")
    sign_in_tries: int = Field(5, ge=1, le=100, description="Wrong passwords before an account is locked.")
    sign_in_lock_minutes: int = Field(15, ge=1, le=1440, description="Minutes an account stays locked.")

    api_rate: int = Field(600, ge=1, le=1_000_000, description="Requests to the API that an access token may make in a minute.")
    webhooks_private: bool = Field(False, description="Webhooks may go to private addresses and over plain HTTP: receivers inside the house.")
    robot_hosts: Listed = Field([], description="Further hosts at which group robots may be, as of a platform inside the house.")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @field_validator("tesseract")
    @classmethod
    def _known_program(cls, value: str) -> str:
        if value not in ("", "off") and shutil.which(value) is None:
            raise ValueError("names no program that can be run here")
        return value

    @field_validator("messenger_sites")
    @classmethod
    def _known_sites(cls, value: list[str]) -> list[str]:
        for site in value:
            parts = urlsplit(site)
            if parts.scheme not in ("http", "https") or not parts.hostname or site != f"{parts.scheme}://{parts.netloc}" or set(site) & set(" ;,*'\""):
                raise ValueError("each must be a site alone, as in https://www.example.com")
        return value

    @field_validator("wechat_api", "wecom_api")
    @classmethod
    def _known_platform(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
            raise ValueError("must be an address without a path, as in https://api.weixin.qq.com")
        return value

    @field_validator("database")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("postgresql", "postgres", "sqlite"):
            raise ValueError("must start with postgresql:// or sqlite:///, or be empty")
        return value

    @field_validator("email")
    @classmethod
    def _known_mailer(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("smtp", "smtps"):
            raise ValueError("must start with smtp:// or smtps://, or be empty")
        return value


def database_settings(url: str, home: Path) -> dict[str, object]:
    """Django's ``DATABASES["default"]`` for a setting ``REDRESS_DATABASE``.

    SQLite begins every transaction IMMEDIATE, so a read-then-write never fails half-way, and syncs
    fully, so that a registered case survives a power cut.
    """
    parts = urlsplit(url)
    if parts.scheme.startswith("postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    name = parts.path[1:] if parts.scheme == "sqlite" else str(home / "redress.sqlite3")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;"
                "PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;PRAGMA foreign_keys=ON;"
            ),
        },
    }
