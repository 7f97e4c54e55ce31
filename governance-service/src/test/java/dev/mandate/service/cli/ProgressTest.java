package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final View ENDED = View.of("{\"id\":\"shop\",\"result\":\"converged\",\"seconds\":1.5}");

    private final StringWriter shown = new StringWriter();

    @Test
    void showsABarOnATerminalAndTakesItAway() {
        Progress progress = Progress.onTerminal(2, new PrintWriter(shown));
        progress.deployment(ENDED);
        assertThat(shown.toString())
                .isEqualTo("\r\u001b[K############------------ 1 of 2 done: shop converged after 1.5 s");
        progress.end();
        assertThat(shown.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void takesTheTotalFromTheService() {
        Progress progress = Progress.onTerminal(0, new PrintWriter(shown));
        progress.step(View.of("{\"of\":3,\"ended\":{\"id\":\"shop\",\"result\":\"in_sync\",\"seconds\":0.2}}"));
        assertThat(shown.toString())
                .isEqualTo("\r\u001b[K########---------------- 1 of 3 done: shop in_sync after 0.2 s");
    }

    @Test
    void namesNoTotalThatIsNotOne() {
        Progress progress = Progress.onTerminal(1, new PrintWriter(shown));
        progress.deployment(ENDED);
        progress.deployment(ENDED);
        assertThat(shown.toString()).endsWith("\r\u001b[K2 done: shop converged after 1.5 s");
    }

    @Test
    void tellsALineNowAndThenWhereNoneIsWrittenOver() {
        Progress progress = new Progress(new PrintWriter(shown));
        for (long looked = 4096; looked < 250_000; looked += 4096) {
            progress.entries(looked, 250_000);
        }
        progress.end();
        assertThat(shown.toString().lines())
                .containsExactly("mandate: 102400 of 250000 entries", "mandate: 200704 of 250000 entries");
    }
}
