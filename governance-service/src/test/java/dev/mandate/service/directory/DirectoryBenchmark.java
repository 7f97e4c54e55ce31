package dev.mandate.service.directory;

import dev.mandate.agent.api.SecretSource;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Database;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Takes over a source of 100,000 people, 20,000 groups and 500,000 memberships into an embedded store that writes to disk
 * as in earnest: the first time, without a change, and with one in a hundred changed. Compares with the least that the
 * first can cost, a COPY of the same rows into tables with the same keys, in the same run.
 *
 * <p>Run with {@code -Xmx2g}; other sizes as arguments: people, groups, members per group. Prints seconds and ratios; exits
 * with 1 where the first takes more than six times the COPY.
 */
final class DirectoryBenchmark {
    private static final SourceId CORP = SourceId.of("corp");
    private static final Limit ANY = Limit.count(Integer.MAX_VALUE);
    private static final int ROUNDS = 3;
    private static final double GOAL_RATIO = 6;

    private final Random random = new Random(7);
    private final Map<String, SourcePerson> people = new HashMap<>();
    private final Map<String, SourceGroup> groups = new HashMap<>();

    private DirectoryBenchmark(int people, int groups, int members) {
        for (int number = 0; number < people; number++) {
            put(number, "Person " + number);
        }
        for (int number = 0; number < groups; number++) {
            Set<String> some = new HashSet<>();
            while (some.size() < members) {
                some.add("p" + random.nextInt(people));
            }
            // Every tenth is inside another one.
            put(number, some, number % 10 == 0 && number > 0 ? Set.of("g" + number / 10) : Set.of());
        }
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        int people = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int groups = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        int members = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 25;
        Path data = Files.createTempDirectory("mandate-benchmark");
        var benchmark = new DirectoryBenchmark(people, groups, members);
        boolean good;
        try (Database database = Database.embedded(data);
                var service = new AnnotationConfigApplicationContext()) {
            service.registerBean(Database.class, () -> database, bean -> bean.setDestroyMethodName(""));
            service.registerBean(LedgerSettings.class, () -> LedgerSettings.in(data, List.of()));
            service.registerBean(Sources.class, () -> Sources.of(List.of(benchmark.source())));
            service.registerBean(SecretSource.class, () -> (name, deployment, endpoint) -> {
                throw new IllegalStateException("nobody asks");
            });
            service.scan("dev.mandate.service");
            service.refresh();
            good = benchmark.run(database, service.getBean(DirectoryApi.class));
        }
        FileSystemUtils.deleteRecursively(data);
        if (!good) {
            System.exit(1);
        }
    }

    private boolean run(Database database, DirectoryApi directory) throws SQLException {
        double copy = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            copy = Math.min(copy, copy(database));
        }
        System.out.printf(
                "COPY of %d people, %d groups, %d memberships: %.2f s%n",
                people.size(),
                groups.size(),
                groups.values().stream()
                        .mapToInt(group -> group.people().size())
                        .sum(),
                copy);
        double first = told("first read", directory, copy);
        for (int round = 0; round < ROUNDS; round++) {
            told("no change", directory, copy);
        }
        for (int round = 0; round < ROUNDS; round++) {
            change();
            told("1 % changed", directory, copy);
        }
        return first <= GOAL_RATIO * copy;
    }

    private static double told(String what, DirectoryApi directory, double copy) {
        long start = System.nanoTime();
        SourceOutcome outcome = directory.refresh(CORP, Caller.job("benchmark"));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%-12s %.2f s, %.1f of the COPY: %s%n", what, seconds, seconds / copy, outcome);
        return seconds;
    }

    /** One person in a hundred has another name, one group in a hundred other members. */
    private void change() {
        for (int some = 0; some < people.size() / 100; some++) {
            put(random.nextInt(people.size()), "Renamed " + random.nextInt());
        }
        for (int some = 0; some < groups.size() / 100; some++) {
            int number = random.nextInt(groups.size());
            SourceGroup before = Objects.requireNonNull(groups.get("g" + number));
            Set<String> members = new HashSet<>(before.people());
            members.remove(members.iterator().next());
            members.add("p" + random.nextInt(people.size()));
            put(number, members, before.groups());
        }
    }

    private void put(int number, String name) {
        people.put(
                "p" + number,
                new SourcePerson(
                        "p" + number,
                        SubjectState.ACTIVE,
                        Map.of(
                                "username", "user" + number,
                                "email", "user" + number + "@example.org",
                                "name", name)));
    }

    private void put(int number, Set<String> members, Set<String> nested) {
        groups.put("g" + number, new SourceGroup("g" + number, "group " + number, members, nested, 0));
    }

    private ReadSource source() {
        return new ReadSource() {
            @Override
            public SourceId id() {
                return CORP;
            }

            @Override
            public SourceLimits limits() {
                return new SourceLimits(ANY, ANY, Duration.ofDays(1));
            }

            @Override
            public SourceReading read() {
                return new SourceReading(CORP, List.copyOf(people.values()), List.copyOf(groups.values()));
            }
        };
    }

    private double copy(Database database) throws SQLException {
        Map<String, UUID> ids = new HashMap<>();
        var persons = new StringBuilder();
        var names = new StringBuilder();
        var members = new StringBuilder();
        people.values().forEach(person -> {
            UUID id = ids.computeIfAbsent(person.externalId(), key -> UUID.randomUUID());
            persons.append(id).append('\t').append(CORP).append('\t').append(person.externalId());
            persons.append("\tperson\tactive\t1\tf\t{\"email\":\"")
                    .append(person.attributes().get("email"));
            persons.append("\",\"name\":\"").append(person.attributes().get("name"));
            persons.append("\",\"username\":\"")
                    .append(person.attributes().get("username"))
                    .append("\"}\n");
        });
        groups.values().forEach(group -> {
            String id = CORP + ":" + group.externalId();
            names.append(id)
                    .append('\t')
                    .append(CORP)
                    .append('\t')
                    .append(group.externalId())
                    .append('\t');
            names.append(group.name()).append("\t0\t\\N\n");
            group.people()
                    .forEach(person -> members.append(id)
                            .append('\t')
                            .append(ids.get(person))
                            .append('\n'));
        });
        try (Connection connection = database.connections().getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, "create temporary table subject (like directory.subject including all)");
            execute(connection, "create temporary table group_ (like directory.group_ including all)");
            execute(connection, "create temporary table group_subject (like directory.group_subject including all)");
            execute(connection, "alter table group_subject add foreign key (group_id) references pg_temp.group_");
            execute(connection, "alter table group_subject add foreign key (subject_id) references pg_temp.subject");
            long start = System.nanoTime();
            copy(connection, "subject", persons);
            copy(connection, "group_", names);
            copy(connection, "group_subject", members);
            double seconds = (System.nanoTime() - start) / 1e9;
            connection.rollback();
            return seconds;
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static void copy(Connection connection, String table, StringBuilder rows) throws SQLException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy pg_temp." + table + " from stdin", new StringReader(rows.toString()));
        } catch (IOException unreadable) {
            throw new SQLException(unreadable);
        }
    }
}
