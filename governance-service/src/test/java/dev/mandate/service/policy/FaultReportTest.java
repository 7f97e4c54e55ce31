package dev.mandate.service.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.service.yaml.FaultReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FaultReportTest {
    private static final Path FOLDER = PolicyFolderTest.folder("twenty-faults");
    private static final PolicyReading READING = PolicyFolder.read(FOLDER, TestApplications.both());

    @Test
    void showsEveryFaultWithItsPlaceAndFix() throws IOException {
        assertThat(FaultReport.text(READING.faults(), READING.warnings(), false))
                .isEqualTo(Files.readString(FOLDER.resolve("expected.txt")));
    }

    @Test
    void neverShowsASecret() {
        assertThat(FaultReport.text(READING.faults(), READING.warnings(), true)).doesNotContain("hunter2");
        assertThat(CanonicalJson.text(CheckReport.json(READING))).doesNotContain("hunter2");
    }

    @Test
    void coloursOnlyWhenAsked() {
        assertThat(FaultReport.text(READING.faults(), READING.warnings(), false))
                .doesNotContain("\u001b");
        assertThat(FaultReport.text(READING.faults(), READING.warnings(), true)).contains("\u001b[31m");
    }

    @Test
    void saysTheSameToPrograms() {
        assertThat(CanonicalJson.text(CheckReport.json(READING)))
                .startsWith("{\"faults\":[{\"column\":")
                .contains("\"valid\":false", "\"not_checked\":[\"groups\",\"resources\"]")
                .doesNotContain("\"hash\"");
    }

    @Test
    void hasNothingToSayAboutAGoodFolder() {
        PolicyReading good = PolicyFolder.read(PolicyFolderTest.folder("example"), TestApplications.both());
        assertThat(FaultReport.text(good.faults(), good.warnings(), true)).isEmpty();
        assertThat(CanonicalJson.text(CheckReport.json(good))).contains("\"valid\":true", "\"hash\":\"");
    }
}
