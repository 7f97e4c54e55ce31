package dev.mandate.model.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page shows is what the tests run; -Dmandate.write=true puts the cases into it anew. */
class PlanPageTest {
    private static final Path PAGE = Path.of("../docs/plans-by-example.md");
    private static final Pattern SHOWN = Pattern.compile("<!-- case: ([a-z-]+) -->\n```yaml\n.*?```\n", Pattern.DOTALL);

    @Test
    void thePageShowsTheCasesAsTheyAre() throws IOException {
        String page = Files.readString(PAGE);
        Matcher shown = SHOWN.matcher(page);
        String expected = shown.replaceAll(one -> Matcher.quoteReplacement(asCase(one)));
        if (Boolean.getBoolean("mandate.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
        assertThat(SHOWN.matcher(page).results()).hasSizeGreaterThan(4);
        assertThat(page.split("```yaml", -1))
                .as("no example that is not a case")
                .hasSize((int) SHOWN.matcher(page).results().count() + 1);
    }

    private static String asCase(MatchResult shown) {
        String name = shown.group(1);
        try (var file = PlanPageTest.class.getResourceAsStream("/cases/" + name + ".yaml")) {
            String text =
                    new String(Objects.requireNonNull(file, "no case " + name).readAllBytes(), StandardCharsets.UTF_8);
            return "<!-- case: " + name + " -->\n```yaml\n" + text + "```\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
