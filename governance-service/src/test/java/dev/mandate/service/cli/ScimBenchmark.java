package dev.mandate.service.cli;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.cli.ScimLoad.Figure;
import dev.mandate.service.directory.PushSource;
import dev.mandate.service.directory.SourceLimits;
import dev.mandate.service.directory.Sources;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Database;
import dev.mandate.service.scim.SourceTokenApi;
import dev.mandate.service.settings.Secrets;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * SCIM as a provider meets it: over HTTP with eight connections, into an embedded store that writes to disk as in earnest.
 * First 10,000 users; unless only {@code few} are asked for, then 50,000 more as an initial cycle, then a storm of 200
 * requests per second of which each comes twice, then 100,000 users. Clients and server share the machine. With
 * {@code keycloak} its own SCIM server is asked the same, afterwards.
 *
 * <p>Prints requests per second and the slowest of a hundred; exits with 1 where a goal is missed: three times what
 * Keycloak did, here or else on a machine of the same size, and 99 of 100 within 50 ms.
 */
final class ScimBenchmark {
    private static final int FEW = 10_000;
    private static final int CYCLE = 50_000;
    private static final int MANY = 100_000;
    private static final String FIND_OF_MANY = "userName eq, of 100,000";
    private static final int SLOWEST_MILLIS = 50;
    private static final double TIMES = 3;

    /** What Keycloak 26.7 did on two processors. */
    private static final Map<String, Integer> KEYCLOAK =
            Map.of(ScimLoad.CREATE, 365, ScimLoad.FIND, 133, ScimLoad.ADD, 703, ScimLoad.READ, 35, ScimLoad.LIST, 265);

    private boolean good = true;

