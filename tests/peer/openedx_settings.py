"""Django settings under which ``lti-consumer-xblock`` runs as a platform without edx-platform."""

import os

SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
ROOT_URLCONF = "tests.peer.openedx_urls"

# One process with one thread answers, so that a database in memory is the same for all requests.
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "config_models",
    "rest_framework",
    "django_filters",
    "lti_consumer",
]
MIDDLEWARE = [
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "edx_django_utils.cache.middleware.TieredCacheMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

# What edx-platform sets and lti_consumer reads.
USAGE_ID_PATTERN = r"(?P<usage_id>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))"
PLATFORM_NAME = "Open edX of a test"
LMS_ROOT_URL = os.environ["OPENEDX_ADDRESS"]
LEARNING_MICROFRONTEND_URL = LMS_ROOT_URL
OPENEDX_TELEMETRY: list[str] = []

# A failure here is to be read in the process's output.
DEBUG_PROPAGATE_EXCEPTIONS = True
