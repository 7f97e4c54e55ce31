package dev.mandate.service.reconcile;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Standing;
import dev.mandate.model.subject.SubjectId;
import java.util.Map;
import java.util.Set;

/**
 * Whose access a change widens, through AppRoles too: nobody approves for themselves.
 *
 * @param subjects who the accounts belong to
 */
record Beneficiaries(Standing standing, Map<AccountName, SubjectId> subjects) {
    String[] of(Change change) {
        if (!change.direction().mayWiden()) {
            return new String[0];
        }
        Set<AccountName> people = change.principal() instanceof Principal.Account(var account)
                ? Set.of(account)
                : standing.people(change.principal());
        return people.stream()
                .filter(subjects::containsKey)
                .map(subjects::get)
                .map(SubjectId::value)
                .distinct()
                .sorted()
                .toArray(String[]::new);
    }
}
