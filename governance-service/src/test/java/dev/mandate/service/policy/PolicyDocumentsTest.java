package dev.mandate.service.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.service.yaml.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What people and editors are told about the format is what the reader does; -Dmandate.write=true writes it anew. */
class PolicyDocumentsTest {
    private static final Path DOCS = Path.of("../docs");
    private static final String BEGIN = "<!-- tables: made by PolicyDocumentsTest -->\n";
    private static final String END = "<!-- end of tables -->\n";

    @Test
    void theSchemaIsTheReadersOwnListOfKeys() throws IOException {
        String schema = PolicySchema.text();
        CanonicalJson.parse(schema.getBytes(StandardCharsets.UTF_8));
        same(DOCS.resolve("schema/policy.schema.json"), schema);
    }

    @Test
    void theReferencePageListsEveryKey() throws IOException {
        Path page = DOCS.resolve("policy-reference.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        same(
                page,
                text.substring(0, begin) + "\n" + PolicyReference.tables() + "\n" + text.substring(text.indexOf(END)));
    }

    @Test
    void theExamplesOfTheReferencePageAreValid() throws IOException {
        String text = Files.readString(DOCS.resolve("policy-reference.md"));
        int examples = 0;
        for (String part : text.split("```yaml\n", -1)) {
            if (examples++ > 0) {
                String yaml = part.substring(0, part.indexOf("```"));
                PolicyReading reading = PolicyFolder.read(
                        new TreeMap<>(Map.of("page.yaml", yaml)), Optional.of(TestApplications.both()));
                assertThat(reading.faults()).as(yaml).isEmpty();
            }
        }
        assertThat(examples).isGreaterThan(1);
    }

    @Test
    void everyExampleOfAKeyIsReadAsItsShape() {
        for (Shape.Block block : java.util.List.of(
                PolicyFormat.DEPLOYMENT,
                PolicyFormat.ROLE,
                PolicyFormat.MAPPING,
                PolicyFormat.ASSIGNMENT,
                PolicyFormat.CONSTRAINT,
                PolicyFormat.APP_ROLE)) {
            var yaml = new StringBuilder(block.name() + "s:\n  -\n");
            block.keys().stream()
                    .filter(key -> !key.name().equals("extend"))
                    .forEach(key -> yaml.append("    ")
                            .append(key.name())
                            .append(": ")
                            .append(key.example())
                            .append('\n'));
            PolicyReading reading =
                    PolicyFolder.read(new TreeMap<>(Map.of("x.yaml", yaml.toString())), Optional.empty());
            assertThat(reading.faults()).as(yaml.toString()).isEmpty();
        }
    }

    private static void same(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("mandate.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file))
                .as("%s: run the test with -Dmandate.write=true", file)
                .isEqualTo(expected);
    }
}
