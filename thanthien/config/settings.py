"""Settings, read from the environment only. Every variable is described in docs/settings.md."""

from pathlib import Path
from typing import Any

from thanthien.config import env, headers
from thanthien.core import logging as core_logging
from thanthien.core.formats import VIETNAM

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# --- Where it runs -------------------------------------------------------------------------------------------------
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY", minimum=32)
# Digests of the records behind a figure are made with the first, checked with all (thanthien/measures/figures.py).
FIGURE_DIGEST_KEYS = env.secrets("FIGURE_DIGEST_KEYS", minimum=32)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ("localhost", "127.0.0.1"))
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
HTTPS = env.flag("HTTPS", True)
BEHIND_PROXY = env.flag("BEHIND_PROXY", False)
PROXY_COUNT = env.integer("PROXY_COUNT", 1, low=1, high=5)
SITE_ADDRESS = env.origin("SITE_ADDRESS", "http://localhost:8000")
env.refuse_contradictions(
    https=HTTPS, behind_proxy=BEHIND_PROXY, proxy_count=PROXY_COUNT, site_address=SITE_ADDRESS,
    trusted_origins=CSRF_TRUSTED_ORIGINS,
)  # fmt: skip

# --- The place as data: another province starts with other values, not with other code ------------------------------
CITY_NAME = env.text("CITY_NAME", "Thành phố Hải Phòng")
PRODUCT_NAME = env.text("PRODUCT_NAME", "Chính quyền thân thiện")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "")
_ROOMS = BASE_DIR / "thanthien"
PLACE_DATA_DIR = env.folder("PLACE_DATA_DIR", BASE_DIR / "thanthien" / "units" / "data")
FAST_DAY_HOLIDAY_RULE = env.choice("FAST_DAY_HOLIDAY_RULE", "same_week", ("skip", "next", "same_week"))
FAST_DAY_PROCEDURES = env.file("FAST_DAY_PROCEDURES", BASE_DIR / "thanthien" / "service" / "data" / "procedures.yaml")
# Receptions of heads: kinds of matters, working days from publishing to a session, and from a session to the answer.
RECEPTION_MATTERS = env.file("RECEPTION_MATTERS", BASE_DIR / "thanthien" / "engagement" / "data" / "matters.yaml")
RECEPTION_PUBLISHED_AHEAD = env.integer("RECEPTION_PUBLISHED_AHEAD", 5, low=1, high=30)
RECEPTION_ANSWER_DAYS = env.integer("RECEPTION_ANSWER_DAYS", 10, low=1, high=60)
# What people are asked about and decide, by law; days to answer supervisors, working days to send a plan ahead.
CONSULTATION_MATTERS = env.file("CONSULTATION_MATTERS", _ROOMS / "democracy/data/consultation-matters.yaml")
COMMUNITY_MATTERS = env.file("COMMUNITY_MATTERS", _ROOMS / "democracy/data/community-matters.yaml")
SUPERVISION_ANSWER_DAYS = env.integer("SUPERVISION_ANSWER_DAYS", 15, low=1, high=60)
SUPERVISION_SENT_AHEAD = env.integer("SUPERVISION_SENT_AHEAD", 5, low=1, high=30)
# What people are visited for, and on which occasions of the year the head greets them.
OUTREACH_KINDS = env.file("OUTREACH_KINDS", BASE_DIR / "thanthien" / "engagement" / "data" / "outreach_kinds.yaml")
GREETING_OCCASIONS = env.file("GREETING_OCCASIONS", BASE_DIR / "thanthien" / "engagement" / "data" / "occasions.yaml")
# The place where people hand in their papers, what it has for those who wait, and the city's app for its people.
SERVICE_CENTRE_NAME = env.text("SERVICE_CENTRE_NAME", "Trung tâm Phục vụ hành chính công")
SERVICE_CENTRE_ITEMS = env.file("SERVICE_CENTRE_ITEMS", _ROOMS / "workplace/data/centre-items.yaml")
CITY_APP_NAME = env.text("CITY_APP_NAME", "Hải Phòng Smart")
# What officials commit themselves to; the city fixes the words.
STAFF_COMMITMENT = env.file("STAFF_COMMITMENT", BASE_DIR / "thanthien" / "workforce" / "data" / "commitment.yaml")
# What communes have to make public, by which law, how often and where; days for which a list of people may be public.
INFORMATION_TERMS = env.file("INFORMATION_TERMS", _ROOMS / "disclosure/data/information-terms.yaml")
DISCLOSURE_CATALOGUE = env.file("DISCLOSURE_CATALOGUE", _ROOMS / "disclosure/data/catalogue.yaml")
DISCLOSURE_PEOPLE_DAYS = env.integer("DISCLOSURE_PEOPLE_DAYS", 90, low=30, high=366)
# Days for which a confirmed subscription to letters about what becomes public lasts; then it has to be asked for anew.
DISCLOSURE_SUBSCRIPTION_DAYS = env.integer("DISCLOSURE_SUBSCRIPTION_DAYS", 730, low=30, high=1825)
# What people may tell of; which bodies outside the communes see complaints and denunciations, and suspected state
# secrets (codes of agencies; empty: nobody); how long each kind of text is kept.
FEEDBACK_TOPICS = env.file("FEEDBACK_TOPICS", _ROOMS / "feedback/data/topics.yaml")
FEEDBACK_CHANNELS = env.file("FEEDBACK_CHANNELS", _ROOMS / "feedback/data/channels.yaml")
FEEDBACK_LEGAL_BODY = env.text("FEEDBACK_LEGAL_BODY", "thanh-tra")
FEEDBACK_SECRET_BODY = env.text("FEEDBACK_SECRET_BODY", "")
FEEDBACK_LEGAL_DAYS = env.integer("FEEDBACK_LEGAL_DAYS", 15, low=0, high=60)
FEEDBACK_SECRET_DAYS = env.integer("FEEDBACK_SECRET_DAYS", 3, low=0, high=30)
FEEDBACK_TEXT_DAYS = env.integer("FEEDBACK_TEXT_DAYS", 365, low=30, high=1830)
FEEDBACK_CONTACT_DAYS = env.integer("FEEDBACK_CONTACT_DAYS", 60, low=0, high=365)
FEEDBACK_LEFT_DAYS = env.integer("FEEDBACK_LEFT_DAYS", 365, low=30, high=1830)
# Whom people ask about their personal data, and by when they hear; hours in which a breach is told to the authority.
DATA_PROTECTION_NAME = env.text("DATA_PROTECTION_NAME", "")
DATA_PROTECTION_ADDRESS = env.text("DATA_PROTECTION_ADDRESS", "")
DATA_PROTECTION_PHONE = env.text("DATA_PROTECTION_PHONE", "")
DATA_PROTECTION_EMAIL = env.text("DATA_PROTECTION_EMAIL", "")
DATA_REQUEST_TERMS = env.file("DATA_REQUEST_TERMS", _ROOMS / "privacy/data/request-terms.yaml")
DATA_REQUEST_PERSON_DAYS = env.integer("DATA_REQUEST_PERSON_DAYS", 365, low=0, high=1830)
DATA_BREACH_HOURS = env.integer("DATA_BREACH_HOURS", 72, low=1, high=240)
# Days after an opinion of the weekly channel for which it is known whose it was.
OPINION_PERSON_DAYS = env.integer("OPINION_PERSON_DAYS", 180, low=0, high=1830)
# Days for which the name of somebody who left the roll of a unit is kept.
STAFF_NAME_DAYS = env.integer("STAFF_NAME_DAYS", 90, low=0, high=3650)
# Working days that appraisal and council need at least before Tết; with fewer the usual calendar leads them past it.
LEAST_DAYS_BEFORE_TET = env.integer("LEAST_DAYS_BEFORE_TET", 8, low=2, high=30)
# The city's own Word templates, by the names of the shipped ones; and whom officials call.
PAPER_TEMPLATES_DIR = env.folder("PAPER_TEMPLATES_DIR", VAR_DIR / "word")
HOTLINE_NAME = env.text("HOTLINE_NAME", "")
HOTLINE_PHONE = env.text("HOTLINE_PHONE", "")
HOTLINE_HOURS = env.text("HOTLINE_HOURS", "")
# A practice copy is a demo that its administrator may start over; its database is marked, too (core/practice.py).
PRACTICE = env.flag("PRACTICE", False)
DEMO = env.flag("DEMO", PRACTICE)
env.refuse_real_practice(practice=PRACTICE, demo=DEMO)
PRACTICE_ADDRESS = env.origin("PRACTICE_ADDRESS", "")
env.refuse_secrets_of_the_demo(demo=DEMO, SECRET_KEY=SECRET_KEY, FIGURE_DIGEST_KEYS=FIGURE_DIGEST_KEYS[0])
REQUIRE_MFA_FOR_CITY = env.flag("REQUIRE_MFA_FOR_CITY", True)
# Roles that one person may not hold together; and whether roles of the city wait for a second administrator.
ROLES_APART = env.file("ROLES_APART", BASE_DIR / "thanthien" / "accounts" / "data" / "roles-apart.yaml")
# Bodies that hold the files on discipline of heads of units.
HEAD_FILES = env.file("HEAD_FILES", BASE_DIR / "thanthien" / "evaluations" / "data" / "head-files.yaml")
SECOND_PERSON_FOR_ROLES = env.flag("SECOND_PERSON_FOR_ROLES", not DEMO)
# Roles that the đầu mối of a unit gives to its own people.
UNIT_MANAGED_ROLES = env.words("UNIT_MANAGED_ROLES", ("commune_officer", "village_head", "union_reporter"))

