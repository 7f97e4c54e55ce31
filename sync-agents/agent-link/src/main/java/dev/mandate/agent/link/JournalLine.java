package dev.mandate.agent.link;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of an agent's journal. Each names the hash of the one before, so that a line which is taken out, put in or
 * changed breaks the chain.
 *
 * @param number from 1
 * @param text canonical JSON in which number and the hash of the line before stand among the rest
 */
public record JournalLine(long number, String text) {
    private static final String NUMBER = "n";
    private static final String BEFORE = "before";

    /** The end of a journal: how many lines there are, and the hash of the last. */
    public record Head(long number, String hash) {
        public static final Head EMPTY = new Head(0, "");
    }

    /** The line that follows. */
    public static JournalLine after(Head head, Map<String, JsonValue> rest) {
        var members = new TreeMap<>(rest);
        members.put(NUMBER, JsonValue.number(head.number() + 1));
        members.put(BEFORE, JsonValue.text(head.hash()));
        return new JournalLine(head.number() + 1, CanonicalJson.text(JsonValue.object(members)));
    }

    /**
     * A line that must follow.
     *
     * @throws IllegalArgumentException where it follows another one, or is no line
     */
    public static JournalLine read(Head head, String text) {
        Fields fields = Fields.parse(text);
        if (fields.number(NUMBER) != head.number() + 1 || !fields.text(BEFORE).equals(head.hash())) {
            throw new IllegalArgumentException(
                    "line " + fields.number(NUMBER) + " does not follow line " + head.number() + " of this journal");
        }
        return new JournalLine(head.number() + 1, text);
    }

    public Head head() {
        return new Head(
                number, Sha256.digest(text.getBytes(StandardCharsets.UTF_8)).toString());
    }

    public Fields fields() {
        return Fields.parse(text);
    }
}
