package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import dev.mandate.service.directory.LdapSettings.Bind;
import dev.mandate.service.directory.LdapSettings.Reach;
import dev.mandate.service.platform.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's Samba as an Active Directory domain controller. Its ports are fixed, so it has a loopback address to itself. */
final class TestingSamba implements RealDirectory {
    static final String BASE = "DC=ad,DC=example,DC=org";
    static final String PEOPLE = "OU=People," + BASE;
    static final String GROUPS = "OU=Groups," + BASE;
    static final String ADDRESS = "127.0.88.1";
    static final String READER = "CN=reader,CN=Users," + BASE;
    static final String PASSWORD = "Correct-Horse-1";

    private static final Path PROGRAM = Path.of("/usr/sbin/samba");
    private static final Path PROVISION = Path.of("/usr/share/samba/setup/provision.ldif");
    private static final String ADMINISTRATOR = "CN=Administrator,CN=Users," + BASE;
    private static final List<String> FOLDERS =
            List.of("private", "state", "lock", "run", "cache", "log", "sysvol", "sysvol/scripts");

    private final Path folder;
    private final ServerProcess process;
    private final LDAPConnection admin;

    private TestingSamba(Path folder) throws IOException {
        this.folder = folder;
        for (String name : FOLDERS) {
            Files.createDirectory(folder.resolve(name));
        }
        String settings =
                Files.writeString(folder.resolve("smb.conf"), configuration()).toString();
        tool(
                settings,
                "provision",
                "domain",
                "provision",
                "--domain=EXAMPLE",
                "--realm=AD.EXAMPLE.ORG",
                "--server-role=dc",
                "--adminpass=" + PASSWORD,
                "--dns-backend=NONE",
                "--host-name=DC1",
                "--host-ip=" + ADDRESS);
        tool(settings, "create-reader", "user", "create", "reader", PASSWORD);
        process = ServerProcess.start(
                folder.resolve("out"), PROGRAM.toString(), "-F", "-s", settings, "--no-process-group", "-d", "0");
        admin = process.untilAnswers(() -> new LDAPConnection(ADDRESS, 389, ADMINISTRATOR, PASSWORD));
    }

    /** Runs on the files themselves, so before the server does. */
    private void tool(String settings, String log, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "/usr/bin/samba-tool"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-s", settings));
        ServerProcess.run(folder.resolve("log").resolve(log), command.toArray(String[]::new));
    }

    static void require() {
        boolean there = Files.isExecutable(PROGRAM)
                && Files.exists(PROVISION)
                && System.getProperty("user.name").equals("root");
        Requirement.of("samba", there, "as root, apt-get install samba-ad-dc samba-ad-provision");
    }

    static TestingSamba start() {
        require();
        try {
            var samba = new TestingSamba(RealDirectory.folder("samba"));
            samba.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: People");
            samba.add("dn: " + GROUPS, "objectClass: organizationalUnit", "ou: Groups");
            return samba;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration() {
        return """
                [global]
                netbios name = DC1
                realm = AD.EXAMPLE.ORG
                workgroup = EXAMPLE
                server role = active directory domain controller
                server services = ldap
                tls enabled = no
                interfaces = %2$s/8
                bind interfaces only = yes
                private dir = %1$s/private
                state directory = %1$s/state
                lock directory = %1$s/lock
                pid directory = %1$s/run
                cache directory = %1$s/cache
                log file = %1$s/log/%%m
                ncalrpc dir = %1$s/run/ncalrpc
                ldap server require strong auth = no
                [sysvol]
                path = %1$s/sysvol
                [netlogon]
                path = %1$s/sysvol/scripts
                """.formatted(folder, ADDRESS);
    }

    @Override
    public LdapSettings settings() {
        return settings(new Bind(READER, PASSWORD));
    }

    static LdapSettings settings(Bind bind) {
        return RealDirectory.settings(
                LdapKind.ACTIVE_DIRECTORY,
                new Reach(List.of("ldap://" + ADDRESS), false, false, null),
                bind,
                PEOPLE,
                GROUPS);
    }

    static Bind administrator() {
        return new Bind(ADMINISTRATOR, PASSWORD);
    }

    @Override
    public LDAPConnection admin() {
        return admin;
    }

    @Override
    public String person(String name) {
        String dn = "CN=" + name + "," + PEOPLE;
        add(
                "dn: " + dn,
                "objectClass: user",
                "sAMAccountName: " + name,
                "userAccountControl: 544",
                "mail: " + name + "@example.org");
        return dn;
    }

    @Override
    public String group(String name, String... members) {
        String dn = "CN=" + name + "," + GROUPS;
        add(RealDirectory.groupLines(dn, "group", name, members));
        return dn;
    }

    @Override
    public void disable(String person) {
        set(person, "userAccountControl", "546");
    }

    @Override
    public void close() {
        admin.close();
        process.close();
    }
}
