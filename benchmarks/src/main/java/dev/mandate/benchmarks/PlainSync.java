package dev.mandate.benchmarks;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The straightforward way, to compare with: search everything, read roles and members, run the statements of the
 * difference in transactions as large as a server's locks allow. No record, guard, read-back or scope. Arguments are the port of the directory and the
 * URL of the database.
 */
public final class PlainSync {
    private static final int STATEMENTS = 1_000;

    private PlainSync() {}

    public static void main(String[] args) throws LDAPException, SQLException {
        Set<String> roles = new TreeSet<>();
        Set<String> logins = new TreeSet<>();
        Set<List<String>> members = new TreeSet<>(PlainSync::compare);
        try (var ldap =
                new LDAPConnection("127.0.0.1", Integer.parseInt(args[0]), LdapTree.READER, LdapTree.PASSWORD)) {
            for (SearchResultEntry person : search(ldap, LdapTree.PEOPLE, "(objectClass=inetOrgPerson)", "uid")) {
                logins.add(person.getAttributeValue("uid"));
            }
            for (SearchResultEntry group :
                    search(ldap, LdapTree.GROUPS, "(objectClass=groupOfNames)", "cn", "member")) {
                String name = group.getAttributeValue("cn");
                roles.add(name);
                for (String member : Objects.requireNonNull(group.getAttributeValues("member"))) {
                    members.add(List.of(
                            name,
                            Objects.requireNonNull(new DN(member).getRDN()).getAttributeValues()[0]));
                }
            }
        }
        try (Connection database = DriverManager.getConnection(args[1])) {
            apply(database, roles, logins, members);
        }
    }

    private static List<SearchResultEntry> search(LDAPConnection ldap, String base, String filter, String... attributes)
            throws LDAPException {
        return Objects.requireNonNull(
                ldap.search(base, SearchScope.SUB, filter, attributes).getSearchEntries());
    }

    private static void apply(Connection database, Set<String> roles, Set<String> logins, Set<List<String>> members)
            throws SQLException {
        var found = new TreeSet<String>();
        var held = new TreeSet<List<String>>(PlainSync::compare);
        try (Statement statement = database.createStatement()) {
            try (ResultSet rows = statement.executeQuery("select rolname from pg_roles")) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            try (ResultSet rows = statement.executeQuery("select r.rolname, m.rolname from pg_auth_members a"
                    + " join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member"
                    + " where r.rolname like 'group%'")) {
                while (rows.next()) {
                    held.add(List.of(rows.getString(1), rows.getString(2)));
                }
            }
            var statements = new ArrayList<String>();
            missing(roles, found).forEach(role -> statements.add("create role \"" + role + "\""));
            missing(logins, found).forEach(login -> statements.add("create role \"" + login + "\" login"));
            missing(members, held).forEach(row -> statements.add("grant " + names(row, " to ")));
            missing(held, members).forEach(row -> statements.add("revoke " + names(row, " from ")));
            for (int from = 0; from < statements.size(); from += STATEMENTS) {
                statement.execute(
                        String.join(";", statements.subList(from, Math.min(statements.size(), from + STATEMENTS))));
            }
        }
    }

    private static String names(List<String> row, String word) {
        return "\"" + row.get(0) + "\"" + word + "\"" + row.get(1) + "\"";
    }

    private static <T> Set<T> missing(Set<T> wanted, Set<T> found) {
        Set<T> missing = new LinkedHashSet<>(wanted);
        missing.removeAll(found);
        return missing;
    }

    private static int compare(List<String> one, List<String> other) {
        int byFirst = one.get(0).compareTo(other.get(0));
        return byFirst != 0 ? byFirst : one.get(1).compareTo(other.get(1));
    }
}
