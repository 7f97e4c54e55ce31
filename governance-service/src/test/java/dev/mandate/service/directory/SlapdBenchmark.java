package dev.mandate.service.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import dev.mandate.agent.api.SecretSource;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Database;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Reads 100,000 people and 1,000,000 memberships from Debian's slapd into an embedded store that writes to disk as in
 * earnest: the first time, without a change, and one change as slapd tells it. Compares with the least that a read can
 * cost, the same pages asked for and thrown away, in the same run.
 *
 * <p>Other sizes as arguments: people, groups, members per group. Prints seconds and ratios; exits with 1 where a goal is
 * missed.
 */
final class SlapdBenchmark {
    private static final Limit ANY = Limit.count(Integer.MAX_VALUE);
    private static final int ROUNDS = 3;
    private static final double FIRST = 30;
    private static final double UNCHANGED = 8;
    private static final double CHANGE = 5;

    private final int people;
    private final int groups;
    private final int members;
    private boolean good = true;

    private SlapdBenchmark(int people, int groups, int members) {
        this.people = people;
        this.groups = groups;
        this.members = members;
    }

    public static void main(String[] arguments) throws Exception {
        var benchmark = new SlapdBenchmark(
                arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000,
                arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000,
                arguments.length > 2 ? Integer.parseInt(arguments[2]) : 500);
        Path folder = Files.createTempDirectory("mandate-benchmark");
        try (TestingSlapd slapd = TestingSlapd.loaded(benchmark.ldif(folder.resolve("people.ldif")))) {
            benchmark.run(slapd, folder.resolve("data"));
        }
        FileSystemUtils.deleteRecursively(folder);
        if (!benchmark.good) {
            System.exit(1);
        }
    }

    private Path ldif(Path file) throws IOException {
        var random = new Random(7);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int number = 0; number < people; number++) {
                out.write("dn: " + person(number) + "\nobjectClass: inetOrgPerson\nuid: user" + number + "\ncn: Person "
                        + number + "\nsn: Person\ndisplayName: Person " + number + "\nmail: user" + number
                        + "@example.org\n\n");
            }
            for (int number = 0; number < groups; number++) {
                Set<Integer> some = new HashSet<>();
                while (some.size() < members) {
                    some.add(random.nextInt(people));
                }
                out.write("dn: " + group(number) + "\nobjectClass: groupOfNames\ncn: group" + number + "\n");
                for (int member : some) {
                    out.write("member: " + person(member) + "\n");
                }
                out.write("\n");
            }
        }
        return file;
    }

    private static String person(int number) {
        return "uid=user" + number + "," + TestingSlapd.PEOPLE;
    }

    private static String group(int number) {
        return "cn=group" + number + "," + TestingSlapd.GROUPS;
    }

    private void run(TestingSlapd slapd, Path data) throws Exception {
        double plain = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            plain = Math.min(plain, plain(slapd));
        }
        System.out.printf(
                "plain paged read of %d people, %d groups, %d memberships: %.2f s%n",
                people, groups, groups * members, plain);
        var source =
                new LdapSource(slapd.settings(), new SourceLimits(ANY, ANY, Duration.ofDays(1)), Duration.ofHours(1));
        try (Database database = Database.embedded(data);
                source;
                var service = new AnnotationConfigApplicationContext()) {
            service.registerBean(Database.class, () -> database, bean -> bean.setDestroyMethodName(""));
            service.registerBean(LedgerSettings.class, () -> LedgerSettings.in(data, List.of()));
            service.registerBean(Sources.class, () -> Sources.of(List.of(source)));
            service.registerBean(SecretSource.class, () -> (name, deployment, endpoint) -> {
                throw new IllegalStateException("nobody asks");
            });
            service.scan("dev.mandate.service");
            service.refresh();
            measure(slapd, source, service.getBean(DirectoryApi.class), plain);
        }
    }

    private void measure(TestingSlapd slapd, LdapSource source, DirectoryApi directory, double plain)
            throws InterruptedException {
        var job = Caller.job("benchmark");
        told("first read", plain, FIRST, () -> directory.refresh(RealDirectory.CORP, job));
        for (int round = 0; round < ROUNDS; round++) {
            told("only read", plain, UNCHANGED, source::read);
            told("no change", plain, UNCHANGED, () -> directory.refresh(RealDirectory.CORP, job));
        }
        var outcomes = new LinkedBlockingQueue<SourceOutcome>();
        var stop = new StopSignal();
        Thread watch = Thread.ofVirtual().start(() -> directory.watch(RealDirectory.CORP, job, outcomes::add, stop));
        take(outcomes);
        for (int round = 0; round < ROUNDS; round++) {
            slapd.set(group(round), "description", "is nothing of ours, " + round);
            told("told, idle", plain, CHANGE, () -> take(outcomes));
            String member = slapd.person("new" + round);
            told("told, new", plain, CHANGE, () -> take(outcomes));
            slapd.join(group(round), member);
            told("told, joins", plain, CHANGE, () -> take(outcomes));
        }
        stop.close();
        watch.join();
        told("resolver's", plain, CHANGE, directory::directory);
        System.out.printf("heap at its most: %d MB%n", Runtime.getRuntime().totalMemory() >> 20);
    }

    private static SourceOutcome take(LinkedBlockingQueue<SourceOutcome> outcomes) {
        try {
            SourceOutcome outcome = outcomes.poll(2, TimeUnit.MINUTES);
            if (outcome == null) {
                throw new IllegalStateException("nothing was told");
            }
            return outcome;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void told(String what, double plain, double goal, Supplier<Object> work) {
        long start = System.nanoTime();
        Object outcome = work.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        boolean met = seconds < goal;
        good = good && met;
        System.out.printf(
                "%-12s %.2f s, %.1f of the plain read%s%s%n",
                what, seconds, seconds / plain, met ? "" : ", MISSED " + goal + " s", said(outcome));
    }

    private static String said(Object outcome) {
        return outcome instanceof SourceOutcome ? ": " + outcome : "";
    }

    private double plain(TestingSlapd slapd) throws LDAPException {
        long start = System.nanoTime();
        try (var connection =
                new LDAPConnection("127.0.0.1", slapd.port(), TestingSlapd.READER, TestingSlapd.PASSWORD)) {
            pages(
                    connection,
                    TestingSlapd.PEOPLE,
                    "(objectClass=inetOrgPerson)",
                    "uid",
                    "mail",
                    "displayName",
                    "entryUUID");
            pages(connection, TestingSlapd.GROUPS, "(objectClass=groupOfNames)", "cn", "member", "entryUUID");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void pages(LDAPConnection connection, String base, String filter, String... attributes)
            throws LDAPException {
        ASN1OctetString cookie = null;
        do {
            var request = new SearchRequest(base, SearchScope.SUB, filter, attributes);
            request.setControls(new SimplePagedResultsControl(LdapSettings.PAGE_SIZE, cookie, true));
            SearchResult page = connection.search(request);
            SimplePagedResultsControl control = SimplePagedResultsControl.get(page);
            cookie = control != null && control.moreResultsToReturn() ? control.getCookie() : null;
        } while (cookie != null);
    }
}
