package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.FaultyLine;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.service.reconcile.Reconciliation;
import dev.mandate.service.reconcile.TestPolicy;
import dev.mandate.service.reconcile.TestingFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is wrong around it, {@code run} names the place and the fix, ends with the code for it, loses nothing and
 * touches nothing it should not; once it is mended, the next run converges. Directory, store and targets are real.
 */
class BadInputTest {
    private static final String PROD = "warehouse-prod";
    private static final String PASSWORD = "s3cret";
    private static final String ANALYSTS = "cn=analysts,ou=groups,dc=example,dc=org";
    private static final Path TWENTY_FAULTS = Path.of("src/test/resources/policy/twenty-faults");

    @TempDir
    private static Path temporary;

    private static Path config;
    private static DemoPeople people;
    private static DemoTargets targets;
    private static DemoFolder folder;
    private static final Map<String, FaultyLine> LINES = new LinkedHashMap<>();
    private static TestingCommandLine line;

    /** Where the store is, and whether it is a disk of its own that can be filled. */
    private static Path store;

    private static boolean small;

    private Map<String, String> before = Map.of();

    @BeforeAll
    static void converge() throws IOException {
        folder = DemoFolder.emptied(temporary.resolve("demo"));
        people = DemoPeople.start(PASSWORD);
        targets = DemoTargets.start(folder.targets(), PASSWORD);
        folder.settings(people, targets, Optional.empty(), PASSWORD, 0);
        config = folder.config();
        replace(config, "data: .\n", "data: ./store\n");
        store = Files.createDirectory(config.resolveSibling("store"));
        small = smallDisk();
        new DemoPolicy(folder.policy(), targets, Optional.empty()).write(DemoPolicy.GOVERN);
        Files.writeString(config, Files.readString(config) + "policy: ./policy\n");
        overLines();
        line = new TestingCommandLine(config);
        assertThat(mandate("operator", "add", "ada", "--os-user", HostUser.name()))
                .isZero();
        assertThat(mandate("operator", "add", "grace")).isZero();
        assertThat(mandate("run", "--once", "--output", "json")).isEqualTo(3);
        String hash = View.of(line.out()).views("deployments").stream()
                .filter(one -> one.has("approve"))
                .map(one -> one.text("approve"))
                .findFirst()
                .orElseThrow();
        assertThat(mandate("approve", hash, "--reason", "left", "--token-file", TokenFile.of(store, "grace") + ""))
                .isZero();
        assertThat(mandate("run", "--once")).isZero();
    }

    /** Mounting one takes root. */
    private static boolean smallDisk() throws IOException {
        return run("mount", "-t", "tmpfs", "-o", "size=300m,mode=755", "tmpfs", store.toString());
    }

