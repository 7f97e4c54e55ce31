package dev.mandate.benchmarks;

import dev.mandate.postgres.PostgresBinaries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code mandate run} from a directory into one PostgreSQL, beside others that do the same: a first run, one with nothing
 * to do, and one after a hundredth of the memberships changed. Everything is a process of its own: the directory, a
 * PostgreSQL for each contender, the store, each run. Arguments are the launcher, and {@code ldap2pg} or "" where there
 * is none; then, if other sizes are wanted, people, groups and members of a group. Start it with {@code benchmarks/run}.
 */
public final class RunBenchmark {
    private static final Pattern FIGURE = Pattern.compile("\"(planned|applied|drift_left)\"\\s*:\\s*(\\d+)");
    private static final int POLL_MILLISECONDS = 10;
    private static final int LONGEST_SECONDS = 120;
    private static final int QUIET_MILLISECONDS = 5_000;

    private final Path folder;
    private final Tree tree;
    private final int change;
    private final List<Contender> contenders = new ArrayList<>();
    private final Contender.Mandate ours;

    private RunBenchmark(Path folder, Tree tree, Target store, List<Target> targets, List<String> arguments)
            throws IOException {
        this.folder = folder;
        this.tree = tree;
        this.change = tree.size.memberships() / 100;
        MandateFiles.prepare(store);
        MandateFiles.write(folder, freePort(), tree, store, targets.getFirst());
        ours = new Contender.Mandate(Path.of(arguments.getFirst()), folder, targets.get(0));
        contenders.add(ours);
        contenders.add(new Contender.Plain(folder, tree, targets.get(1)));
        if (!arguments.get(1).isEmpty()) {
            contenders.add(new Contender.LdapToPg(Path.of(arguments.get(1)), folder, tree, targets.get(2)));
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = List.of(args);
        Tree.Size size = arguments.size() == 5
                ? new Tree.Size(number(args[2]), number(args[3]), number(args[4]))
                : new Tree.Size(10_000, 500, 100);
        Path folder = Files.createTempDirectory(
                "mandate-run", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        PostgresBinaries binaries = PostgresBinaries.unpack();
        try (var tree = new Tree(size);
                var store = new Target(folder.resolve("store"), binaries);
                var first = new Target(folder.resolve("first"), binaries);
                var second = new Target(folder.resolve("second"), binaries);
                var third = new Target(folder.resolve("third"), binaries)) {
            System.out.printf(
                    "%d people, %d groups, %d memberships; fsync on; seconds by the clock, of which until the first"
                            + " search; of the processor without PostgreSQL's; most memory resident%n",
                    size.people(), size.groups(), size.memberships());
            new RunBenchmark(folder, tree, store, List.of(first, second, third), arguments).run();
        }
        remove(folder);
    }

    /** After a failure everything stays, to be looked at. */
    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        ours.command("operator", "add", "ada", "--os-user", System.getProperty("user.name"))
                .orFail();
        step("first run", tree.size.people() + tree.size.groups() + tree.size.memberships());
        step("nothing to do", 0);
        tree.change(change);
        step("1 % change", change);
        inService();
    }

    /** Each contender does the same; all targets must be equal afterwards. */
    private void step(String name, int changes) {
        System.out.println(name);
        Launched mandate = null;
        String members = "";
        for (Contender contender : contenders) {
            tree.searched();
            Launched run = contender.run();
            double startUp = (tree.searched() - run.began()) / 1e3;
            System.out.printf(
                    "  %-16s %6.2f s (start-up %.2f s), processor %6.2f s, %4d MB%s%n",
                    contender.name(),
                    run.seconds(),
                    startUp,
                    run.processor(),
                    run.residentMegabytes(),
                    mandate == null ? "" : ratio(mandate, run));
            if (mandate == null) {
                mandate = run;
                requireExactly(run.out(), changes);
                members = contender.target().members();
            } else if (!members.equals(contender.target().members())) {
                throw new IllegalStateException(contender.name() + " made other members");
            }
        }
    }

    private static String ratio(Launched mandate, Launched other) {
        return "; mandate run takes %.2f times as long, %.2f times the processor"
                .formatted(mandate.seconds() / other.seconds(), mandate.processor() / other.processor());
    }

    private static void requireExactly(String report, int changes) {
        Matcher figures = FIGURE.matcher(report);
        while (figures.find()) {
            int expected = figures.group(1).equals("drift_left") ? 0 : changes;
            if (Integer.parseInt(figures.group(2)) != expected) {
                throw new IllegalStateException("not exactly " + changes + " changes: " + report);
            }
        }
    }

    /** The change once more, while the service runs: from the search that sees it until the last member is there. */
    private void inService() throws IOException, InterruptedException {
        Process service = new ProcessBuilder(
                        ours.launcher().toString(),
                        "serve",
                        "--config",
                        folder.resolve("mandate.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("serve.log").toFile())
                .start();
        try {
            changeInService(service);
            double seconds = changeInService(service);
            Contender other = contenders.getLast();
            Launched peer = other.run();
            if (!ours.target().members().equals(other.target().members())) {
                throw new IllegalStateException("the service made other members");
            }
            System.out.printf(
                    "1 %% change inside serve, the second one since its start%n"
                            + "  mandate serve    %6.2f s from its search to the last member%n",
                    seconds);
            System.out.printf(
                    "  %-16s %6.2f s for both changes, mandate takes %.2f times as long for one%n",
                    other.name(), peer.seconds(), seconds / peer.seconds());
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private double changeInService(Process service) throws InterruptedException {
        var searched = new AtomicLong();
        await(service, () -> searched.addAndGet(tree.searched()) != 0);
        String before = ours.target().state();
        tree.change(change);
        tree.searched();
        searched.set(0);
        var last = new AtomicLong();
        var state = new AtomicReference<>(before);
        await(service, () -> {
            searched.compareAndSet(0, tree.searched());
            String now = ours.target().state();
            if (!now.equals(state.getAndSet(now))) {
                last.set(System.currentTimeMillis());
            }
            return last.get() != 0 && System.currentTimeMillis() - last.get() > QUIET_MILLISECONDS;
        });
        return (last.get() - searched.get()) / 1e3;
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Process service, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (!condition.holds()) {
            if (service.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                throw new IllegalStateException("the service did not come to it");
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }
}
