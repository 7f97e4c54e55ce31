package dev.mandate.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.LastUsed.Use;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class FabLoginTest {
    private static final Instant AT = Instant.parse("2026-03-01T08:00:00.123Z");

    private static Use of(String json) {
        return FabLogin.of(JsonMapper.builder().build().readTree(json));
    }

    @Test
    void aTimeIsReadWithAndWithoutAZone() {
        for (String text : new String[] {
            "2026-03-01T08:00:00.123+00:00",
            "2026-03-01T09:00:00.123+01:00",
            "2026-03-01T08:00:00.123",
            "2026-03-01 08:00:00.123",
            "2026-03-01T08:00:00.123Z"
        }) {
            assertThat(of("{\"last_login\": \"" + text + "\", \"login_count\": 3}"))
                    .as(text)
                    .isEqualTo(new Use.At(AT));
        }
    }

    @Test
    void neverIsOnlyWhatIsCountedAsNever() {
        assertThat(of("{\"last_login\": null, \"login_count\": null}")).isEqualTo(new Use.Never());
        assertThat(of("{\"last_login\": null, \"login_count\": 0}")).isEqualTo(new Use.Never());
        for (String unclear : new String[] {
            "{}",
            "{\"last_login\": null}",
            "{\"login_count\": 0}",
            "{\"last_login\": null, \"login_count\": 2}",
            "{\"last_login\": \"yesterday\", \"login_count\": 2}"
        }) {
            assertThat(of(unclear)).as(unclear).isEqualTo(new Use.Unknown());
        }
    }
}