    private ScimBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        List<String> asked = List.of(arguments);
        Path home = Files.createTempDirectory("mandate-scim");
        var benchmark = new ScimBenchmark();
        try {
            Map<String, Figure> own = benchmark.mandate(home, asked.contains("few"));
            if (asked.contains("keycloak")) {
                Map<String, Figure> other = keycloak(home);
                other.forEach((what, figure) -> benchmark.compare(what, own, figure.perSecond()));
            } else {
                KEYCLOAK.forEach((what, rate) -> benchmark.compare(what, own, rate));
            }
        } finally {
            FileSystemUtils.deleteRecursively(home);
        }
        System.exit(benchmark.good ? 0 : 1);
    }

    private Map<String, Figure> mandate(Path home, boolean few) throws Exception {
        Path config = Files.writeString(
                home.resolve("mandate.yaml"),
                "data: ./data\nsources: [{id: warm, type: scim}, {id: corp, type: scim}]\n");
        Settings settings = SettingsFile.read(config, Map.of()).settings().orElseThrow();
        var warm = new PushSource(SourceId.of("warm"), SourceLimits.DEFAULT, 1_000_000);
        var corp = new PushSource(SourceId.of("corp"), SourceLimits.DEFAULT, 1_000_000);
        try (Database database = Database.embedded(settings.data());
                WebService web = WebService.start(
                        database,
                        LedgerSettings.in(settings.data(), settings.checkpoints()),
                        Sources.of(List.of(warm, corp)),
                        new Secrets(settings.secrets(), settings.reach()),
                        OpenService.policy(settings),
                        settings.signIn(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            // In a source of its own, until the compiler is done with what is measured.
            System.out.println("warming up");
            try (var load = new ScimLoad(server(web, warm, settings.data()))) {
                load.all(12_000, 8_000);
            }
            System.out.println("Mandate");
            try (var load = new ScimLoad(server(web, corp, settings.data()))) {
                load.all(FEW, 5_000);
                if (!few) {
                    many(load);
                }
                return load.figures();
            }
        }
    }

    private static ScimLoad.Server server(WebService web, PushSource source, Path data) throws IOException {
        var token = new AtomicReference<>("");
        web.get(SourceTokenApi.class).make(source.id(), Duration.ofDays(1), null, HostUser.actor(), token::set);
        URI address = URI.create(web.url() + "/scim/v2/" + source.id());
        ProcessHandle store = postmaster(data);
        return new ScimLoad.Server(
                address, token.get(), true, 200, () -> used(ProcessHandle.current()), () -> ofChildren(store));
    }

    private static Map<String, Figure> keycloak(Path home) throws Exception {
        try (KeycloakScim keycloak = KeycloakScim.start(Files.createDirectory(home.resolve("keycloak")))) {
            ProcessHandle store = postmaster(home.resolve("keycloak"));
            Map<String, Figure> figures = Map.of();
            for (String realm : List.of("warm", "fleet")) {
                System.out.println("Keycloak, realm " + realm);
                URI address = keycloak.makeRealm(realm);
                var server = new ScimLoad.Server(
                        address,
                        keycloak.token(realm),
                        false,
                        16,
                        () -> used(ProcessHandle.current())
                                .plus(used(keycloak.process()))
                                .plus(ofChildren(keycloak.process())),
                        () -> ofChildren(store));
                try (var load = new ScimLoad(server)) {
                    load.all(FEW, realm.equals("warm") ? 500 : 5_000);
                    figures = load.figures();
                }
            }
            return figures;
        }
    }

    private void compare(String what, Map<String, Figure> own, double rate) {
        Figure figure = Objects.requireNonNull(own.get(what));
        check("times Keycloak: " + what, figure.perSecond() / rate, TIMES);
        check("50 ms, in what 99 of 100 take: " + what, SLOWEST_MILLIS / figure.p99(), 1);
    }

    private void many(ScimLoad load) throws Exception {
        load.create("initial cycle of 50,000 more", CYCLE);
        storm(load);
        load.create("create a user, up to 100,000", MANY - load.users());
        load.find(FIND_OF_MANY, 5_000);
        Map<String, Figure> figures = load.figures();
        check("userName eq of 100,000 beside 10,000", rate(figures, FIND_OF_MANY) / rate(figures, ScimLoad.FIND), 0.8);
        System.out.printf("heap in use: %d MB%n", heap() >> 20);
    }

    private static double rate(Map<String, Figure> figures, String what) {
        return Objects.requireNonNull(figures.get(what)).perSecond();
    }

    /** 200 requests per second for half a minute, each of them twice, each another member of one of five groups. */
    private void storm(ScimLoad load) throws Exception {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            groups.add(ScimLoad.group(load.client(), "storm" + i, List.of()));
        }
        long before = heap();
        int count = 6_000;
        long begun = System.nanoTime();
        var late = new AtomicInteger();
        load.measured("storm of 200/s, each twice", 1, count, (client, number) -> {
            long due = begun + number * 5_000_000L;
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            late.addAndGet(System.nanoTime() - due > 2_000_000_000L ? 1 : 0);
            ScimLoad.add(client, groups.get(number / 2 % 5), List.of(load.user(number / 2)));
        });
        check("of them later than 2 s, as one minus their part", 1 - late.get() / (double) count, 1);
        int members = 0;
        for (String group : groups) {
            members += ScimLoad.members(load.client().send("GET", "/Groups/" + group + "?attributes=members", ""));
        }
        check("members afterwards, of those told", members / (count / 2.0), 1);
        System.out.printf("heap before and after the storm: %d and %d MB%n", before >> 20, heap() >> 20);
    }

    private void check(String what, double value, double atLeast) {
        System.out.printf("%-76s %.2f, at least %.2f%n", what, value, atLeast);
        good &= value >= atLeast;
    }

    /** The first process of a store, which is no child of this one. */
    private static ProcessHandle postmaster(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            Path pid = files.filter(file -> file.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            return ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
                    .orElseThrow();
        }
    }

    private static Duration ofChildren(ProcessHandle process) {
        return process.descendants().map(ScimBenchmark::used).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
