"""The settings of the REST API, which ``settings`` takes over by name."""

from datetime import timedelta

from environ import FileAwareEnv

env = FileAwareEnv()
EMBEDDED = not env.str("DATABASE_URL", default="")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rankings.api.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "rankings.api.tokens.WithinScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rankings.api.parsing.TextParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rankings.api.throttles.ByAddress",
        "rankings.api.throttles.ByToken",
    ],
    # The number of our own proxies before us; any more addresses in the header come from the client.
    "NUM_PROXIES": env.int("PROXIES", default=0 if EMBEDDED else 1),
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_ANON_RATE", default="120/min"),
        "user": env.str("API_USER_RATE", default="600/min"),
    },
    "EXCEPTION_HANDLER": "rankings.api.errors.answer_error",
    "COERCE_DECIMAL_TO_STRING": True,
}
KNOX_TOKEN_MODEL = "assessments.Token"  # noqa: S105  # a model, no secret
REST_KNOX = {"TOKEN_TTL": timedelta(days=180), "AUTO_REFRESH": False}
# Pages of other sites may read what everybody may read, without cookies and tokens.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = (
    r"^/api/v1/(rankings|ranking-versions|regions|region-names|criteria-sets|units|schema)/"
)
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS")
CORS_ALLOW_HEADERS = ("accept", "accept-language", "if-none-match", "if-modified-since")
CORS_EXPOSE_HEADERS = ("ETag", "Last-Modified", "Link", "Retry-After")
SPECTACULAR_SETTINGS = {
    "TITLE": "PAR Index API",
    "DESCRIPTION": "Rankings, rounds, criteria sets, units and score sheets of Vietnam's PAR Index.",
    "VERSION": "1.7.0",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "rankings.api.examples.add_examples",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "AssessmentStatusEnum": "assessments.models.Status",
        "CriteriaSetStatusEnum": "criteria.models.CriteriaSet.Status",
        "RankingStatusEnum": "rankings.models.Ranking.State",
    },
}
