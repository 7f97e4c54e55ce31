package dev.mandate.service.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import dev.mandate.model.subject.SourceId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An LDAP server on loopback with a small company in it, to be broken in every way. */
public final class TestingLdap implements AutoCloseable {
    static final SourceId SOURCE = SourceId.of("corp");
    public static final String BASE = "dc=example,dc=org";
    public static final String READER = "cn=reader," + BASE;
    public static final String PASSWORD = "correct horse battery";

    final InMemoryDirectoryServer server;

    private TestingLdap(InMemoryDirectoryServer server) {
        this.server = server;
    }

    public static TestingLdap plain(InMemoryOperationInterceptor... interceptors) throws LDAPException {
        return start(listenPlain(null), interceptors);
    }

    static TestingLdap startTls(SSLContext tls) throws LDAPException {
        return start(listenPlain(tls));
    }

    static TestingLdap ldaps(SSLContext tls) throws LDAPException {
        return start(InMemoryListenerConfig.createLDAPSConfig(
                "ldaps", InetAddress.getLoopbackAddress(), 0, tls.getServerSocketFactory(), tls.getSocketFactory()));
    }

    private static InMemoryListenerConfig listenPlain(@Nullable SSLContext tls) throws LDAPException {
        return InMemoryListenerConfig.createLDAPConfig(
                "ldap", InetAddress.getLoopbackAddress(), 0, tls == null ? null : tls.getSocketFactory());
    }

    private static TestingLdap start(InMemoryListenerConfig listener, InMemoryOperationInterceptor... interceptors)
            throws LDAPException {
        var config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.setEnforceAttributeSyntaxCompliance(false);
        config.setEnforceSingleStructuralObjectClass(false);
        config.addAdditionalBindCredentials(READER, PASSWORD);
        config.setListenerConfigs(listener);
        for (var interceptor : interceptors) {
            config.addInMemoryOperationInterceptor(interceptor);
        }
        var ldap = new TestingLdap(new InMemoryDirectoryServer(config));
        ldap.add("dn: " + BASE, "objectClass: domain", "dc: example");
        ldap.add("dn: ou=people," + BASE, "objectClass: organizationalUnit", "ou: people");
        ldap.add("dn: ou=groups," + BASE, "objectClass: organizationalUnit", "ou: groups");
        ldap.server.startListening();
        return ldap;
    }

    void add(String... lines) {
        try {
            server.add(lines);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(String.join("\n", lines), e);
        }
    }

    public void people(String... names) {
        for (String name : names) {
            person("uid=" + name + ",ou=people," + BASE, name);
        }
    }

    public void person(String dn, String name, String... more) {
        add(Stream.concat(
                        Stream.of(
                                "dn: " + dn,
                                "objectClass: inetOrgPerson",
                                "uid: " + name,
                                "cn: " + name,
                                "sn: " + name,
                                "mail: " + name + "@example.org"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    public void group(String name, String... members) {
        List<String> lines =
                new ArrayList<>(List.of("dn: " + groupDn(name), "objectClass: groupOfNames", "cn: " + name));
        for (String member : members) {
            lines.add("member: " + member);
        }
        add(lines.toArray(String[]::new));
    }

    public static String personDn(String name) {
        return "uid=" + name + ",ou=people," + BASE;
    }

    public static String groupDn(String name) {
        return "cn=" + name + ",ou=groups," + BASE;
    }

    public void set(String dn, String attribute, String... values) {
        try {
            server.modify(dn, new Modification(ModificationType.REPLACE, attribute, values));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    public void delete(String dn) {
        try {
            server.delete(dn);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    void rename(String dn, String name, @Nullable String parent) {
        try {
            server.modifyDN(dn, name, true, parent);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a restart looks from outside: every connection is lost, and with it what the server knew of pages. */
    void restart() {
        server.closeAllConnections(false);
    }

    public int port() {
        return server.getListenPort();
    }

    Settings settings() {
        return new Settings("ldap://127.0.0.1:" + port());
    }

    LdapSource source() {
        return settings().source();
    }

    SourceReading read() {
        try (LdapSource source = source()) {
            return source.read();
        }
    }

    @Override
    public void close() {
        server.shutDown(true);
    }

    /** Settings for this server; each test changes what it is about. */
    static final class Settings {
        String url;
        List<String> others = List.of();
        boolean startTls;
        boolean insecure;

        @Nullable
        Path ca;

        String password = PASSWORD;
        String peopleBase = "ou=people," + BASE;
        String groupsBase = "ou=groups," + BASE;
        LdapFilter peopleFilter = LdapFilter.of("(objectClass=inetOrgPerson)");
        LdapFilter groupsFilter = LdapFilter.of("(objectClass=groupOfNames)");
        String id = "entryUUID";
        String member = "member";

        @Nullable
        LdapFilter staged = LdapFilter.of("(employeeType=joiner)");

        LdapFilter suspended = LdapFilter.of("(pwdAccountLockedTime=*)");

        @Nullable
        LdapFilter left = LdapFilter.of("(employeeType=left)");

        LdapSettings.Kinds kinds = LdapSettings.Kinds.PEOPLE;

        int pageSize = 3;
        Duration timeout = Duration.ofSeconds(10);
        SourceLimits limits = SourceLimits.DEFAULT;

        Settings(String url) {
            this.url = url;
        }

        LdapSource source() {
            return new LdapSource(
                    new LdapSettings(
                            SOURCE,
                            LdapKind.GENERIC,
                            new LdapSettings.Reach(urls(), startTls, insecure, ca),
                            new LdapSettings.Bind(READER, password),
                            new LdapSettings.People(
                                    peopleBase,
                                    peopleFilter,
                                    id,
                                    Map.of("username", "uid", "email", "mail", "name", "displayName"),
                                    staged,
                                    suspended,
                                    left,
                                    kinds),
                            new LdapSettings.Groups(groupsBase, groupsFilter, id, "cn", member),
                            pageSize,
                            timeout),
                    limits,
                    Source.EVERY);
        }

        private List<String> urls() {
            return Stream.concat(Stream.of(url), others.stream()).toList();
        }

        SourceReading read() {
            try (LdapSource source = source()) {
                return source.read();
            }
        }
    }
}