# --- Applications and requests --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "thanthien.documents",
    "thanthien.portal",
    "thanthien.reports",
    "thanthien.place",
    "thanthien.evaluations",
    "thanthien.service",
    "thanthien.initiatives",
    "thanthien.disclosure",
    "thanthien.feedback",
    "thanthien.grassroots",
    "thanthien.engagement",
    "thanthien.democracy",
    "thanthien.offline",
    "thanthien.workplace",
    "thanthien.workforce",
    "thanthien.records",
    "thanthien.privacy",
    "thanthien.questions",
    "thanthien.notices",
    "thanthien.measures",
    "thanthien.evidence",
    "thanthien.criteria",
    "thanthien.accounts",
    "thanthien.units",
    "thanthien.core.mail",
    "thanthien.core.kept",
    "thanthien.core.private",
    "thanthien.core.links",
    "thanthien.core",
    "thanthien.core.jobs",
    "thanthien.core.tables",
    "thanthien.core.workbooks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "thanthien.core.compression.CompressionMiddleware",
    "thanthien.core.request_log.RequestLogMiddleware",
    "thanthien.core.last_copy.LastCopyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "thanthien.core.content_policy.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "thanthien.core.request_checks.HeadMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "thanthien.core.request_checks.NoStoreMiddleware",
    "thanthien.core.request_checks.NoNulMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "thanthien.core.audit.AuditMiddleware",
    "thanthien.core.access.AccessMiddleware",
    "thanthien.accounts.slips.FirstPasswordMiddleware",
    "thanthien.accounts.second_factor.SecondFactorMiddleware",
    "thanthien.core.once.OnceMiddleware",
]

