package dev.mandate.agent.runtime;

import dev.mandate.agent.link.Fields;
import dev.mandate.agent.link.JournalLine;
import dev.mandate.agent.link.Work;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.ledger.JsonValue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this agent was about to change and what came of it, each line on the disk before the next step is taken. It
 * survives the service's store, which may lose what it had committed.
 */
final class Journal implements AutoCloseable {
    private static final int MOST_BYTES = 4 << 20;

    private final Path file;

    /** Not a channel: that one an interrupt closes for good. */
    private final RandomAccessFile out;

    private JournalLine.Head head = JournalLine.Head.EMPTY;

    /** The last turn of each deployment in which something was to be changed. */
    private final Map<DeploymentId, Work.Turn> turns = new HashMap<>();

    /** Ids of work that was begun and of which no line says how it ended. */
    private final Map<String, DeploymentId> open = new HashMap<>();

    private Journal(Path file, RandomAccessFile out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Reads it whole and goes on behind it. A last line that was not written to its end was never acted on, and goes.
     *
     * @throws RuntimeFailure where its chain is broken
     */
    static Journal open(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            cutTorn(file);
            var journal = new Journal(file, new RandomAccessFile(file.toFile(), "rw"));
            try (Stream<String> lines = Files.lines(file)) {
                lines.forEach(text -> journal.take(JournalLine.read(journal.head, text)));
            }
            return journal;
        } catch (IOException unusable) {
            throw new RuntimeFailure("the journal " + file + " cannot be used: " + unusable, unusable);
        } catch (IllegalArgumentException broken) {
            throw new RuntimeFailure(
                    "the journal " + file + " was changed by somebody else: " + broken.getMessage()
                            + ". Keep it as evidence, tell whoever runs the service, and enrol this agent again in a"
                            + " new folder",
                    broken);
        }
    }

    private static void cutTorn(Path file) throws IOException {
        try (var whole = new RandomAccessFile(file.toFile(), "rw")) {
            long end = whole.length();
            while (end > 0) {
                whole.seek(end - 1);
                if (whole.read() == '\n') {
                    break;
                }
                end--;
            }
            whole.setLength(end);
        }
    }

    private void take(JournalLine line) {
        Fields fields = line.fields();
        if (fields.has("deployment")) {
            DeploymentId deployment = DeploymentId.of(fields.text("deployment"));
            if (fields.text("what").equals("intent")) {
                turns.put(deployment, new Work.Turn(fields.number("timeline"), fields.number("sequence")));
                open.put(fields.text("work"), deployment);
            } else if (fields.has("work")) {
                open.remove(fields.text("work"));
            }
        }
        head = line.head();
    }

    /** On the disk when this returns. */
    synchronized void append(Map<String, JsonValue> members) {
        JournalLine line = JournalLine.after(head, members);
        try {
            write((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException full) {
            throw new UncheckedIOException("the journal " + file + " cannot be written, so nothing is changed", full);
        }
        take(line);
    }

    /** Whole or not at all: half a line would look like somebody else's. */
    private void write(byte[] line) throws IOException {
        long end = out.length();
        try {
            out.seek(end);
            out.write(line);
            out.getFD().sync();
        } catch (IOException full) {
            out.setLength(end);
            throw full;
        }
    }

    synchronized JournalLine.Head head() {
        return head;
    }

    synchronized Work.Turn turn(DeploymentId deployment) {
        return turns.getOrDefault(deployment, Work.Turn.NONE);
    }

    /** Work that an earlier process began and did not see to its end. */
    synchronized Map<String, DeploymentId> unfinished() {
        return Map.copyOf(open);
    }

    /** Lines behind a number that are whole on the disk, oldest first; as many as one request takes. */
    List<String> after(long number, int most) {
        long end = Math.min(head().number(), number + most);
        var lines = new ArrayList<String>();
        int bytes = 0;
        try (Stream<String> all = Files.lines(file)) {
            Iterator<String> rest =
                    all.skip(number).limit(Math.max(0, end - number)).iterator();
            while (rest.hasNext() && bytes < MOST_BYTES) {
                String line = rest.next();
                lines.add(line);
                bytes += line.length();
            }
            return lines;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the journal " + file + " cannot be read", unreadable);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
