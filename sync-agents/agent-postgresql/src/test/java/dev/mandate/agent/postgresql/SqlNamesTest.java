package dev.mandate.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Spelling;
import java.text.Normalizer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SqlNamesTest {
    private static final String ODD = "a.b\"(),\\u0u65\u0301é\n 日-'*";

    @Test
    void spellsOrdinaryNamesAsTheyAre() {
        assertThat(SqlNames.join("curated", "orders")).isEqualTo("curated.orders");
        assertThat(SqlNames.join("Curated", "odd name")).isEqualTo("Curated.odd name");
        assertThat(Spelling.spell("back\\slash")).isEqualTo("back\\slash");
    }

    @Test
    void quotesWhatWouldBeAmbiguous() {
        assertThat(SqlNames.join("a.b", "c\"d")).isEqualTo("\"a.b\".\"c\"\"d\"");
        assertThat(Spelling.spell("line\nbreak")).isEqualTo("line\\u000abreak");
        assertThat(Spelling.spell("\\u000a")).isEqualTo("\\u005cu000a");
        assertThat(Spelling.spell("e\u0301")).isEqualTo("e\\u0301");
    }

    @Test
    void everyNameIsReadBackAsItWas() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new SplittableRandom(seed);
            String[] names = {odd(random), odd(random), odd(random)};
            String joined = SqlNames.join(names);
            assertThat(SqlNames.split(joined)).as("seed %d: %s", seed, joined).containsExactly(names);
            assertThat(Normalizer.isNormalized(joined, Normalizer.Form.NFC))
                    .as("seed %d", seed)
                    .isTrue();
            assertThat(Spelling.unspell(Spelling.spell(names[0])))
                    .as("seed %d", seed)
                    .isEqualTo(names[0]);
        }
    }

    private static String odd(SplittableRandom random) {
        var name = new StringBuilder();
        for (int length = 1 + random.nextInt(8); length > 0; length--) {
            name.append(ODD.charAt(random.nextInt(ODD.length())));
        }
        return name.toString();
    }
}
