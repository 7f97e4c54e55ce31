package dev.mandate.service.faults;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A process that plays, side by side, and ends when every play stands at its point: all at once, so that none of them
 * does anything any more. A play at point 0 goes on to its end.
 */
final class CrashChild {
    /** Long enough for the lease of a process that was ended to run out. */
    private static final Duration LATER = Duration.ofMinutes(10);

    private CrashChild() {}

    /**
     * One play in its own database and folder.
     *
     * @param again whether an earlier process played it and was ended
     */
    record Task(CrashPlay play, int point, boolean again, String url, Path folder) {
        String line() {
            return String.join("\t", play.name(), "" + point, "" + again, url, folder.toString());
        }

        static Task parse(String line) {
            String[] part = line.split("\t", -1);
            return new Task(
                    CrashPlay.valueOf(part[0]),
                    Integer.parseInt(part[1]),
                    Boolean.parseBoolean(part[2]),
                    part[3],
                    Path.of(part[4]));
        }
    }

    /** Reads tasks, one a line; {@code halt} or {@code wait} says what to do when all stand still. */
    public static void main(String[] arguments) throws InterruptedException {
        List<Task> tasks = new ArrayList<>();
        try (var lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (lines.hasNextLine()) {
                tasks.add(Task.parse(lines.nextLine()));
            }
        }
        var ended = new CountDownLatch(tasks.size());
        var failure = new AtomicReference<Throwable>();
        for (Task task : tasks) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    play(task, new Tripwire(task.point(), ended));
                    ended.countDown();
                } catch (RuntimeException | Error failed) {
                    failed.printStackTrace();
                    failure.set(failed);
                    ended.countDown();
                }
            });
        }
        ended.await();
        if (failure.get() != null) {
            Runtime.getRuntime().halt(1);
        }
        if (arguments[0].equals("halt")) {
            Runtime.getRuntime().halt(0);
        }
        System.out.println("standing");
        new CountDownLatch(1).await();
    }

    /** Plays in this process; what was passed since the play began. */
    static List<String> play(Task task, Tripwire tripwire) {
        var source = new TestingSource();
        var target = new FileTarget(task.folder().resolve("target"), tripwire);
        try (var pool = pool(task.url());
                var service = TestingService.open(
                        new TrippedConnections(pool, tripwire),
                        clock(task.again()),
                        task.folder().resolve("data"),
                        source,
                        target)) {
            if (!task.again()) {
                task.play().prepare(service, source, target);
            }
            tripwire.arm();
            task.play().act(service, source);
            if (task.again()) {
                task.play().act(service, source);
            }
            return tripwire.passed();
        }
    }

    static Clock clock(boolean later) {
        Duration offset = later ? LATER : Duration.ZERO;
        return () -> Instant.now().plus(offset).truncatedTo(ChronoUnit.MICROS);
    }

    static HikariDataSource pool(String url) {
        var pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setUsername("mandate_app");
        pool.setPassword(TestingDatabase.PASSWORD);
        pool.setMinimumIdle(0);
        pool.setMaximumPoolSize(5);
        return new HikariDataSource(pool);
    }
}
