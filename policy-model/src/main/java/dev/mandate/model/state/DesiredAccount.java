package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.subject.SubjectId;
import java.util.Map;

/**
 * An account that a subject should have, or has, in a deployment.
 *
 * @param status {@link AccountStatus#UNKNOWN} where policy does not say: the subject is active and holds nothing there
 * @param linked whether {@code name} is an account found there and linked by evidence, rather than one to be made
 * @param attributes what the product wants to know when the account is made: e-mail, name
 */
public record DesiredAccount(
        AccountName name, SubjectId subject, AccountStatus status, boolean linked, Map<String, String> attributes) {
    public DesiredAccount {
        attributes = Map.copyOf(attributes);
    }
}
