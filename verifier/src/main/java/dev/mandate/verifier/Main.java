package dev.mandate.verifier;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks an export package from the command line, with nothing but this jar and a Java runtime. */
public final class Main {
    private static final int USAGE = 64;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        var words = new ArrayDeque<>(Arrays.asList(args));
        var checkpoints = new ArrayList<Path>();
        Path key = null;
        Path file = null;
        while (!words.isEmpty()) {
            var word = words.removeFirst();
            var value = word.startsWith("--") ? words.pollFirst() : word;
            if (value == null || !known(word) || (!word.startsWith("--") && file != null)) {
                return usage(err);
            }
            switch (word) {
                case "--key" -> key = Path.of(value);
                case "--checkpoint" -> checkpoints.add(Path.of(value));
                default -> file = Path.of(value);
            }
        }
        return file == null ? usage(err) : check(file, key, checkpoints, out, err);
    }

    private static boolean known(String word) {
        return !word.startsWith("--") || word.equals("--key") || word.equals("--checkpoint");
    }

    private static int check(Path file, @Nullable Path key, List<Path> checkpoints, PrintStream out, PrintStream err) {
        try {
            var report = ExportCheck.check(file, Trust.of(Optional.ofNullable(key), checkpoints));
            report.lines().forEach(out::println);
            return report.exitCode();
        } catch (UnreadableException e) {
            err.println(e.getMessage());
            return Report.UNREADABLE;
        }
    }

    private static int usage(PrintStream err) {
        err.println("usage: verify EXPORT [--key FILE] [--checkpoint FILE]...");
        return USAGE;
    }
}
