package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.api.Api;
import dev.mandate.service.api.OpenApi;
import dev.mandate.service.api.PermissionsPage;
import dev.mandate.service.api.RecordDocs;
import dev.mandate.service.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/** What programs are told of routes and outputs is what the code answers with; -Dmandate.write=true writes it anew. */
class DocumentsTest {
    private static final Path DOCS = Path.of("../docs");
    private static final JsonMapper JSON = JsonMapper.builder()
            .defaultPrettyPrinter(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    private static final RecordDocs RECORDS =
            RecordDocs.of(Path.of("src/main/java"), Path.of("../policy-model/src/main/java"));

    @SuppressWarnings("NullAway.Init")
    private static OpenService service;

    @BeforeAll
    static void open() throws IOException {
        Path config = TestingCommandLine.config(folder, "");
        service = OpenService.of(SettingsFile.read(config, Map.of()).settings().orElseThrow());
    }

    @AfterAll
    static void close() {
        service.close();
    }

    @Test
    void theOpenApiDocumentIsTheTableOfRoutes() throws IOException {
        same(DOCS.resolve("openapi.json"), OpenApi.of(service.get(Api.class).routes(), RECORDS));
    }

    @Test
    void thePageOnPermissionsIsTheTableOfRoutes() throws IOException {
        same(
                DOCS.resolve("permissions.md"),
                PermissionsPage.of(service.get(Api.class).routes()));
    }

    @Test
    void everyOutputHasASchema() throws IOException {
        var schemas = new OutputSchemas(service.get(Api.class), RECORDS).all();
        var described = new TreeSet<>(schemas.keySet());
        described.addAll(OutputSchemas.BY_HAND);
        // It prints what verify does.
        described.add("fsck");
        assertThat(described).containsExactlyElementsOf(OutputSchemas.commands());
        for (Map.Entry<String, Map<String, Object>> schema : schemas.entrySet()) {
            same(DOCS.resolve("schema/" + schema.getKey() + ".schema.json"), schema.getValue());
        }
    }

    private static void same(Path file, Map<String, Object> expected) throws IOException {
        same(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(expected) + "\n");
    }

    private static void same(Path file, String text) throws IOException {
        if (Boolean.getBoolean("mandate.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).as("run the test with -Dmandate.write=true").exists();
        assertThat(Files.readString(file))
                .as("%s: run the test with -Dmandate.write=true", file)
                .isEqualTo(text);
    }
}
