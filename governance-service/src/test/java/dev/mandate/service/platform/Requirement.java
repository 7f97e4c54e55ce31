package dev.mandate.service.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;

/** What a test needs of the machine. Without it the test is skipped, or fails where MANDATE_REQUIRE names it. */
public final class Requirement {
    private Requirement() {}

    public static void of(String name, boolean met, String remedy) {
        var required =
                List.of(System.getenv().getOrDefault("MANDATE_REQUIRE", "").split(","));
        if (required.contains(name)) {
            assertThat(met).as("MANDATE_REQUIRE names " + name + ": " + remedy).isTrue();
        }
        assumeTrue(met, name + " is not here: " + remedy);
    }
}
