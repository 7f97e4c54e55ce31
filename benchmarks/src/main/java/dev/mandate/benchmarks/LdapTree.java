package dev.mandate.benchmarks;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A directory in a process of its own, on loopback: people, and groups of which each has the same number of members.
 * Arguments are people, groups and members of a group. Prints its port; then answers the lines {@code change N} (N
 * memberships become others, half of them ended and half new) and {@code searched} (when the first search since the last
 * such question came, in milliseconds since 1970; 0 for none).
 */
public final class LdapTree {
    static final String SUFFIX = "dc=example,dc=org";
    static final String PEOPLE = "ou=people," + SUFFIX;
    static final String GROUPS = "ou=groups," + SUFFIX;
    static final String READER = "cn=reader," + SUFFIX;
    static final String PASSWORD = "s3cret";

    private final InMemoryDirectoryServer server;
    private final int people;
    private final int groups;
    private final int members;
    private final AtomicLong searched = new AtomicLong();
    private int changed;

    private LdapTree(int people, int groups, int members) throws LDAPException {
        this.people = people;
        this.groups = groups;
        this.members = members;
        var config = new InMemoryDirectoryServerConfig(SUFFIX);
        config.setSchema(null);
        config.addAdditionalBindCredentials(READER, PASSWORD);
        config.setMaxSizeLimit(0);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
                searched.compareAndSet(0, System.currentTimeMillis());
            }
        });
        server = new InMemoryDirectoryServer(config);
    }

    public static void main(String[] args) throws LDAPException, IOException {
        var tree = new LdapTree(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        tree.fill();
        tree.server.startListening();
        System.out.println(tree.server.getListenPort());
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("change ")) {
                tree.change(Integer.parseInt(line.substring("change ".length())));
                System.out.println("changed");
            } else {
                System.out.println(tree.searched.getAndSet(0));
            }
        }
        tree.server.shutDown(true);
    }

    private void fill() throws LDAPException {
        server.add(new Entry(SUFFIX, new Attribute("objectClass", "domain"), new Attribute("dc", "example")));
        unit(PEOPLE, "people");
        unit(GROUPS, "groups");
        for (int person = 0; person < people; person++) {
            server.add(new Entry(
                    person(person),
                    new Attribute("objectClass", "inetOrgPerson"),
                    new Attribute("uid", "user" + person),
                    new Attribute("cn", "User " + person),
                    new Attribute("sn", String.valueOf(person)),
                    new Attribute("displayName", "User " + person),
                    new Attribute("mail", "user" + person + "@example.org")));
        }
        for (int group = 0; group < groups; group++) {
            List<String> names = new ArrayList<>();
            for (int number = 0; number < members; number++) {
                names.add(person(member(group, number)));
            }
            server.add(new Entry(
                    group(group),
                    new Attribute("objectClass", "groupOfNames"),
                    new Attribute("cn", "group" + group),
                    new Attribute("member", names)));
        }
    }

    private void unit(String name, String word) throws LDAPException {
        server.add(new Entry(name, new Attribute("objectClass", "organizationalUnit"), new Attribute("ou", word)));
    }

    /** In each of as many groups as needed, one member goes and one comes. */
    private void change(int memberships) throws LDAPException {
        for (int i = 0; i < memberships / 2; i++) {
            int round = changed / groups;
            int group = changed % groups;
            server.modify(
                    group(group),
                    new Modification(ModificationType.DELETE, "member", person(member(group, round))),
                    new Modification(ModificationType.ADD, "member", person(member(group, members + round))));
            changed++;
        }
    }

    /** Spread evenly, no two alike in one group while 37 and the number of people have no common factor. */
    private int member(int group, int number) {
        return (group * 20 + number * 37) % people;
    }

    private static String person(int number) {
        return "uid=user" + number + "," + PEOPLE;
    }

    private static String group(int number) {
        return "cn=group" + number + "," + GROUPS;
    }
}
