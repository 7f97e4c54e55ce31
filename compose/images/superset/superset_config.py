"""What differs from Superset's defaults. Read at image build and at every start."""

import os
import secrets

SECRET_KEY = os.environ.get("SUPERSET_SECRET_KEY") or secrets.token_urlsafe(48)
SQLALCHEMY_DATABASE_URI = "postgresql+psycopg2://superset@/postgres?host=/tmp"
# without it there is no REST interface for users, roles and groups
FAB_ADD_SECURITY_API = os.environ.get("FAB_ADD_SECURITY_API", "True") == "True"
WTF_CSRF_ENABLED = True
# both need TLS in front
TALISMAN_ENABLED = False
SESSION_COOKIE_SECURE = False
RATELIMIT_ENABLED = False
# for the sample database, which is Superset's own PostgreSQL
PREVENT_UNSAFE_DB_CONNECTIONS = False
JWT_ACCESS_TOKEN_EXPIRES = int(os.environ.get("JWT_ACCESS_TOKEN_EXPIRES") or 900)
