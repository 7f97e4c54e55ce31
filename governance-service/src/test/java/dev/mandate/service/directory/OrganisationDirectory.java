package dev.mandate.service.directory;

/** A directory with people and groups as RFC 2798 and RFC 4519 describe them, under one organisation. */
public interface OrganisationDirectory extends RealDirectory {
    String BASE = "dc=example,dc=org";
    String PEOPLE = "ou=people," + BASE;
    String GROUPS = "ou=groups," + BASE;
    String READER = "cn=reader," + BASE;
    String PASSWORD = "correct horse battery";

    @Override
    default String person(String name) {
        String dn = "uid=" + name + "," + PEOPLE;
        add(
                "dn: " + dn,
                "objectClass: inetOrgPerson",
                "uid: " + name,
                "cn: " + name,
                "sn: " + name,
                "mail: " + name + "@example.org");
        return dn;
    }

    @Override
    default String group(String name, String... members) {
        String dn = "cn=" + name + "," + GROUPS;
        add(RealDirectory.groupLines(dn, "groupOfNames", name, members));
        return dn;
    }
}