ROOT_URLCONF = "thanthien.config.urls"
WSGI_APPLICATION = "thanthien.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "thanthien.core.form_drawing.FormRenderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "thanthien.core.context.platform",
            ],
            "builtins": ["template_partials.templatetags.partials", "thanthien.core.templatetags.addresses"],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]

# --- Database, cache, sessions --------------------------------------------------------------------------------------
DATABASES = {
    # Every row that a trigger notes asks whether it is to be ignored; without a word the server raises an error for
    # each, and takes it back in a time that grows with the transaction.
    # A connection is checked when it is taken, so that a restarted database is noticed.
    "default": env.database("DATABASE_URL", session={"pgtrigger.ignore": "{}"}) | {"CONN_HEALTH_CHECKS": True}
}
DATABASE_POOL = env.integer("DATABASE_POOL", 0, low=0, high=200)
if DATABASE_POOL:
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],  # type: ignore[dict-item]
        "pool": {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 10},
    }
# What a request waits for at most (config/patience.py); jobs and commands take the time they need.
LOCK_SECONDS = env.integer("LOCK_SECONDS", 4, low=1, high=60)
STATEMENT_SECONDS = env.integer("STATEMENT_SECONDS", 20, low=1, high=600)
IDLE_SECONDS = env.integer("IDLE_SECONDS", 60, low=5, high=3600)
SILENCE_SECONDS = env.integer("SILENCE_SECONDS", 4, low=1, high=60)
# How old a copy of a public page may be that is shown while the database is away (core/last_copy.py).
LAST_COPY_HOURS = env.integer("LAST_COPY_HOURS", 72, low=0, high=8760)
# Shared by all workers, so that sign-in rate limits count once. Values computed per process use "local".
CACHES = {
    # Nothing goes before its time, or guesses could begin anew. Above MAX_ENTRIES a request erases what is over.
    "default": {
        "BACKEND": "thanthien.core.count_cache.CountCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "local"},
}
SESSION_ENGINE = "thanthien.core.sessions"
SESSION_COOKIE_AGE = env.integer("SESSION_HOURS", 12, low=1, high=720) * 3600
SESSION_COOKIE_NAME = "phien"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- History and triggers -------------------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True

# --- Jobs -----------------------------------------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None  # rooms' tasks.py declare jobs of ours, found by thanthien.core.jobs

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
USE_I18N = True
TIME_ZONE = VIETNAM.key
USE_TZ = True
FORMAT_MODULE_PATH = ["thanthien.config.formats"]

# --- People and sign-in ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["thanthien.accounts.signed_in.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work-home"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "thanthien.accounts.adapters.AccountAdapter"
ACCOUNT_USER_DISPLAY = "thanthien.accounts.adapters.name_of"
ACCOUNT_FORMS = {
    "login": "thanthien.accounts.sign_in_forms.SignInForm",
    "reset_password": "thanthien.accounts.sign_in_forms.ForgottenForm",
}
MFA_ADAPTER = "thanthien.accounts.adapters.MfaAdapter"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# A whole office signs in from one address: more room per address than the library gives. Tries of passwords and codes
# are counted by accounts/guesses.py: by account and place; and, from places that the account doesn't know, by account.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "guess": "5/300s/key",
    "guess_unknown": "30/m/ip,100/h/key",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
# Days for which a printed slip with a first password is good.
SLIP_DAYS = env.integer("SLIP_DAYS", 14, low=1, high=90)
# How long after it was written without a signal an entry may arrive and count as told then; how long a link is good.
OFFLINE_DAYS = env.integer("OFFLINE_DAYS", 7, low=0, high=60)
LINK_DAYS = env.integer("LINK_DAYS", 90, low=1, high=400)
ACCOUNT_EMAIL_VERIFICATION = "none"
# The library's own writes rows while it only checks a link.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "thanthien.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "thanthien.accounts.sign_in_forms.CodeAgainForm",
    "add_webauthn": "thanthien.accounts.sign_in_forms.AddKeyForm",
    "edit_webauthn": "thanthien.accounts.sign_in_forms.EditKeyForm",
}
# Addresses are entered by administrators; there is no sign-up that could take somebody else's.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers allow passkeys without HTTPS on http://localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = PRODUCT_NAME
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Watching -------------------------------------------------------------------------------------------------------
LOGGING = core_logging.configure(env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")))
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
# Read by the metrics library itself; here so that it is known and documented.
METRICS_DIR = env.text("PROMETHEUS_MULTIPROC_DIR", "")

# Free space where files are stored, below which /healthz says so.
DISK_LOW_MB = env.integer("DISK_LOW_MB", 1024, low=0, high=10_000_000)

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "tep/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "thanthien.core.static_files.StaticFiles"},
    # Evidence lies beside other files under random names; no address serves the folder, only the permitted view does.
    "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}
# Keys of personal data (core/private): beside the database and its backups, never among them.
PRIVATE_KEYS_DIR = env.folder("PRIVATE_KEYS_DIR", VAR_DIR / "keys")
# Days after the end of a request for home service, after which contact and reason can't be read by anybody.
HOME_SERVICE_CONTACT_DAYS = env.integer("HOME_SERVICE_CONTACT_DAYS", 30, low=0, high=365)
EVIDENCE_MAX_MB = env.integer("EVIDENCE_MAX_MB", 50, low=1, high=2048)
# A clamd server that looks for malware in what is uploaded; empty: none, and files are shown as not scanned.
CLAMD_ADDRESS = env.endpoint("CLAMD_ADDRESS")
CLAMD_SECONDS = env.integer("CLAMD_SECONDS", 20, low=1, high=300)
FILE_UPLOAD_HANDLERS = [
    "thanthien.core.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
# Whether links to pages of others are looked at by night; the demo asks nothing of the internet.
LINK_CHECKS = env.flag("LINK_CHECKS", not DEMO)
# An act on more rows than this is carried out by the worker (thanthien/core/acting/bulk_jobs.py).
BULK_AT_ONCE = env.integer("BULK_AT_ONCE", 200, low=0, high=5000)

# --- Mail -----------------------------------------------------------------------------------------------------------
# Sent by thanthien.core.mail alone. Django's own sending, in the middle of a request, is not used.
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25, low=1, high=65_535)
EMAIL_HOST_USER = env.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD", "")
EMAIL_ENCRYPTION = env.choice("EMAIL_TLS", "off", ("off", "on", "starttls", "tls"))
DEFAULT_FROM_EMAIL = env.mailbox("EMAIL_FROM", "khong-tra-loi@localhost")
EMAIL_CONNECT_SECONDS = env.integer("EMAIL_CONNECT_SECONDS", 10, low=1, high=120)
EMAIL_SECONDS = env.integer("EMAIL_SECONDS", 60, low=5, high=600)
REMIND_WORKING_DAYS = env.integers("REMIND_WORKING_DAYS", (7, 3, 1), low=0, high=60)
REMIND_WEEKLY_ON = env.integer("REMIND_WEEKLY_ON", 5, low=1, high=7)
MAIL_SECRET_HOURS = env.integer("MAIL_SECRET_HOURS", 1, low=0, high=72)
MAIL_BODY_DAYS = env.integer("MAIL_BODY_DAYS", 30, low=1, high=365)
MAIL_LOG_DAYS = env.integer("MAIL_LOG_DAYS", 365, low=30, high=3650)

# --- Headers --------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = headers.CONTENT_SECURITY_POLICY
PERMISSIONS_POLICY = headers.PERMISSIONS_POLICY
X_FRAME_OPTIONS = "DENY"
# Sites that may show the card of a unit in a frame (portal/views/card.py); no other page is shown in any.
CARD_FRAMED_BY = env.origins("CARD_FRAMED_BY")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "thanthien.core.resend.csrf_failure"
