#!/bin/sh
# Starts PostgreSQL and the web server. Reads AGENT_PASSWORD and ADMIN_PASSWORD, or files named in
# AGENT_PASSWORD_FILE and ADMIN_PASSWORD_FILE; an account without one cannot log in.
set -eu

pg_ctl start --wait --silent --log /tmp/postgres.log
python3 /opt/superset/identity.py
unset AGENT_PASSWORD ADMIN_PASSWORD
# one key for all workers, or a token would be good for one of them only
export SUPERSET_SECRET_KEY="${SUPERSET_SECRET_KEY:-$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')}"

gunicorn --workers "${WORKERS:-1}" --worker-class gthread --threads 8 --bind 0.0.0.0:8088 --timeout 120 \
    "superset.app:create_app()" &
server=$!
trap 'kill "$server" 2>/dev/null' TERM INT
status=0
wait "$server" || status=$?
trap '' TERM INT
wait "$server" 2>/dev/null || true
pg_ctl stop --wait --mode fast --silent
exit "$status"
