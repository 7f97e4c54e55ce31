package dev.mandate.service.directory;

import dev.mandate.model.subject.SubjectKind;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a provider's word for a sort of user ({@code userType}, RFC 7643 section 4.1.1) means here. The words are the company's own, in any
 * case; whoever has none of these is a person who is here.
 *
 * @param services words for services
 * @param machines words for machines
 * @param staged words for whoever is known before their first day
 */
public record UserTypes(Set<String> services, Set<String> machines, Set<String> staged) {
    public static final UserTypes NONE = new UserTypes(Set.of(), Set.of(), Set.of());

    public UserTypes {
        services = lower(services);
        machines = lower(machines);
        staged = lower(staged);
        Set<String> both = new TreeSet<>(services);
        both.retainAll(machines);
        if (!both.isEmpty()) {
            throw new IllegalArgumentException("these cannot mean a service and a machine: " + both);
        }
    }

    private static Set<String> lower(Set<String> words) {
        return words.stream().map(UserTypes::lower).collect(Collectors.toUnmodifiableSet());
    }

    private static String lower(String word) {
        return word.strip().toLowerCase(Locale.ROOT);
    }

    public SubjectKind kind(String type) {
        String word = lower(type);
        if (services.contains(word)) {
            return SubjectKind.SERVICE;
        }
        return machines.contains(word) ? SubjectKind.MACHINE : SubjectKind.PERSON;
    }

    public boolean isStaged(String type) {
        return staged.contains(lower(type));
    }
}
