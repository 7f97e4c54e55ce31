package dev.mandate.service.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.yaml.BlockSchema;
import dev.mandate.service.yaml.BlockTables;
import dev.mandate.service.yaml.Shape.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators and editors are told about mandate.yaml is what the reader does; -Dmandate.write=true writes it anew. */
class SettingsDocumentsTest {
    private static final Path PAGE = Path.of("../docs/settings-reference.md");
    private static final Path SCHEMA = Path.of("../docs/schema/settings.schema.json");
    private static final String BEGIN = "<!-- tables: made by SettingsDocumentsTest -->\n";
    private static final String END = "<!-- end of tables -->\n";
    private static final List<Block> BLOCKS = List.of(
            SettingsFormat.SETTINGS,
            SettingsFormat.SOURCE,
            SettingsFormat.BIND,
            SettingsFormat.PEOPLE,
            SettingsFormat.GROUPS,
            SettingsFormat.SCIM_SOURCE,
            SettingsFormat.PUSH_LIMITS,
            SettingsFormat.USER_TYPES,
            SettingsFormat.FILE_SOURCE,
            SettingsFormat.LIMITS,
            SettingsFormat.LIMIT,
            SettingsFormat.SECRET,
            SettingsFormat.DATABASE,
            SettingsFormat.OWNER);

    @TempDir
    private Path folder;

    @Test
    void thePageListsEveryKey() throws IOException {
        String text = Files.readString(PAGE);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        same(PAGE, text.substring(0, begin) + "\n" + BlockTables.of(BLOCKS) + "\n" + text.substring(text.indexOf(END)));
    }

    @Test
    void theSchemaIsTheReadersOwnListOfKeys() throws IOException {
        same(
                SCHEMA,
                BlockSchema.of(
                        "settings",
                        "mandate.yaml, the operator's file",
                        SettingsFormat.SETTINGS,
                        BLOCKS.subList(1, BLOCKS.size())));
    }

    @Test
    void theExampleOfThePageIsValid() throws IOException {
        String yaml = Files.readString(PAGE).split("```yaml\n", -1)[1];
        Path file = Files.writeString(folder.resolve("mandate.yaml"), yaml.substring(0, yaml.indexOf("```")));
        Files.createDirectories(folder.resolve("secrets"));
        for (String secret : List.of("ldap", "warehouse", "app", "owner")) {
            Files.writeString(folder.resolve("secrets").resolve(secret), "x");
        }
        assertThat(SettingsFile.read(file, Map.of()).faults()).isEmpty();
    }

    private static void same(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("mandate.write")) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file))
                .as("%s: run the test with -Dmandate.write=true", file)
                .isEqualTo(expected);
    }
}
