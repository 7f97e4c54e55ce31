package dev.mandate.model.ledger;

/** What was done, for instance {@code policy.published}, {@code plan.intent} or {@code denied}: words with dots. */
public record ActionCode(String value) {
    public ActionCode {
        Words.requireDotted("an action", value);
    }

    public static ActionCode of(String value) {
        return new ActionCode(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
