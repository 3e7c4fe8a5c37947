"""Django's settings, derived from the typed environment; see ``env.py`` for what may be set."""

import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, SELF

from redress.config.env import Env, database_settings

ENV = Env()
PACKAGE = Path(__file__).resolve().parent.parent
HOME = ENV.home.resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _kept_secret(given: str, name: str) -> str:
    """The secret given, or one made at first start and kept in the home folder, readable by its owner only."""
    if given:
        return given
    path = HOME / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _kept_secret(ENV.secret_key.get_secret_value(), "secret-key")
SALT_KEY = [_kept_secret(ENV.data_key.get_secret_value(), "data-key")]
DEBUG = ENV.debug
ALLOWED_HOSTS = [*ENV.hosts]
DATABASES = {"default": database_settings(ENV.database, HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = ("accounts", "ledger", "policies", "notify", "complaints", "deadlines", "learning", "api")
FACES = ("shell", "people", "handbook", "desk", "casefile", "talks", "calls", "reception", "portal", "imports", "exports")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "django_q",
    "csp",
    *(f"redress.{room}" for room in ROOMS if (PACKAGE / room / "apps.py").exists()),
    *(f"redress.web.{face}" for face in FACES if (PACKAGE / "web" / face / "apps.py").exists()),
    "redress.intake",
    "redress.jobs",
    "redress.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "redress.web.middleware.PersonMiddleware",
    "redress.api.gate.ApiGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "redress.config.urls"
WSGI_APPLICATION = "redress.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "redress.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "redress.web.templatetags.redress",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [ENV.public_url] if ENV.public_url.startswith("http") else []
CSRF_FAILURE_VIEW = "redress.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LANGUAGE_CODE = ENV.language
LANGUAGE_COOKIE_NAME = "redress_language"
USE_I18N = USE_TZ = True
TIME_ZONE = ENV.timezone
LOCALE_PATHS = [PACKAGE / "locale", PACKAGE / "kernel" / "locale", PACKAGE / "flows" / "locale"]
FORMAT_MODULE_PATH = ["redress.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "evidence"
IMPORT_ROOT = HOME / "imports"
EXPORT_ROOT = HOME / "exports"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "redress.web.uploads.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

Q_CLUSTER = {
    "name": "redress",
    "orm": "default",
    "workers": 1,
    "timeout": 900,
    "max_rss": 150_000,  # KiB: a worker that trained holds the library; a fresh one takes its place
    "retry": 1200,
    "max_attempts": 5,
    "poll": 1,
    "save_limit": 500,
    "catch_up": False,
    "label": "queue",
}

_mail = urlsplit(ENV.email)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.email_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"redress": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