    private static boolean run(String... command) throws IOException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .onExit()
                        .join()
                        .exitValue()
                == 0;
    }

    /** Every target is reached over a line that can be cut, and can lead elsewhere. */
    private static void overLines() throws IOException {
        Path deployments = folder.policy().resolve("deployments.yaml");
        for (String name : DemoTargets.NAMES) {
            var own = new FaultyLine(address(targets.port(name)));
            LINES.put(name, own);
            int port = own.address().getPort();
            replace(deployments, "port: " + targets.port(name) + ",", "port: " + port + ",");
            replace(config, "127.0.0.1:" + targets.port(name) + "\"", "127.0.0.1:" + port + "\"");
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void replace(Path file, String what, String with) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(what);
        Files.writeString(file, text.replace(what, with));
    }

    @AfterAll
    static void stop() throws IOException {
        LINES.values().forEach(FaultyLine::close);
        targets.close();
        people.close();
        if (small) {
            run("umount", "-l", store.toString());
        }
    }

    @BeforeEach
    void look() {
        before = catalogues();
    }

    /** Whatever the test broke is mended by now. */
    @AfterEach
    void theNextRunConverges() {
        assertThat(mandate("run", "--once")).as(line::err).isZero();
        assertThat(mandate("run", "--once", "--output", "json")).isZero();
        assertThat(View.of(line.out()).views("deployments"))
                .allMatch(one -> one.text("result").equals("in_sync"));
    }

    private static Map<String, String> catalogues() {
        Map<String, String> catalogues = new LinkedHashMap<>();
        DemoTargets.NAMES.forEach(name -> catalogues.put(name, targets.catalogue(name)));
        return catalogues;
    }

    private static FaultyLine prod() {
        return Objects.requireNonNull(LINES.get(PROD));
    }

    private static int mandate(String... words) {
        return line.mandate(words);
    }

    private static String told() {
        return line.out() + line.err();
    }

    /** With another mandate.yaml. */
    private static String toldWith(String what, String with, int exitCode) throws IOException {
        Path other = config.resolveSibling("other.yaml");
        String text = Files.readString(config);
        assertThat(text).contains(what);
        Files.writeString(other, text.replace(what, with));
        var elsewhere = new TestingCommandLine(other);
        assertThat(elsewhere.mandate("run", "--once")).as(elsewhere::err).isEqualTo(exitCode);
        return elsewhere.out() + elsewhere.err();
    }

    @Test
    void aWrongBindPassword() throws IOException {
        Files.writeString(config.resolveSibling("wrong"), "hunter2");
        assertThat(toldWith("${file:credentials/password}\"}", "${file:wrong}\"}", 1))
                .contains("source corp", "bind")
                .doesNotContain("hunter2");
        assertThat(catalogues()).isEqualTo(before);
    }

    @Test
    void aDirectoryThatIsDown() throws IOException {
        int nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        assertThat(toldWith("ldap://127.0.0.1:" + people.port(), "ldap://127.0.0.1:" + nobody, 1))
                .contains("source corp", "127.0.0.1:" + nobody);
        assertThat(catalogues()).isEqualTo(before);
    }

    @Test
    void aGroupThatIsEmptied() throws LDAPException {
        String[] members;
        try (var admin = new LDAPConnection("127.0.0.1", people.port())) {
            members = Objects.requireNonNull(admin.getEntry(ANALYSTS)).getAttributeValues("member");
            admin.modify(ANALYSTS, new Modification(ModificationType.DELETE, "member"));
        }
        assertThat(mandate("run", "--once")).isEqualTo(3);
        assertThat(told()).contains("analysts", "mandate source release corp");
        assertThat(catalogues()).isEqualTo(before);
        try (var admin = new LDAPConnection("127.0.0.1", people.port())) {
            admin.modify(ANALYSTS, new Modification(ModificationType.REPLACE, "member", members));
        }
    }

    @Test
    void aPolicyWithTwentyFaults() throws IOException {
        Path aside = folder.policy().resolveSibling("good");
        Files.move(folder.policy(), aside);
        copy(TWENTY_FAULTS, folder.policy());
        int exit = mandate("run", "--once");
        Files.move(folder.policy(), folder.policy().resolveSibling("faulty"));
        Files.move(aside, folder.policy());
        assertThat(exit).isEqualTo(3);
        assertThat(told().lines().filter(told -> told.matches(".*\\.ya?ml:\\d+:\\d+: .*")))
                .hasSizeGreaterThanOrEqualTo(20);
        assertThat(told()).contains("the version before stays in force").doesNotContain("hunter2");
        assertThat(catalogues()).isEqualTo(before);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void aTargetThatIsDown() {
        prod().cutAfter(0);
        assertThat(mandate("run", "--once")).isEqualTo(1);
        assertThat(told())
                .contains(
                        PROD + " ",
                        "unreachable",
                        "127.0.0.1:" + prod().address().getPort());
        assertThat(catalogues()).isEqualTo(before);
        prod().heal();
    }

    @Test
    void aTargetThatGoesDownHalfWay() throws LDAPException {
        long start = prod().answered();
        assertThat(mandate("run", "--once")).isZero();
        long oneRead = prod().answered() - start;
        join("noa.holm");
        join("pia.holm");
        prod().cutAfter(oneRead + 50);
        assertThat(mandate("run", "--once")).isEqualTo(1);
        assertThat(told()).contains(PROD + " ", "unreachable");
        prod().heal();
        assertThat(mandate("run", "--once")).isZero();
        assertThat(members(PROD)).contains("noa.holm", "pia.holm");
        assertThat(mandate("fsck")).isZero();
    }

    private static void join(String name) throws LDAPException {
        try (var admin = new LDAPConnection("127.0.0.1", people.port())) {
            String person = "uid=" + name + ",ou=people,dc=example,dc=org";
            admin.modify(ANALYSTS, new Modification(ModificationType.ADD, "member", person));
        }
    }

    @Test
    void aDiskThatIsFull() throws IOException, LDAPException {
        assumeTrue(small, "a small disk cannot be mounted here (root only)");
        join("kai.holm");
        Path filler = store.resolve("filler");
        var block = new byte[1 << 12];
        try (var file = Files.newOutputStream(filler)) {
            while (Files.getFileStore(store).getUsableSpace() > 0) {
                file.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
        int exit = mandate("run", "--once");
        Files.delete(filler);
        assertThat(exit).isEqualTo(1);
        assertThat(told()).contains("full", store.toString());
        assertThat(catalogues()).isEqualTo(before);
        assertThat(mandate("run", "--once")).isZero();
        assertThat(members(PROD)).contains("kai.holm");
        assertThat(mandate("fsck")).isZero();
    }

    /** A real server cannot be made to lie, so this one is in memory; the words and the code are those of {@code run}. */
    @Test
    void aTargetThatSaysOkAndDoesNothing() {
        try (var fleet = new TestingFleet()) {
            PolicyVersion version = readers(fleet);
            fleet.target("shop").next(Call.APPLY, Fault.SAYS_OK_DOES_NOTHING);
            assertThat(exitCode(fleet.run(version, "shop"))).isEqualTo(ExitCode.NOT_AS_APPLIED);
            assertThat(exitCode(fleet.run(version, "shop"))).isEqualTo(ExitCode.OK);
            assertThat(fleet.target("shop").dump()).contains("grant account:ann role:reader");
        }
    }

    @Test
    void anotherWriterBetweenReadAndWrite() {
        try (var fleet = new TestingFleet()) {
            PolicyVersion version = readers(fleet);
            assertThat(exitCode(fleet.run(version, "shop"))).isEqualTo(ExitCode.OK);
            fleet.people.person("bob").group("readers", "ann", "bob");
            fleet.refresh();
            fleet.beforeIntent(() -> fleet.target("shop").account("guest").holds("guest", "role:reader"));
            assertThat(exitCode(fleet.run(version, "shop"))).isEqualTo(ExitCode.DIFFERENCES);
            assertThat(exitCode(fleet.run(version, "shop"))).isEqualTo(ExitCode.OK);
            assertThat(fleet.target("shop").dump())
                    .contains("grant account:bob role:reader")
                    .doesNotContain("grant account:guest role:reader");
        }
    }

    private static PolicyVersion readers(TestingFleet fleet) {
        fleet.people.person("ann").group("readers", "ann");
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .appRole("reader", "table:curated.a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        return fleet.refresh().publish();
    }

    private static ExitCode exitCode(Reconciliation ended) {
        return Results.exitCode(List.of(
                View.of("""
                {"result": "%s", "applied": %d, "verified": %d, "held": %d}
                """.formatted(ended.result().word(), ended.applied(), ended.verified(), ended.held()))));
    }

    private static List<String> members(String name) {
        return targets
                .ask(name, "select member::regrole::text from pg_auth_members where roleid = 'analyst'::regrole")
                .stream()
                .map(member -> member.replace("\"", ""))
                .toList();
    }

    @Test
    void anotherTargetBehindTheEndpoint() {
        prod().redirect(address(targets.port("warehouse-dev")));
        targets.byHand(PROD, "revoke analyst from \"" + members(PROD).getFirst() + "\"");
        before = catalogues();
        assertThat(mandate("run", "--once")).isEqualTo(3);
        assertThat(told()).contains(PROD, "mandate deployment confirm " + PROD);
        assertThat(catalogues()).isEqualTo(before);
        prod().redirect(address(targets.port(PROD)));
    }

    @Test
    void somebodyWhoGrantsByHandInBetween() {
        targets.byHand(PROD, "create role passer_by login in role analyst");
        assertThat(mandate("run", "--once", "--check")).isEqualTo(2);
        assertThat(told()).contains(PROD);
        assertThat(mandate("run", "--once")).isZero();
        assertThat(members(PROD)).doesNotContain("passer_by");
    }
}
