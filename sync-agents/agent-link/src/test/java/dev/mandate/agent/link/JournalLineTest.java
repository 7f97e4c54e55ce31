package dev.mandate.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.agent.link.JournalLine.Head;
import dev.mandate.model.ledger.JsonValue;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A line that was taken out, put in or changed breaks the chain. */
class JournalLineTest {
    private static Head head(Head before, String what) {
        return JournalLine.after(before, Map.of("what", JsonValue.text(what))).head();
    }

    @Test
    void eachLineFollowsTheOneBefore() {
        JournalLine first = JournalLine.after(Head.EMPTY, Map.of("what", JsonValue.text("intent")));
        JournalLine second = JournalLine.after(first.head(), Map.of("what", JsonValue.text("outcome")));
        assertThat(JournalLine.read(first.head(), second.text())).isEqualTo(second);
        assertThatIllegalArgumentException().isThrownBy(() -> JournalLine.read(Head.EMPTY, second.text()));
        assertThatIllegalArgumentException().isThrownBy(() -> JournalLine.read(second.head(), second.text()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalLine.read(head(Head.EMPTY, "another"), second.text()));
        assertThatIllegalArgumentException().isThrownBy(() -> JournalLine.read(first.head(), "{}"));
    }
}
