package dev.mandate.agent.postgresql;

import java.util.List;

/**
 * The queries for what has an access list. Each answers: schema, name, detail, owner, whether the list is the built-in
 * default, whether the object came with PostgreSQL, then one entry of the list: grantor, grantee, privilege, grantable.
 * Objects that came with PostgreSQL are listed only where somebody changed their list after {@code initdb} or CREATE
 * EXTENSION.
 */
final class Queries {
    /** The superuser of initdb, who gives PUBLIC the information schema only after it wrote down what was there. */
    private static final String BOOTSTRAP = "10::oid";

    private static final String USER_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
    private static final String TABLE_LIKE = "c.relkind IN ('r', 'p', 'v', 'm', 'f')";

    /**
     * @param select everything between SELECT and the entries
     * @param from ends where the entries are joined to it
     * @param acl the list, with its default filled in
     * @param shipped whether it is about objects that came with PostgreSQL
     */
    record OfObjects(Securable kind, String select, String from, String acl, String where, boolean shipped) {
        /**
         * @param list whether to list objects without a wanted entry too
         * @param wanted SQL condition on {@code x.grantee}
         */
        String sql(boolean list, String wanted) {
            return "SELECT " + select + ", x.grantor, x.grantee, x.privilege_type, x.is_grantable FROM " + from
                    + (list && !shipped ? " LEFT JOIN " : " JOIN ") + "LATERAL (" + acl + ") x ON " + wanted + " WHERE "
                    + where;
        }
    }

    private static final String ARGUMENTS = """
            (SELECT coalesce(string_agg(format_type(a.oid, NULL), ', ' ORDER BY a.n), '')
             FROM unnest(p.proargtypes) WITH ORDINALITY a(oid, n))""";

    static final OfObjects DATABASE = new OfObjects(
            Securable.DATABASE,
            "d.datname, NULL, NULL, d.datdba, d.datacl IS NULL, d.datistemplate",
            "pg_catalog.pg_database d",
            entries("d.datacl", "d", "d.datdba"),
            "true",
            false);

    static final OfObjects DEFAULTS = new OfObjects(
            Securable.DEFAULT_TABLE,
            "n.nspname, NULL, d.defaclobjtype, d.defaclrole, false, false",
            "pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace",
            "SELECT * FROM pg_catalog.aclexplode(d.defaclacl)",
            "d.defaclobjtype IN ('r', 'S', 'f', 'n')",
            false);

    static final List<OfObjects> IN_DATABASE = List.of(
            new OfObjects(
                    Securable.SCHEMA,
                    "n.nspname, NULL, NULL, n.nspowner, n.nspacl IS NULL, false",
                    "pg_catalog.pg_namespace n",
                    entries("n.nspacl", "n", "n.nspowner"),
                    USER_SCHEMA,
                    false),
            new OfObjects(
                    Securable.TABLE,
                    "n.nspname, c.relname, NULL, c.relowner, c.relacl IS NULL, false",
                    "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
                    entries("c.relacl", "r", "c.relowner"),
                    TABLE_LIKE + " AND " + USER_SCHEMA,
                    false),
            new OfObjects(
                    Securable.SEQUENCE,
                    "n.nspname, c.relname, NULL, c.relowner, c.relacl IS NULL, false",
                    "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
                    entries("c.relacl", "s", "c.relowner"),
                    "c.relkind = 'S' AND " + USER_SCHEMA,
                    false),
            new OfObjects(
                    Securable.COLUMN,
                    "n.nspname, c.relname, t.attname, c.relowner, t.attacl IS NULL, false",
                    "pg_catalog.pg_attribute t JOIN pg_catalog.pg_class c ON c.oid = t.attrelid"
                            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
                    "SELECT * FROM pg_catalog.aclexplode(t.attacl)",
                    "t.attnum > 0 AND NOT t.attisdropped AND " + TABLE_LIKE + " AND " + USER_SCHEMA,
                    false),
            new OfObjects(
                    Securable.FUNCTION,
                    "n.nspname, p.proname, " + ARGUMENTS + ", p.proowner, p.proacl IS NULL, false",
                    "pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace",
                    entries("p.proacl", "f", "p.proowner"),
                    USER_SCHEMA,
                    false),
            changed(
                    Securable.TABLE,
                    "c.relname, NULL, c.relowner",
                    "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
                    "c.relacl",
                    "acldefault('r', c.relowner)",
                    "i.classoid = 'pg_catalog.pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = 0",
                    TABLE_LIKE),
            changed(
                    Securable.COLUMN,
                    "c.relname, t.attname, c.relowner",
                    "pg_catalog.pg_attribute t JOIN pg_catalog.pg_class c ON c.oid = t.attrelid"
                            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
                    "t.attacl",
                    "'{}'::aclitem[]",
                    "i.classoid = 'pg_catalog.pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = t.attnum",
                    TABLE_LIKE + " AND t.attnum > 0 AND NOT t.attisdropped"),
            changed(
                    Securable.FUNCTION,
                    "p.proname, " + ARGUMENTS + ", p.proowner",
                    "pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace",
                    "p.proacl",
                    "acldefault('f', p.proowner)",
                    "i.classoid = 'pg_catalog.pg_proc'::regclass AND i.objoid = p.oid",
                    "true"),
            changed(
                    Securable.SCHEMA,
                    "NULL, NULL, n.nspowner",
                    "pg_catalog.pg_namespace n",
                    "n.nspacl",
                    "acldefault('n', n.nspowner)",
                    "i.classoid = 'pg_catalog.pg_namespace'::regclass AND i.objoid = n.oid",
                    "true"));

    private Queries() {}

    private static String entries(String acl, String type, String owner) {
        return "SELECT * FROM pg_catalog.aclexplode(coalesce(" + acl + ", pg_catalog.acldefault('" + type + "', "
                + owner + ")))";
    }

    private static OfObjects changed(
            Securable kind, String select, String from, String acl, String fallback, String initial, String where) {
        return new OfObjects(
                kind,
                "n.nspname, " + select + ", false, true",
                from + " LEFT JOIN pg_catalog.pg_init_privs i ON " + initial,
                "SELECT * FROM pg_catalog.aclexplode(" + acl + ")"
                        + " EXCEPT (SELECT * FROM pg_catalog.aclexplode(coalesce(i.initprivs, " + fallback + "))"
                        + " UNION ALL SELECT " + BOOTSTRAP + ", 0::oid, given.privilege, false"
                        + " FROM unnest(ARRAY['SELECT', 'USAGE']) AS given (privilege)"
                        + " WHERE i.initprivs IS NULL AND n.nspname = 'information_schema')",
                acl + " IS NOT NULL AND " + where
                        + " AND (n.nspname = 'information_schema' OR n.nspname = 'pg_catalog')",
                true);
    }
}
