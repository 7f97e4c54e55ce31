#!/bin/sh
# Starts PostgreSQL and the API server. Reads AGENT_PASSWORD and ADMIN_PASSWORD, or files named in
# AGENT_PASSWORD_FILE and ADMIN_PASSWORD_FILE; an account without one cannot log in.
set -eu

secret() { python3 -c 'import secrets; print(secrets.token_urlsafe(48))'; }
export AIRFLOW__API_AUTH__JWT_SECRET="${AIRFLOW__API_AUTH__JWT_SECRET:-$(secret)}"
export AIRFLOW__API__SECRET_KEY="${AIRFLOW__API__SECRET_KEY:-$(secret)}"

pg_ctl start --wait --silent --log /tmp/postgres.log
python3 /opt/airflow/identity.py
unset AGENT_PASSWORD ADMIN_PASSWORD

airflow api-server &
server=$!
trap 'kill "$server" 2>/dev/null' TERM INT
status=0
wait "$server" || status=$?
trap '' TERM INT
wait "$server" 2>/dev/null || true
pg_ctl stop --wait --mode fast --silent
exit "$status"
