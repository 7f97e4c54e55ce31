package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import dev.mandate.service.directory.LdapSettings.Bind;
import dev.mandate.service.directory.LdapSettings.Reach;
import dev.mandate.service.platform.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Debian's 389-ds-base on loopback, from its own template and without its installer. */
public final class TestingDirectory389 implements OrganisationDirectory {

    private static final Path PROGRAM = Path.of("/usr/sbin/ns-slapd");
    private static final Path TEMPLATE = Path.of("/usr/share/dirsrv/data/template-dse.ldif");
    private static final String ROOT = "cn=Directory Manager";
    private static final List<String> FOLDERS =
            List.of("config", "config/schema", "db", "run", "lock", "log", "tmp", "bak", "ldif");

    private final Path folder;
    private final int port;
    private final ServerProcess process;
    private final LDAPConnection admin;

    private TestingDirectory389(Path folder) throws IOException {
        this.folder = folder;
        this.port = RealDirectory.freePort();
        for (String name : FOLDERS) {
            // Started by root it serves as a user of its own, and owns its folders.
            Path made = Files.createDirectory(folder.resolve(name));
            Files.setOwner(
                    made, made.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user()));
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("certmap.conf", "slapd-collations.conf")) {
            Files.copy(
                    Path.of("/etc/dirsrv/config", name),
                    folder.resolve("config").resolve(name));
        }
        Files.copy(Path.of("/etc/dirsrv/schema/99user.ldif"), folder.resolve("config/schema/99user.ldif"));
        Files.writeString(folder.resolve("config/dse.ldif"), configuration());
        process = ServerProcess.start(
                folder.resolve("out"),
                PROGRAM.toString(),
                "-D",
                folder.resolve("config").toString(),
                "-i",
                folder.resolve("run/pid").toString(),
                "-d",
                "0");
        admin = process.untilAnswers(() -> new LDAPConnection("127.0.0.1", port, ROOT, PASSWORD));
    }

    static void require() {
        Requirement.of("389-ds", Files.isExecutable(PROGRAM), "apt-get install 389-ds-base");
    }

    public static TestingDirectory389 start() {
        require();
        try {
            var server = new TestingDirectory389(RealDirectory.folder("389-ds"));
            server.suffix();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration() throws IOException {
        Map<String, String> values = new HashMap<>(Map.of(
                "ds_port",
                String.valueOf(port),
                "ds_suffix",
                BASE,
                "ds_user",
                user(),
                "ds_passwd",
                "{CLEAR}" + PASSWORD,
                "rootdn",
                ROOT,
                "fqdn",
                "localhost",
                "ldapi_enabled",
                "off",
                "ldapi_autobind",
                "off",
                "ldapi",
                folder.resolve("run/socket").toString()));
        values.putAll(Map.of(
                "config_dir", folder.resolve("config").toString(),
                "schema_dir", folder.resolve("config/schema").toString(),
                "cert_dir", folder.resolve("config").toString(),
                "inst_dir", folder.toString(),
                "db_home_dir", folder.resolve("db").toString(),
                "db_lib", "bdb"));
        for (String name : List.of("db", "run", "lock", "log", "tmp", "bak", "ldif")) {
            values.put(name + "_dir", folder.resolve(name).toString());
        }
        String text =
                Files.readString(TEMPLATE).replace("nsslapd-port: ", "nsslapd-listenhost: 127.0.0.1\nnsslapd-port: ");
        for (var value : values.entrySet()) {
            text = text.replace("%" + value.getKey() + "%", value.getValue());
        }
        return text;
    }

    private static String user() {
        String self = System.getProperty("user.name");
        return self.equals("root") ? "dirsrv" : self;
    }

    private void suffix() {
        add(
                "dn: cn=userRoot,cn=ldbm database,cn=plugins,cn=config",
                "objectClass: top",
                "objectClass: extensibleObject",
                "objectClass: nsBackendInstance",
                "cn: userRoot",
                "nsslapd-suffix: " + BASE);
        add(
                "dn: cn=\"" + BASE + "\",cn=mapping tree,cn=config",
                "objectClass: top",
                "objectClass: extensibleObject",
                "objectClass: nsMappingTree",
                "cn: " + BASE,
                "nsslapd-state: backend",
                "nsslapd-backend: userRoot");
        add(
                "dn: " + BASE,
                "objectClass: domain",
                "dc: example",
                "aci: (targetattr != \"userPassword\")(version 3.0; acl \"reader\"; allow (read, search, compare)"
                        + " userdn = \"ldap:///" + READER + "\";)");
        add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
        add("dn: " + GROUPS, "objectClass: organizationalUnit", "ou: groups");
        add(
                "dn: " + READER,
                "objectClass: organizationalRole",
                "objectClass: simpleSecurityObject",
                "cn: reader",
                "userPassword: " + PASSWORD);
    }

    @Override
    public LdapSettings settings() {
        return RealDirectory.settings(
                LdapKind.DIRECTORY_389,
                new Reach(List.of("ldap://127.0.0.1:" + port), false, false, null),
                new Bind(READER, PASSWORD),
                PEOPLE,
                GROUPS);
    }

    @Override
    public LDAPConnection admin() {
        return admin;
    }

    @Override
    public void disable(String person) {
        set(person, "nsAccountLock", "true");
    }

    @Override
    public void close() {
        admin.close();
        process.close();
    }
}
