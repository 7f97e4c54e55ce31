package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A provider's first cycle of 50,000 people, and then a storm of 200 requests per second of which each comes twice, while
 * the service brings a target to what is told (F6, F7).
 */
class PushStormTest {
    private static final int PEOPLE = 50_000;
    private static final int CONNECTIONS = 8;
    private static final int STORMED = 400;
    private static final int LEFT = 5;
    /** Who is there before: a plan many times as large as any before it would wait for somebody to look at it. */
    private static final int THERE = 200;

    private static final int REQUESTS_EACH = 4;
    private static final long APART = 5_000_000;
    private static final String SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private final List<String> users = new ArrayList<>(Collections.nCopies(PEOPLE, ""));

    @FunctionalInterface
    private interface Step {
        void run(ScimClient client, int number) throws IOException;
    }

    @Test
    void everybodyEndsWhereTheyWereLastPutAndTheTargetIsNotAskedForEachRequest() throws Exception {
        try (var warehouse = TestingWarehouse.start(home)) {
            Path config = warehouse.config("sources: [{id: corp, type: scim, rate: 100000}]\n");
            var line = new TestingCommandLine(config);
            try (TestingWeb web = TestingWeb.start(config)) {
                assertThat(line.mandate("source", "token", "add", "corp", "--output", "table"))
                        .isZero();
                URI source = URI.create(web.url() + "/scim/v2/corp");
                String token = line.out().strip();
                atOnce(source, token, PEOPLE, this::create);
                assertThat(Set.copyOf(users)).as("each their own id").hasSize(PEOPLE);
                String analysts;
                try (var provider = new ScimClient(source, token)) {
                    analysts = provider.send("POST", "/Groups", """
                                    {"schemas": ["%sGroup"], "displayName": "analysts", "members": [%s]}""".formatted(
                                            SCHEMA, members(users.subList(PEOPLE - THERE, PEOPLE))))
                            .id();
                }
                // So many newcomers at once are no reason to wait here.
                Files.writeString(home.resolve("policy/guards.yaml"), "guards: {max-gains: {standard: 10000}}\n");
                var steward = new Steward(
                        web, web.settings().policy(), () -> Optional.of(TestingOperators.operator(web, "ada")));
                steward.publish();
                try (var _ = Jobs.start(web, steward, web.settings())) {
                    warehouse.awaitAnalysts(there().toArray(String[]::new));
                    long runs = runs(web);
                    storm(source, token, analysts);
                    warehouse.awaitAnalysts(told());
                    assertThat(runs(web) - runs)
                            .as("told of together, not one by one")
                            .isLessThan(STORMED * REQUESTS_EACH / 4);
                }
            }
        }
    }

    private void create(ScimClient client, int number) throws IOException {
        ScimClient.Reply made = client.send("POST", "/Users", """
                {"schemas": ["%sUser"], "userName": "p%d", "externalId": "x%d", "active": true}""".formatted(SCHEMA, number, number));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        users.set(number, made.id());
    }

    /** Of each in turn, on one connection: in, in again, out, in, or out last; never more of them out at once than there are connections. */
    private void storm(URI source, String token, String group) throws Exception {
        var pause = new CountDownLatch(1);
        var sent = new AtomicInteger();
        long begun = System.nanoTime();
        atOnce(source, token, STORMED, (client, number) -> {
            for (String operation : operations(number)) {
                long due = begun + sent.getAndIncrement() * APART;
                try {
                    assertThat(pause.await(due - System.nanoTime(), TimeUnit.NANOSECONDS))
                            .isFalse();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                ScimClient.Reply reply = client.send(
                        "PATCH",
                        "/Groups/" + group,
                        "{\"schemas\": [\"" + PATCH + "\"], \"Operations\": [" + operation + "]}");
                assertThat(reply.status()).as(reply.body()).isEqualTo(204);
            }
        });
    }

    private List<String> operations(int number) {
        String in = "{\"op\": \"Add\", \"path\": \"members\", \"value\": [{\"value\": \"" + users.get(number) + "\"}]}";
        String out = "{\"op\": \"Remove\", \"path\": \"members[value eq \\\"" + users.get(number) + "\\\"]\"}";
        return number < LEFT ? List.of(in, in, out, out) : List.of(in, in, out, in);
    }

    private static String members(List<String> ids) {
        return ids.stream().map(id -> "{\"value\": \"" + id + "\"}").collect(Collectors.joining(", "));
    }

    private static Set<String> there() {
        Set<String> names = new TreeSet<>();
        for (int number = PEOPLE - THERE; number < PEOPLE; number++) {
            names.add("p" + number);
        }
        return names;
    }

    private static String[] told() {
        Set<String> names = there();
        for (int number = LEFT; number < STORMED; number++) {
            names.add("p" + number);
        }
        return names.toArray(String[]::new);
    }

    private static long runs(TestingWeb web) throws SQLException {
        try (var connection = web.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from reconcile.reconciliation")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void atOnce(URI source, String token, int count, Step step) throws Exception {
        var next = new AtomicInteger();
        Callable<Integer> work = () -> {
            try (var client = new ScimClient(source, token)) {
                int done = 0;
                for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                    step.run(client, number);
                    done++;
                }
                return done;
            }
        };
        int done = 0;
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (Future<Integer> one : threads.invokeAll(Collections.nCopies(CONNECTIONS, work))) {
                done += one.get();
            }
        }
        assertThat(done).isEqualTo(count);
    }
}
