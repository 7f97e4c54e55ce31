package dev.mandate.service.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.TestingDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process is ended at every point where something had just become lasting or was about to: before and after each
 * commit that wrote something, before and after each effect on the target. Another one then goes on.
 */
class CrashTest {
    private static final int SIDE_BY_SIDE = 12;

    /** Points of each play that are taken, of the seed's choosing; {@code -Dmandate.faults=all} takes every one. */
    private static final int SAMPLE = "all".equals(System.getProperty("mandate.faults")) ? Integer.MAX_VALUE : 8;

    private static final long SEED = Long.getLong("mandate.faults.seed", System.nanoTime());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void endedAnywhereItConverges(CrashPlay play) {
        List<String> points = CrashChild.play(task(play, 0, false), new Tripwire(0, new CountDownLatch(1)));
        List<CrashChild.Task> ended = endAt(play, sample(points.size()));
        child("halt", ended.stream().map(CrashTest::again).toList());
        Map<String, List<String>> problems = problems(ended, points);
        System.out.println("CrashTest: " + play + " was ended at " + ended.size() + " of " + points.size()
                + " points, -Dmandate.faults.seed=" + SEED);
        assertThat(problems).as("seed " + SEED).isEmpty();
        assertThat(points).contains("before a commit", "after a commit", "before an effect", "after an effect");
    }

    /** From the last thing that made accounts closed to the last that says that their sessions are ended, at every point. */
    @Test
    void endedBetweenClosingAccountsAndEndingTheirSessionsTheyEndAfterwards() {
        var play = CrashPlay.END;
        List<String> points = CrashChild.play(task(play, 0, false), new Tripwire(0, new CountDownLatch(1)));
        int closed = points.lastIndexOf("after an effect");
        List<String> after = points.subList(closed, points.size());
        assertThat(after)
                .containsSubsequence(
                        "before a commit",
                        "after a commit",
                        "before sessions end",
                        "after sessions ended",
                        "before a commit",
                        "after a commit");
        int said = closed + after.indexOf("after sessions ended") + 2;
        List<CrashChild.Task> ended =
                endAt(play, IntStream.rangeClosed(closed + 1, said + 1).boxed().toList());
        assertThat(ended.stream().map(CrashTest::openSessions)).contains(4, 0);
        child("halt", ended.stream().map(CrashTest::again).toList());
        assertThat(problems(ended, points)).isEmpty();
    }

    private static int openSessions(CrashChild.Task task) {
        var target = new FileTarget(task.folder().resolve("target"), new Tripwire(0, new CountDownLatch(1)));
        return target.load().sessions("ann")
                + target.load().sessions("ben")
                + target.load().sessions("cleo");
    }

    /** The oracle is no use unless it objects where the protection is missing. */
    @Test
    void withoutTheRecordOfAttemptsTheOracleObjects() {
        var play = CrashPlay.ADDITIVE;
        List<String> points = CrashChild.play(task(play, 0, false), new Tripwire(0, new CountDownLatch(1)));
        List<Integer> afterEffects = IntStream.rangeClosed(1, points.size())
                .filter(point -> points.get(point - 1).equals("after an effect"))
                .boxed()
                .toList();
        List<CrashChild.Task> ended = endAt(play, afterEffects);
        ended.forEach(task -> {
            try (var pool = CrashChild.pool(task.url());
                    var connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("delete from reconcile.attempt");
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        child("halt", ended.stream().map(CrashTest::again).toList());
        assertThat(problems(ended, points).values().stream().flatMap(List::stream))
                .anyMatch(problem -> problem.startsWith("intents that nothing settles"))
                .anyMatch(problem -> problem.startsWith("neither outcome nor reading"))
                .anyMatch(problem -> problem.startsWith("leavers keep something"));
    }

    private static List<Integer> sample(int points) {
        List<Integer> all =
                new ArrayList<>(IntStream.rangeClosed(1, points).boxed().toList());
        Collections.shuffle(all, new Random(SEED));
        return all.subList(0, Math.min(points, SAMPLE));
    }

    private List<CrashChild.Task> endAt(CrashPlay play, List<Integer> points) {
        List<CrashChild.Task> tasks =
                points.stream().map(point -> task(play, point, false)).toList();
        for (int from = 0; from < tasks.size(); from += SIDE_BY_SIDE) {
            String how = (play.name().length() + from / SIDE_BY_SIDE) % 2 == 0 ? "halt" : "kill";
            child(how, tasks.subList(from, Math.min(tasks.size(), from + SIDE_BY_SIDE)));
        }
        return tasks;
    }

    private static Map<String, List<String>> problems(List<CrashChild.Task> ended, List<String> points) {
        Map<String, List<String>> problems = new TreeMap<>();
        for (CrashChild.Task task : ended) {
            List<String> found = CrashOracle.problems(again(task));
            if (!found.isEmpty()) {
                problems.put(task.play() + " " + task.point() + ", " + points.get(task.point() - 1), found);
            }
        }
        return problems;
    }

    private static CrashChild.Task again(CrashChild.Task task) {
        return new CrashChild.Task(task.play(), 0, true, task.url(), task.folder());
    }

    private CrashChild.Task task(CrashPlay play, int point, boolean again) {
        try {
            Path own = Files.createTempDirectory(folder, play + "-" + point + "-");
            return new CrashChild.Task(
                    play, point, again, TestingDatabase.create().url(), own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code halt}: it ends itself; {@code kill}: it is ended from outside, with a signal that it cannot catch. */
    private static void child(String how, List<CrashChild.Task> tasks) {
        for (int from = 0; from < tasks.size(); from += SIDE_BY_SIDE) {
            try {
                one(how, tasks.subList(from, Math.min(tasks.size(), from + SIDE_BY_SIDE)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void one(String how, List<CrashChild.Task> tasks) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx400m",
                        "-Duser.timezone=UTC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName(),
                        how)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
            for (CrashChild.Task task : tasks) {
                input.write(task.line());
                input.newLine();
            }
        }
        if (how.equals("kill")) {
            var output = process.inputReader(StandardCharsets.UTF_8);
            for (var line = output.readLine(); line != null && !line.equals("standing"); ) {
                line = output.readLine();
            }
            process.destroyForcibly();
        }
        int exit = process.onExit().join().exitValue();
        assertThat(exit).isEqualTo(how.equals("kill") ? 128 + 9 : 0);
    }
}
