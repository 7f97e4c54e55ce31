package dev.mandate.service.history;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.subject.SubjectId;
import java.util.Map;

/**
 * What an entry must be about to be exported. One too many is exported rather than one too few: it is enough that the id
 * stands anywhere in the entry as a word of its own.
 */
public record Mention(Kind kind, String id) {
    /** What sort of id it is. */
    public enum Kind {
        SUBJECT("subject"),
        DEPLOYMENT("deployment");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    public static Mention of(SubjectId subject) {
        return new Mention(Kind.SUBJECT, subject.value());
    }

    public static Mention of(DeploymentId deployment) {
        return new Mention(Kind.DEPLOYMENT, deployment.value());
    }

    Members json() {
        return JsonValue.object(Map.of("id", JsonValue.text(id), "kind", JsonValue.text(kind.word)));
    }

    /** The id as the text of an entry has it. */
    String written() {
        var quoted = CanonicalJson.text(JsonValue.text(id));
        return quoted.substring(1, quoted.length() - 1);
    }

    /** Whether the id stands in the text of an entry, and not only as a part of a longer one. */
    boolean in(String canonical) {
        var word = written();
        for (var at = canonical.indexOf(word); at >= 0; at = canonical.indexOf(word, at + 1)) {
            if (ends(canonical, at - 1) && ends(canonical, at + word.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean ends(String text, int at) {
        return at < 0
                || at >= text.length()
                || !(Character.isLetterOrDigit(text.charAt(at)) || "-_.".indexOf(text.charAt(at)) >= 0);
    }
}
