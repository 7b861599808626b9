"""The settings of accounts, signing in and sessions, which ``settings`` takes over by name."""

from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

env = FileAwareEnv()
EMBEDDED = not env.str("DATABASE_URL", default="")

DIRECTORY = "directory"
"""What addresses and rows call the directory whose people sign in here."""

AUTH_USER_MODEL = "assessments.User"
AUTHENTICATION_BACKENDS = ["parindex.accounts.ByEmail"]
# For passwords that are set from now on; those that people have go on working.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "parindex.signing_in.passwords.ComposedLength",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "parindex.signing_in.passwords.KnownWords"},
]
# Second factors: an application's codes, security keys, and codes on paper for the day when both are lost.
MFA_ADAPTER = "parindex.signing_in.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "parindex.signing_in.forms.SignInCodeForm",
    "reauthenticate": "parindex.signing_in.forms.AgainCodeForm",
    "authenticate_webauthn": "parindex.signing_in.forms.SignInKeyForm",
    "reauthenticate_webauthn": "parindex.signing_in.forms.AgainKeyForm",
}
MFA_TOTP_ISSUER = "PAR Index"
# Telephones' clocks are not exact: the code before and the code after are taken too, each once.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Addresses are given by administrators, and accounts have no others.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# The demo on a machine of one's own is no https site.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED
# Who holds one of these roles sets a second factor up before anything else.
SECOND_FACTOR_FOR: list[str] = env.list(
    "SECOND_FACTOR_FOR", default=[] if EMBEDDED else ["admin", "coordinator"]
)
# How often codes may be wrong: for an account from each browser that its owner has signed in on, and from all
# others together.
SECOND_FACTOR_TRIES = "5/5m/key,15/h/key,50/d/key"
# From where the admin site is reached, as networks ("10.0.0.0/8"); empty: from everywhere.
try:
    ADMIN_NETWORKS = [ip_network(text) for text in env.list("ADMIN_NETWORKS", default=[])]
except ValueError as fault:
    raise ImproperlyConfigured(f"ADMIN_NETWORKS: {fault}") from fault
# A directory's single sign-on (OpenID Connect): its address, and what it knows this site by. It says who somebody
# is; accounts and roles are given here.
OIDC_SERVER = env.str("OIDC_SERVER", default="")
OIDC_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER))] if OIDC_SERVER else []
OIDC_NAME = env.str("OIDC_NAME", default="") or "OpenID Connect"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid", "email"],
        "APPS": [
            {
                "provider_id": DIRECTORY,
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_SERVER},
            }
        ]
        if OIDC_SERVER
        else [],
    }
}
SOCIALACCOUNT_ADAPTER = "parindex.signing_in.directory.Directory"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "parindex.accounts.ClosedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Whoever asks for a new password gets a code to type: no address holds a secret, so no log does, and none
# is made of the name by which the request calls the server.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 30 * 60
# The adapter makes the same mail for an address without an account, and throws it away.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[PAR Index] "
# "key" is an account tried from one address, "ip" an address, behind which a whole office may sit: who tries
# one account is stopped by the former before the latter counts.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/5m/key,15/h/key,50/d/key,20/m/ip",
    "change_password": "5/m/user,30/d/user",
}
# How often an account may be tried with a wrong password, from wherever, before its owner is told.
WRONG_PASSWORDS_UNNOTICED = "4/h/key"  # a number
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
# Sessions stay in the database even with Redis: a copy in a cache that was away would outlive a sign-out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# After how many minutes without a request a session ends; 0: it ends after its longest time alone. Its last use
# is noted every five minutes, not with every request, and so it ends up to five minutes later.
SESSION_IDLE_MINUTES: int = env.int("SESSION_IDLE_MINUTES", default=60)
if SESSION_IDLE_MINUTES < 0:
    raise ImproperlyConfigured("SESSION_IDLE_MINUTES is a number of minutes, or 0 for none.")
SESSION_NOTED_SECONDS = 5 * 60
SESSION_LONGEST_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = (
    SESSION_IDLE_MINUTES * 60 + SESSION_NOTED_SECONDS
    if SESSION_IDLE_MINUTES
    else SESSION_LONGEST_SECONDS
)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# The page's script reads the token from its cookie, so that a page outlives a new sign-in.
CSRF_COOKIE_HTTPONLY = False
