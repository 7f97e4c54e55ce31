package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Which account every subject has, or should have, in one deployment; a name that is in doubt is nobody's. */
final class AccountsHere {
    private final DeploymentContext context;
    private final AccountNames names;
    private final Numbering<SubjectId> subjects;
    private final IntPredicate wanting;
    private final Map<AccountName, SubjectId> linked = new HashMap<>();
    private final Map<AccountName, Integer> links = new HashMap<>();

    /** @param wanting whether a subject, by number, should hold something here, so that it needs an account */
    AccountsHere(DeploymentContext context, AccountNames names, Numbering<SubjectId> subjects, IntPredicate wanting) {
        this.context = context;
        this.names = names;
        this.subjects = subjects;
        this.wanting = wanting;
        context.links().forEach((subject, name) -> {
            linked.put(name, subject);
            links.merge(name, 1, Integer::sum);
        });
    }

    /** The account, or the reason why there is none. */
    sealed interface Answer {
        record Account(AccountName name, boolean linked) implements Answer {}

        record None(Finding finding) implements Answer {}
    }

    Answer of(int number, Subject subject) {
        AccountName link = context.links().get(subject.id());
        if (link != null) {
            return links.getOrDefault(link, 0) == 1
                    ? new Answer.Account(link, true)
                    : taken(subject, link, "is linked to several subjects; keep one link");
        }
        AccountName name = names.of(number);
        if (name == null) {
            return none(
                    FindingCode.ATTRIBUTE_MISSING,
                    subject,
                    "has no usable "
                            + String.join(
                                    ", ", context.deployment().accountName().attributes())
                            + " for the account name " + context.deployment().accountName()
                            + "; complete it in its source");
        }
        if (linked.containsKey(name)) {
            return taken(subject, name, "belongs to another subject; link or rename one of them");
        }
        if (context.tombstones().contains(name)) {
            return none(
                    FindingCode.ACCOUNT_NAME_TOMBSTONED,
                    subject,
                    "would get account " + name + ", which a leaver had; give it another name or link an account");
        }
        if (isShared(name)) {
            return taken(subject, name, "would be the account of several subjects; change an attribute or the pattern");
        }
        return new Answer.Account(name, false);
    }

    private boolean isShared(AccountName name) {
        int claims = 0;
        for (int other : names.sharing(name)) {
            if (wanting.test(other) && !context.links().containsKey(subjects.at(other))) {
                claims++;
            }
        }
        return claims > 1;
    }

    /** Whose account this is by a link that is not in doubt. */
    Optional<SubjectId> holder(@Nullable AccountName name) {
        return Optional.ofNullable(linked.get(name)).filter(subject -> links.getOrDefault(name, 0) == 1);
    }

    private static Answer taken(Subject subject, AccountName name, String why) {
        return none(FindingCode.ACCOUNT_NAME_TAKEN, subject, "gets no access: account " + name + " " + why);
    }

    private static Answer none(FindingCode code, Subject subject, String what) {
        return new Answer.None(
                new Finding(code, subject.id().toString(), "Subject " + subject.id() + " " + what + "."));
    }
}
