package dev.mandate.service.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No input makes the reader crash, hang, or accept a key it does not know. */
class PolicyFuzzTest {
    private static final Duration LONGEST = Duration.ofSeconds(4);
    private static final List<String> HOSTILE = List.of(
            "'",
            "\"",
            "\\",
            "=cmd|' /C calc'!A0",
            "\u0000",
            "\u202e",
            "\ud800",
            "\ufeff",
            "${secret:x}",
            "${env:HOME}",
            "!!javax.script.ScriptEngineManager []",
            "&a [*a, *a]",
            "*a",
            "<<: {a: b}",
            "%YAML 1.1\n---\n",
            "---",
            "...",
            "? [a]\n: b",
            "- - - - -",
            "{",
            "}",
            "[",
            "]",
            ": ",
            "\t",
            "\r\n",
            "|",
            ">-",
            "~",
            "null",
            "1e999",
            "0x",
            ".nan",
            "a".repeat(70_000),
            "é",
            "e\u0301",
            "名前",
            "😀",
            "-0",
            "2027-02-30",
            "99999999999999999999",
            "'; drop table x; --");

    @TempDir
    private Path folder;

    @Test
    void survivesChangedBytes() throws IOException {
        byte[] valid = text().getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("policy.yaml");
        repeat(seed -> {
            var random = new SplittableRandom(seed);
            byte[] bytes = valid.clone();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            isSound(PolicyFolder.read(folder, TestApplications.both()), seed);
        });
    }

    @Test
    void survivesCutInsertedAndRepeatedText() throws IOException {
        String valid = text();
        repeat(seed -> {
            var random = new SplittableRandom(seed);
            var text = new StringBuilder(valid);
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                int at = random.nextInt(text.length());
                int end = Math.min(text.length(), at + random.nextInt(40));
                switch (random.nextInt(3)) {
                    case 0 -> text.delete(at, end);
                    case 1 -> text.insert(at, HOSTILE.get(random.nextInt(HOSTILE.size())));
                    default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
                }
            }
            isSound(read(text.toString()), seed);
        });
    }

    @Test
    void neverAcceptsAnUnknownKey() throws IOException {
        String exported = String.join("", PolicyExport.files(example()).values());
        List<String> lines = exported.lines().toList();
        repeat(seed -> {
            var random = new SplittableRandom(seed);
            var changed = new ArrayList<>(lines);
            int at = random.nextInt(changed.size());
            String line = changed.get(at);
            int colon = line.indexOf(':');
            boolean ownKeys = line.strip().startsWith("labels:") || line.strip().startsWith("connect:");
            if (colon < 0 || ownKeys) {
                return;
            }
            changed.set(at, line.substring(0, colon) + "x" + line.substring(colon));
            PolicyReading reading = read(String.join("\n", changed));
            assertThat(reading.faults())
                    .as("seed %d: %s", seed, changed.get(at))
                    .isNotEmpty();
        });
    }

    @Test
    void survivesWhatIsMeantToExhaustIt() {
        var bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]%n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        for (String text : List.of(
                bomb.toString(),
                "[".repeat(500_000),
                "{a: ".repeat(200_000),
                "- ".repeat(300_000),
                "roles:\n" + "  - {id: a}\n".repeat(20_000),
                "? ".repeat(100_000),
                "a: " + "'".repeat(999_999),
                "\u0000".repeat(1000),
                "roles: [" + "{includes: [a]},".repeat(20_000) + "]")) {
            PolicyReading reading = read(text);
            assertThat(reading.policy()).isEmpty();
            assertThat(reading.faults()).isNotEmpty();
        }
    }

    @Test
    void aMegabyteOfTextSurvives() {
        String description = "Ünïcödé \\\" ' = ".repeat(65_536);
        String yaml = "roles: [{id: big, description: " + YamlWriter.text(description) + "}]";
        PolicyReading reading = read(yaml);
        assertThat(reading.faults()).isEmpty();
        var policy = reading.policy().orElseThrow();
        assertThat(policy.roles().getFirst().description()).isEqualTo(description);
        assertThat(PolicyJson.read(PolicyJson.canonical(policy))).isEqualTo(policy);
    }

    private interface Trial {
        void run(long seed) throws IOException;
    }

    private static void repeat(Trial trial) throws IOException {
        Instant end = Instant.now().plus(LONGEST);
        for (long seed = 0; seed < 2_000 && Instant.now().isBefore(end); seed++) {
            trial.run(seed);
        }
    }

    /** Whatever comes out is complete: a policy that can be stored and exported again, or faults with places. */
    private static void isSound(PolicyReading reading, long seed) {
        reading.faults().forEach(fault -> {
            assertThat(fault.place().line()).as("seed %d: %s", seed, fault).isPositive();
            assertThat(fault.toString())
                    .as("seed %d", seed)
                    .hasSizeLessThan(1_500)
                    .doesNotContain("\n", "\u001b");
            assertThat(fault.fix()).as("seed %d: %s", seed, fault).isNotBlank();
        });
        reading.policy().ifPresent(policy -> {
            var again = PolicyFolder.read(PolicyExport.files(policy), Optional.empty());
            assertThat(again.policy()).as("seed %d", seed).contains(policy);
        });
    }

    private static PolicyReading read(String text) {
        return PolicyFolder.read(new TreeMap<>(Map.of("policy.yaml", text)), Optional.of(TestApplications.both()));
    }

    private static Policy example() {
        return PolicyFolder.read(PolicyFolderTest.folder("example"), TestApplications.both())
                .policy()
                .orElseThrow();
    }

    private static String text() throws IOException {
        Path example = PolicyFolderTest.folder("example");
        return Files.readString(example.resolve("policy.yaml")) + Files.readString(example.resolve("roles.yml"));
    }
}
