package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.SubjectId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an account pattern makes of every subject; the same for all deployments that use the pattern. */
final class AccountNames {
    private static final int[] NOBODY = {};
    private final @Nullable AccountName[] names;
    private final Map<AccountName, int[]> shared = new HashMap<>();

    AccountNames(AccountPattern pattern, Directory directory, Numbering<SubjectId> subjects) {
        names = new AccountName[subjects.size()];
        Map<AccountName, Integer> first = HashMap.newHashMap(names.length);
        var sharers = new HashMap<AccountName, IntList>();
        for (int subject = 0; subject < names.length; subject++) {
            AccountName name = Optional.ofNullable(directory.subjects().get(subjects.at(subject)))
                    .flatMap(pattern::nameOf)
                    .orElse(null);
            names[subject] = name;
            Integer other = name == null ? null : first.putIfAbsent(name, subject);
            if (name != null && other != null) {
                IntList list = sharers.computeIfAbsent(name, key -> new IntList());
                if (list.isEmpty()) {
                    list.add(other);
                }
                list.add(subject);
            }
        }
        sharers.forEach((name, list) -> shared.put(name, list.toArray()));
    }

    /** The name, or null where an attribute for it is missing. */
    @Nullable
    AccountName of(int subject) {
        return names[subject];
    }

    /** All subjects of a name that several have, else none. */
    int[] sharing(AccountName name) {
        return shared.getOrDefault(name, NOBODY);
    }
}
