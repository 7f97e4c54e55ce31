package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour, as a newcomer sees it. */
class DemoCommandTest {
    /** As much as somebody reads at one go, tables left out. */
    private static final int MOST_LINES = 60;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyClaimHoldsAndTheStoryIsShort() {
        Path data = folder.resolve("demo");
        assertThat(mandate("demo", "--once", "--data", data.toString()))
                .as("%s%s", out, err)
                .isZero();
        List<String> story = out.toString()
                .lines()
                .filter(line -> !line.startsWith("    warehouse-"))
                .toList();
        assertThat(story).hasSizeLessThanOrEqualTo(MOST_LINES).anyMatch(line -> line.contains("✓"));
        assertThat(out.toString()).doesNotContain("✗");
        assertThat(data.resolve("history.zip")).exists();
    }

    @Test
    void refusesAFolderThatIsNotADemosAndProductsThatItDoesNotHave() throws Exception {
        Path mine = Files.writeString(folder.resolve("mine.txt"), "keep");
        assertThat(mandate("demo", "--once", "--data", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("is not a demo's; name an empty one with --data");
        assertThat(mine).hasContent("keep");
        assertThat(mandate("demo", "--with", "kafka")).isEqualTo(64);
        assertThat(err.toString()).contains("--with kafka is not known; it can be: airflow");
    }

    private int mandate(String... words) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    }
}
