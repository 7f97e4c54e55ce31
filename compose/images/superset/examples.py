"""A sample database with three datasets, and the agent's account with the permissions it needs, no more."""

import secrets

import psycopg2
from superset.app import create_app

ROWS = {"orders": "region", "payroll": "region", "targets": "region"}
AGENT = {
    "Role", "User", "Group", "Permission", "ViewMenu", "PermissionViewMenu",
}
MORE = {
    ("can_list_roles", "RoleRestAPI"),
    ("can_read", "SecurityRestApi"),
    ("can_read", "Row Level Security"),
    ("can_write", "Row Level Security"),
}

with psycopg2.connect("host=/tmp dbname=postgres user=superset") as connection, connection.cursor() as cursor:
    cursor.execute("CREATE SCHEMA sales")
    for table, column in ROWS.items():
        cursor.execute(f"CREATE TABLE sales.{table} (id int, {column} text)")
        cursor.execute(f"INSERT INTO sales.{table} VALUES (1, 'EU'), (2, 'EU'), (3, 'US')")

app = create_app()
with app.app_context():
    from superset import db, security_manager
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.core import Database

    source = Database(database_name="warehouse")
    source.set_sqlalchemy_uri("postgresql+psycopg2://superset@/postgres?host=/tmp")
    db.session.add(source)
    db.session.flush()
    for table in ROWS:
        dataset = SqlaTable(table_name=table, schema="sales", catalog="postgres", database=source)
        db.session.add(dataset)
        db.session.flush()
        dataset.fetch_metadata()
    db.session.commit()
    security_manager.add_permission_view_menu("database_access", source.perm)
    security_manager.add_permission_view_menu("catalog_access", security_manager.get_catalog_perm("warehouse", "postgres"))
    security_manager.add_permission_view_menu(
        "schema_access", security_manager.get_schema_perm("warehouse", "postgres", "sales"))
    for dataset in db.session.query(SqlaTable).all():
        security_manager.add_permission_view_menu("datasource_access", dataset.perm)

    role = security_manager.add_role("mandate-agent")
    pairs = [
        pair
        for pair in db.session.query(security_manager.permissionview_model).all()
        if pair.view_menu.name in AGENT or (pair.permission.name, pair.view_menu.name) in MORE
    ]
    for pair in pairs:
        security_manager.add_permission_role(role, pair)
    print("the agent's role has", len(pairs), "pairs:", sorted(f"{p.permission.name} on {p.view_menu.name}" for p in pairs))
    security_manager.add_user(
        "mandate", "Mandate", "Agent", "mandate@example.org", [role], secrets.token_urlsafe(32))
    db.session.commit()
