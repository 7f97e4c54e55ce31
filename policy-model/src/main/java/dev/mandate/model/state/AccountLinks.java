package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Decides which found accounts belong to which subjects. Only evidence that is unambiguous on both sides links; an
 * account that is the agent's, built in or a superuser is never linked by itself.
 */
public final class AccountLinks {
    private final Deployment deployment;
    private final Map<SubjectId, AccountName> linked;
    private final Map<String, AccountName> nativeIds;
    private final Map<AccountName, SubjectId> creating;

    /** One new belief. */
    public record Link(AccountName account, SubjectId subject, LinkEvidence evidence) {}

    /**
     * What is known before the read.
     *
     * @param linked links in force
     * @param nativeIds the account name under which each native id was last seen
     * @param creating accounts that were not there when Mandate set about making them for these subjects
     */
    public AccountLinks(
            Deployment deployment,
            Map<SubjectId, AccountName> linked,
            Map<String, AccountName> nativeIds,
            Map<AccountName, SubjectId> creating) {
        this.deployment = deployment;
        this.linked = Map.copyOf(linked);
        this.nativeIds = Map.copyOf(nativeIds);
        this.creating = Map.copyOf(creating);
    }

    /** Where no account is just being made. */
    public AccountLinks(Deployment deployment, Map<SubjectId, AccountName> linked, Map<String, AccountName> nativeIds) {
        this(deployment, linked, nativeIds, Map.of());
    }

    /**
     * The links to add, in order of account name. One for a subject that is linked already replaces that link: the
     * account was renamed.
     */
    public List<Link> found(Collection<ObservedAccount> accounts, Collection<Subject> subjects) {
        Map<AccountName, Link> found = new TreeMap<>();
        renamed(accounts).forEach(link -> found.put(link.account(), link));
        made(accounts).forEach(link -> found.putIfAbsent(link.account(), link));
        String linkBy = deployment.linkBy();
        if (linkBy != null) {
            var byRule = new Match(LinkEvidence.ATTRIBUTE, of(linkBy), subject -> subject.attribute(linkBy));
            byRule.addTo(found, accounts, subjects);
        }
        var byMail = new Match(
                LinkEvidence.MAIL,
                of(Subject.EMAIL).andThen(AccountLinks::folded),
                subject -> folded(subject.attribute(Subject.EMAIL)));
        byMail.addTo(found, accounts, subjects);
        if (deployment.trustNames()) {
            var byName = new Match(
                    LinkEvidence.NAME,
                    account -> Optional.of(account.name().value()),
                    subject -> deployment.accountName().nameOf(subject).map(AccountName::value));
            byName.addTo(found, accounts, subjects);
        }
        return List.copyOf(found.values());
    }

    /** Only those of accounts that Mandate was making. */
    public List<Link> made(Collection<ObservedAccount> accounts) {
        if (creating.isEmpty()) {
            return List.of();
        }
        Set<AccountName> taken = new HashSet<>(linked.values());
        return accounts.stream()
                .filter(account -> linkable(account) && !taken.contains(account.name()))
                .flatMap(account -> Optional.ofNullable(creating.get(account.name()))
                        .filter(subject -> !linked.containsKey(subject))
                        .map(subject -> new Link(account.name(), subject, LinkEvidence.MADE))
                        .stream())
                .toList();
    }

    private List<Link> renamed(Collection<ObservedAccount> accounts) {
        Map<AccountName, SubjectId> vanished = new HashMap<>();
        linked.forEach((subject, name) -> vanished.put(name, subject));
        accounts.forEach(account -> vanished.remove(account.name()));
        return accounts.stream()
                .filter(AccountLinks::linkable)
                .flatMap(account -> Optional.ofNullable(account.nativeId())
                        .map(nativeIds::get)
                        .map(vanished::get)
                        .map(subject -> new Link(account.name(), subject, LinkEvidence.NATIVE_ID))
                        .stream())
                .toList();
    }

    private static boolean linkable(ObservedAccount account) {
        return !account.superuser() && account.kind() != AccountKind.AGENT && account.kind() != AccountKind.BUILT_IN;
    }

    /** One sort of evidence: equal values that nobody else has, on either side. */
    private final class Match {
        private final LinkEvidence evidence;
        private final Function<ObservedAccount, Optional<String>> accountValue;
        private final Function<Subject, Optional<String>> subjectValue;

        Match(
                LinkEvidence evidence,
                Function<ObservedAccount, Optional<String>> accountValue,
                Function<Subject, Optional<String>> subjectValue) {
            this.evidence = evidence;
            this.accountValue = accountValue;
            this.subjectValue = subjectValue;
        }

        void addTo(Map<AccountName, Link> found, Collection<ObservedAccount> accounts, Collection<Subject> subjects) {
            Set<AccountName> takenAccounts = new HashSet<>(linked.values());
            takenAccounts.addAll(found.keySet());
            Set<SubjectId> takenSubjects = new HashSet<>(linked.keySet());
            found.values().forEach(link -> takenSubjects.add(link.subject()));
            Map<String, Optional<Subject>> bySubjectValue = unique(subjects, subjectValue);
            unique(accounts, accountValue)
                    .forEach((value, account) -> account.filter(
                                    one -> linkable(one) && !takenAccounts.contains(one.name()))
                            .ifPresent(one -> bySubjectValue
                                    .getOrDefault(value, Optional.empty())
                                    .filter(subject -> !takenSubjects.contains(subject.id()))
                                    .ifPresent(subject ->
                                            found.put(one.name(), new Link(one.name(), subject.id(), evidence)))));
        }
    }

    /** By value; a value that several have maps to nothing. */
    private static <T> Map<String, Optional<T>> unique(Collection<T> all, Function<T, Optional<String>> value) {
        Map<String, Optional<T>> byValue = new HashMap<>();
        for (T one : all) {
            value.apply(one)
                    .filter(text -> !text.isBlank())
                    .ifPresent(text -> byValue.merge(text, Optional.of(one), (a, b) -> Optional.empty()));
        }
        return byValue;
    }

    private static Function<ObservedAccount, Optional<String>> of(String name) {
        return account -> Optional.ofNullable(account.attributes().get(name));
    }

    private static Optional<String> folded(Optional<String> value) {
        return value.map(text -> text.toLowerCase(Locale.ROOT));
    }
}
