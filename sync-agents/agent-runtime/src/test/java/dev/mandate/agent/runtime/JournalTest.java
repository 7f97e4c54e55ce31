package dev.mandate.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.agent.link.JournalLine;
import dev.mandate.agent.link.Work;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.ledger.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was on the disk when the process ended is what the next one knows; what somebody changed is refused. */
class JournalTest {
    private static final DeploymentId SHOP = DeploymentId.of("shop");

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("journal.jsonl");
    }

    private static Map<String, JsonValue> line(String what, String work, long sequence) {
        return Map.of(
                "what", JsonValue.text(what),
                "work", JsonValue.text(work),
                "deployment", JsonValue.text("shop"),
                "timeline", JsonValue.number(1),
                "sequence", JsonValue.number(sequence));
    }

    @Test
    void theNextProcessKnowsTurnsAndWhatHasNoEnd() throws IOException {
        JournalLine.Head head;
        try (Journal journal = Journal.open(file())) {
            journal.append(line("intent", "a", 4));
            journal.append(line("outcome", "a", 4));
            journal.append(line("intent", "b", 7));
            head = journal.head();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (Journal again = Journal.open(file())) {
            assertThat(again.head()).isEqualTo(head);
            assertThat(again.turn(SHOP)).isEqualTo(new Work.Turn(1, 7));
            assertThat(again.unfinished()).containsExactly(Map.entry("b", SHOP));
            assertThat(again.after(1, 10)).hasSize(2);
            assertThat(again.after(1, 1)).hasSize(1);
            assertThat(again.after(3, 10)).isEmpty();
            again.append(line("outcome", "b", 7));
            assertThat(again.unfinished()).isEmpty();
        }
    }

    /** It was never acted on: the disk had not taken it whole. */
    @Test
    void aTornLastLineGoes() throws IOException {
        try (Journal journal = Journal.open(file())) {
            journal.append(line("intent", "a", 1));
        }
        Files.writeString(file(), "{\"n\":2,\"before\":\"", StandardOpenOption.APPEND);
        try (Journal again = Journal.open(file())) {
            assertThat(again.head().number()).isEqualTo(1);
            again.append(line("outcome", "a", 1));
        }
        try (Journal again = Journal.open(file())) {
            assertThat(again.head().number()).isEqualTo(2);
        }
    }

    /** A limit that passes interrupts whoever writes just then. */
    @Test
    void anInterruptDoesNotEndTheJournal() throws IOException {
        try (Journal journal = Journal.open(file())) {
            Thread.currentThread().interrupt();
            journal.append(line("intent", "a", 1));
            assertThat(Thread.interrupted()).isTrue();
            journal.append(line("outcome", "a", 1));
        }
        try (Journal again = Journal.open(file())) {
            assertThat(again.head().number()).isEqualTo(2);
        }
    }

    @Test
    void aChangedMissingOrAddedLineIsRefused() throws IOException {
        try (Journal journal = Journal.open(file())) {
            for (int i = 0; i < 3; i++) {
                journal.append(line("intent", "w" + i, i));
            }
        }
        List<String> lines = Files.readAllLines(file());
        for (List<String> forged : List.of(
                List.of(lines.get(0).replace("\"w0\"", "\"x0\""), lines.get(1), lines.get(2)),
                List.of(lines.get(0), lines.get(2)),
                List.of(lines.get(0), lines.get(0), lines.get(1)))) {
            Files.write(file(), forged);
            assertThatExceptionOfType(RuntimeFailure.class)
                    .isThrownBy(() -> Journal.open(file()))
                    .withMessageContaining("changed by somebody else");
        }
    }
}
