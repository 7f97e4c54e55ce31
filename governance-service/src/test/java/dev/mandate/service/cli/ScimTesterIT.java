package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server under somebody else's conformance suite, https://github.com/python-scim/scim2-tester. */
class ScimTesterIT {
    private static final Path TESTER = Path.of("target/scim2-tester/bin/scim");
    private static final int CHECKS = 100;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @Test
    void findsNothingToComplainOf() throws IOException, InterruptedException {
        Requirement.of("scim2-tester", Files.isExecutable(TESTER), "run governance-service/src/test/scim/install");
        Path config = TestingCommandLine.config(home, "  - {id: hr, type: scim}\n");
        var line = new TestingCommandLine(config);
        List<String> said;
        try (TestingWeb web = TestingWeb.start(config)) {
            assertThat(line.mandate("source", "token", "add", "hr", "--output", "table"))
                    .isZero();
            said = tested(web.url() + "/scim/v2/hr", line.out().strip());
        }

        assertThat(said).noneMatch(text -> text.startsWith("ERROR") || text.startsWith("CRITICAL"));
        assertThat(said).filteredOn(text -> text.startsWith("SUCCESS")).hasSizeGreaterThan(CHECKS);
    }

    private static List<String> tested(String url, String token) throws IOException, InterruptedException {
        var start = new ProcessBuilder(TESTER.toAbsolutePath().toString(), "-u", url, "test").redirectErrorStream(true);
        start.environment().put("SCIM_CLI_HEADERS", "Authorization: Bearer " + token);
        Process tester = start.start();
        List<String> said = new String(tester.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(tester.waitFor()).as("%s", said).isZero();
        return said;
    }
}
