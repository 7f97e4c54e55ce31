package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import dev.mandate.service.directory.LdapSettings.Bind;
import dev.mandate.service.directory.LdapSettings.Reach;
import dev.mandate.service.platform.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Debian's slapd, with syncprov and ppolicy, on loopback. */
public final class TestingSlapd implements OrganisationDirectory {

    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
    private static final String ROOT = "cn=root," + BASE;
    private static final Control RELAX = new Control("1.3.6.1.4.1.4203.666.5.12", true);

    /** What it remembers is in memory: after a restart it tells who is there, and no longer who is gone. */
    private static final String SYNCPROV = """
            overlay syncprov
            syncprov-checkpoint 100 10
            syncprov-sessionlog 1000
            """;

    private static final String COMPANY = """
            dn: dc=example,dc=org
            objectClass: organization
            objectClass: dcObject
            dc: example
            o: Example

            dn: ou=people,dc=example,dc=org
            objectClass: organizationalUnit
            ou: people

            dn: ou=groups,dc=example,dc=org
            objectClass: organizationalUnit
            ou: groups

            dn: cn=reader,dc=example,dc=org
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: reader
            userPassword: correct horse battery
            """;

    private final Path folder;
    private final int port;
    private final int tlsPort;
    private final @Nullable TestingAuthority authority;
    private ServerProcess process;
    private LDAPConnection admin;

    private TestingSlapd(
            Path folder, String options, boolean telling, @Nullable TestingAuthority authority, @Nullable Path ldif)
            throws IOException {
        this.folder = folder;
        this.port = RealDirectory.freePort();
        this.tlsPort = RealDirectory.freePort();
        this.authority = authority;
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("slapd.conf"), configuration(options, telling));
        load(Files.writeString(folder.resolve("base.ldif"), COMPANY));
        if (ldif != null) {
            load(ldif);
        }
        process = serve();
        admin = process.untilAnswers(this::connected);
    }

    /** Into the files themselves, which is quick. */
    private void load(Path ldif) {
        ServerProcess.run(
                folder.resolve("load"),
                "/usr/sbin/slapadd",
                "-q",
                "-f",
                folder.resolve("slapd.conf").toString(),
                "-l",
                ldif.toString());
    }

    static void require() {
        Requirement.of("slapd", Files.isExecutable(PROGRAM), "apt-get install slapd");
    }

    public static TestingSlapd start() {
        return start("", null);
    }

    /** With its own lines in the part of the database, such as limits. */
    static TestingSlapd start(String options, @Nullable TestingAuthority authority) {
        return start(options, true, authority);
    }

    /** As one that was set up without a thought of changes. */
    static TestingSlapd withoutSyncprov() {
        return start("", false, null);
    }

    private static TestingSlapd start(String options, boolean telling, @Nullable TestingAuthority authority) {
        require();
        return start(options, telling, authority, null);
    }

    /** With these entries below those that all have. */
    static TestingSlapd loaded(Path ldif) {
        return start("limits dn.exact=\"" + READER + "\" size=unlimited", true, null, ldif);
    }

    private static TestingSlapd start(
            String options, boolean telling, @Nullable TestingAuthority authority, @Nullable Path ldif) {
        try {
            return new TestingSlapd(RealDirectory.folder("slapd"), options, telling, authority, ldif);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration(String options, boolean telling) {
        String tls = authority == null
                ? ""
                : """
                  TLSCACertificateFile %s
                  TLSCertificateFile %s
                  TLSCertificateKeyFile %s
                  """.formatted(
                                authority.pem(),
                                authority.server().certificate(),
                                authority.server().key());
        return """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                moduleload syncprov
                moduleload ppolicy
                %s
                database mdb
                directory %s
                maxsize 1073741824
                suffix "%s"
                rootdn "%s"
                rootpw "%s"
                index objectClass,entryUUID,entryCSN eq
                access to attrs=userPassword by anonymous auth by * none
                access to * by dn.exact="%s" read by * none
                %s
                %s
                overlay ppolicy
                """.formatted(
                        tls, folder.resolve("data"), BASE, ROOT, PASSWORD, READER, options, telling ? SYNCPROV : "");
    }

    private ServerProcess serve() {
        String urls = "ldap://127.0.0.1:" + port + (authority == null ? "" : " ldaps://127.0.0.1:" + tlsPort);
        return ServerProcess.start(
                folder.resolve("log"),
                PROGRAM.toString(),
                "-f",
                folder.resolve("slapd.conf").toString(),
                "-h",
                urls,
                "-d",
                "0");
    }

    private LDAPConnection connected() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, ROOT, PASSWORD);
    }

    void stop() {
        admin.close();
        process.close();
    }

    void restart() {
        process = serve();
        admin = process.untilAnswers(this::connected);
    }

    public int port() {
        return port;
    }

    int tlsPort() {
        return tlsPort;
    }

    ServerProcess process() {
        return process;
    }

    @Override
    public LdapSettings settings() {
        return settings(new Reach(List.of("ldap://127.0.0.1:" + port), false, false, null));
    }

    static LdapSettings settings(Reach reach) {
        return RealDirectory.settings(LdapKind.OPENLDAP, reach, new Bind(READER, PASSWORD), PEOPLE, GROUPS);
    }

    @Override
    public LDAPConnection admin() {
        return admin;
    }

    @Override
    public void disable(String person) {
        lock(person, "000001010000Z");
    }

    /** As the password policy does it, which is the only one that may. */
    void lock(String person, String since) {
        try {
            admin.modify(new ModifyRequest(
                    person,
                    List.of(new Modification(ModificationType.REPLACE, "pwdAccountLockedTime", since)),
                    new Control[] {RELAX}));
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
