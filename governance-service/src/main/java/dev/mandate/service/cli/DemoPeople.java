package dev.mandate.service.cli;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import dev.mandate.model.subject.SourceId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The demo's company: 200 people, a service account and nested groups, in a real LDAP server on loopback. */
final class DemoPeople implements AutoCloseable {
    static final SourceId SOURCE = SourceId.of("corp");

    /** How many are in finance. */
    static final int FINANCE = 12;

    private static final String BASE = "dc=example,dc=org";
    private static final String READER = "cn=reader," + BASE;
    private static final String[] FIRST = {
        "ann", "ben", "cleo", "dan", "eva", "finn", "gil", "hana", "ivo", "jun", "kai", "lea", "mia", "noa", "oli",
        "pia", "quin", "rafa", "sol", "tam"
    };
    private static final String[] LAST = {
        "adler", "brook", "costa", "dahl", "egger", "frost", "gupta", "holm", "ivers", "jones"
    };

    private final InMemoryDirectoryServer server;

    private DemoPeople(InMemoryDirectoryServer server) {
        this.server = server;
    }

    static DemoPeople start(String password) {
        try {
            var config = new InMemoryDirectoryServerConfig(BASE);
            config.setSchema(null);
            config.addAdditionalBindCredentials(READER, password);
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
            var people = new DemoPeople(new InMemoryDirectoryServer(config));
            people.fill();
            people.server.startListening();
            return people;
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException("the demo's LDAP server could not start", e);
        }
    }

    private void fill() throws LDAPException, LDIFException {
        server.add("dn: " + BASE, "objectClass: domain", "dc: example");
        server.add("dn: ou=people," + BASE, "objectClass: organizationalUnit", "ou: people");
        server.add("dn: ou=groups," + BASE, "objectClass: organizationalUnit", "ou: groups");
        List<String> names = new ArrayList<>();
        for (String last : LAST) {
            for (String first : FIRST) {
                names.add(first + "." + last);
            }
        }
        names.add("svc-etl");
        for (String name : names) {
            server.add(
                    "dn: " + person(name),
                    "objectClass: inetOrgPerson",
                    "uid: " + name,
                    "cn: " + name.replace('.', ' '),
                    "sn: " + name,
                    "mail: " + name + "@example.org",
                    "employeeType: active");
        }
        group("analysts", names.subList(0, 60), List.of());
        group("engineers", names.subList(60, 80), List.of());
        group("platform", List.of("svc-etl"), List.of("engineers", "everyone-data"));
        group("finance", names.subList(80, 80 + FINANCE), List.of());
        // A cycle, as real directories have them: it adds nobody.
        group("everyone-data", List.of(), List.of("analysts", "platform"));
    }

    private void group(String name, List<String> people, List<String> groups) throws LDAPException, LDIFException {
        List<String> lines =
                new ArrayList<>(List.of("dn: " + groupDn(name), "objectClass: groupOfNames", "cn: " + name));
        people.forEach(person -> lines.add("member: " + person(person)));
        groups.forEach(group -> lines.add("member: " + groupDn(group)));
        server.add(lines.toArray(String[]::new));
    }

    /** The source as an operator writes it into mandate.yaml. */
    String yaml(String passwordFile) {
        return """
                  - id: %s
                    type: ldap
                    url: ldap://127.0.0.1:%d
                    bind: {dn: "%s", password: "${file:%s}"}
                    people:
                      base: "ou=people,%s"
                      name: cn
                      suspended: "(employeeType=suspended)"
                      left: "(employeeType=left)"
                    groups: {base: "ou=groups,%s"}
                """.formatted(SOURCE, port(), READER, passwordFile, BASE, BASE);
    }

    int port() {
        return server.getListenPort();
    }

    /** Says in the directory, positively, that somebody left. */
    void leave(String name) {
        try {
            server.modify(person(name), new Modification(ModificationType.REPLACE, "employeeType", "left"));
        } catch (LDAPException e) {
            throw new IllegalStateException("the demo's directory refused a change", e);
        }
    }

    private static String person(String name) {
        return "uid=" + name + ",ou=people," + BASE;
    }

    private static String groupDn(String name) {
        return "cn=" + name + ",ou=groups," + BASE;
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
