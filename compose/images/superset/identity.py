"""Makes a started container a deployment of its own: its own agent account, and the passwords given at start.

SQL instead of `superset fab reset-password`, which takes seconds to load Superset.
"""

import os

import psycopg2
from werkzeug.security import generate_password_hash


def given(variable):
    path = os.environ.get(variable + "_FILE")
    if path:
        with open(path, encoding="utf-8") as file:
            return file.read().rstrip("\r\n")
    return os.environ.get(variable)


with psycopg2.connect("host=/tmp dbname=postgres user=superset") as connection, connection.cursor() as cursor:
    # Mandate tells deployments apart by when the agent's account was made; the image would make them all one
    cursor.execute("UPDATE ab_user SET created_on = now() AT TIME ZONE 'UTC', changed_on = now() AT TIME ZONE 'UTC'")
    for user, variable in (("mandate", "AGENT_PASSWORD"), ("admin", "ADMIN_PASSWORD")):
        password = given(variable)
        if password:
            cursor.execute("UPDATE ab_user SET password = %s WHERE username = %s", (generate_password_hash(password), user))
