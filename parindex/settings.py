"""The one settings file. With nothing set it means embedded: SQLite, local files, tasks in process.

``DATABASE_URL`` and ``REDIS_URL`` switch to PostgreSQL and to Redis with Celery workers.
"""

import hashlib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from django_guid.integrations import CeleryIntegration
from environ import FileAwareEnv

from parindex.file_settings import *  # noqa: F403
from parindex.file_settings import EVIDENCE_S3_BUCKET, evidence_store
from parindex.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
# Each name has a second one with _FILE, of a file that holds the value: what a vault gives lies in no environment.
env = FileAwareEnv()

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
EMBEDDED = not env.str("DATABASE_URL", default="")
DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    key = str(env.str("SECRET_KEY", default=""))
    if key:
        return key
    if not EMBEDDED:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random text; with DATABASE_URL it is never invented."
        )
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = _secret_key()
# The keys of before, while what they signed still counts.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if EMBEDDED else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Prometheus collects numbers with this token; unset: there is no such page, and nothing is counted.
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "corsheaders",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "import_export",
    "health_check",
    "django_guid",
    "criteria",
    "assessments",
    "rankings",
    "parindex.signing_in",
]

MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "django.middleware.security.SecurityMiddleware",
    "parindex.middleware.MethodMiddleware",
    "assessments.pages.answers.OwnAnswers",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "parindex.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "parindex.middleware.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "parindex.middleware.TextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parindex.middleware.NoStoreMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parindex.middleware.AdminJournalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "parindex.signing_in.middleware.SignInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "assessments.pages.common.RefusalMiddleware",
]

if METRICS_TOKEN:
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

ROOT_URLCONF = "parindex.urls"
WSGI_APPLICATION = "parindex.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"frame": "parindex.frame.tags"},
        },
    },
]

DATABASES = {
    "default": env.db_url_config(
        env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock when a transaction starts: SQLite's stand-in for SELECT ... FOR UPDATE.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Nobody holds up everybody else: who has waited so long is told to try again. Long work and migrations lift
    # these limits for themselves (``criteria/common/database/patience.py``).
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options",
        "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=2min",
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
_REDIS = {
    "LOCATION": REDIS_URL,
    # What another key sealed is not looked for.
    "KEY_PREFIX": hashlib.sha256(f"cache {SECRET_KEY}".encode()).hexdigest()[:8],
    "OPTIONS": {
        "serializer": "parindex.cache.SealedValues",
        "socket_connect_timeout": 1,
        "socket_timeout": 1,
    },
}
CACHES: dict[str, dict[str, object]] = (
    {
        "default": {"BACKEND": "parindex.cache.RedisOrMemory"} | _REDIS,
        # The health check has its own cache: it must see that Redis is away.
        "redis": {"BACKEND": "django.core.cache.backends.redis.RedisCache"} | _REDIS,
    }
    if REDIS_URL
    else {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
)
# Published answers, in the memory of each process; see ``rankings/serving``.
CACHES["published"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "published",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": 500},
}
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_RESULT_BACKEND = REDIS_URL or None
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
# Every request has a number, in its answer, in each line of the log, and in those of the tasks that it began.
DJANGO_GUID = {
    "GUID_HEADER_NAME": "X-Request-ID",
    "EXPOSE_HEADER": False,
    # A task that runs within the request would end the request's number.
    "INTEGRATIONS": [] if CELERY_TASK_ALWAYS_EAGER else [CeleryIntegration()],
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE = {
    # A tick that waited until the next one is of no use.
    "tick": {"task": "assessments.clock", "schedule": 300, "options": {"expires": 300}},
    # Webhooks hear of a publication at a set time within the minute.
    "publications": {
        "task": "rankings.deliver_webhooks",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "remove expired jobs": {
        "task": "assessments.remove_expired_jobs",
        "schedule": timedelta(hours=1),
    },
    "nightly": {"task": "assessments.nightly", "schedule": crontab(hour=1, minute=30)},
}
# Somebody waits at a page while a task is handed over: a queue that is away must say so soon.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 3,
    "max_retries": 1,
    "interval_start": 0,
}

# The settings of accounts and sessions fill a module of their own.
from parindex.account_settings import *  # noqa: E402, F403
from parindex.account_settings import OIDC_ORIGINS  # noqa: E402

CSRF_FAILURE_VIEW = "assessments.pages.common.stale_page"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["parindex.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Source maps are for developers: not worth the minutes that packing them takes.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "jpg",
    "jpeg",
    "png",
    "gif",
    "webp",
    "gz",
    "br",
    "woff",
    "woff2",
    "map",
)
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = EMBEDDED
STORAGES = {
    "default": evidence_store(),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "parindex.static_files.StoredFiles"
    },
}
# Evidence lies outside every served folder and leaves only through a view that asks for permission.
MEDIA_ROOT = VAR_DIR / "evidence"
FILE_UPLOAD_PERMISSIONS = 0o600
# An upload arrives where it will stay: storing it is a change of its name, and the clock removes what a killed
# server has left of it. On its way to S3 it waits in the system's folder for such files.
FILE_UPLOAD_TEMP_DIR = None
if not EVIDENCE_S3_BUCKET:
    FILE_UPLOAD_TEMP_DIR = str(MEDIA_ROOT / "incoming")
    Path(FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The files of one upload; the page tells it before they are sent.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
# A page with a box for every unit of a round sends a field for each: there are 3,321 communes.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# An office's own Word templates, and its name in documents.
DOCUMENT_TEMPLATES = env.str("DOCUMENT_TEMPLATES", default="")
ISSUING_BODY = env.str("ISSUING_BODY", default="Bộ Nội vụ")
ISSUING_PLACE = env.str("ISSUING_PLACE", default="Hà Nội")
ISSUING_SIGNER = env.str("ISSUING_SIGNER", default="BỘ TRƯỞNG")
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Webhooks go to public https addresses only; inside a closed network they may go to any.
WEBHOOKS_TO_PRIVATE = env.bool("WEBHOOKS_TO_PRIVATE", default=False)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Browsers hold a form to where its answer leads, too.
        "form-action": [SELF, *OIDC_ORIGINS],
        "frame-ancestors": [SELF],
    }
}
HTTPS = env.bool("HTTPS", default=not EMBEDDED)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|livez)/"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    # Browsers take it from this very host alone, for all of its addresses, and over https.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True

if EMBEDDED and not env.str("EMAIL_URL", default=""):
    # Nothing leaves the machine: mails can be read as files.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="par-index@localhost")
# Links in mails need it: no request says there under which name the site is reached.
SITE_URL = (
    env.str("SITE_URL", default="") or next(iter(CSRF_TRUSTED_ORIGINS), "http://127.0.0.1:8000")
).rstrip("/")
# Under which licence results may be used again: its name, and where its text is. Nothing is said that was not decided.
DATA_LICENCE: str = env.str("DATA_LICENCE", default="")
DATA_LICENCE_URL: str = env.str("DATA_LICENCE_URL", default="")
# Who is told of a hole in the system, as RFC 9116 writes it: "mailto:…" or an https address, the first one first.
SECURITY_CONTACT = env.list("SECURITY_CONTACT", default=[])
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"

# The settings of the API fill a module of their own.
from parindex.api_settings import *  # noqa: E402, F403

# How long the security journal keeps its lines. PostgreSQL itself keeps them for 90 days.
JOURNAL_DAYS = env.int("JOURNAL_DAYS", default=730)
if JOURNAL_DAYS < 90:  # as in the trigger of the table
    raise ImproperlyConfigured("JOURNAL_DAYS is less than 90.")
# Where the chain's head goes each night: mail addresses, and a file that lies elsewhere.
RECORD_HEAD_MAIL = env.list("RECORD_HEAD_MAIL", default=[])
RECORD_HEAD_FILE = env.str("RECORD_HEAD_FILE", default="")
# Where the journal's lines go as JSON, for a collector: "-" for the output of the process, or a file.
JOURNAL_LINES = env.str("JOURNAL_LINES", default="")

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

LOGGING = logging_settings(
    level=env.str("LOG_LEVEL", default="INFO" if not EMBEDDED else "WARNING"), journal=JOURNAL_LINES
)
# Where errors go beside the log: the address (DSN) of a Sentry, or of what speaks as one; and of how many requests
# it is told where their time went, in percent.
if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    from parindex.watching.reporting import report_to

    report_to(SENTRY_DSN, traces=env.int("SENTRY_TRACES", default=0))
