package dev.mandate.model.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an application can grant before and after a change of its release. */
public record VocabularyChange(Vocabulary from, Vocabulary to) {
    public VocabularyChange {
        if (!from.application().equals(to.application())) {
            throw new IllegalArgumentException(
                    "vocabularies of " + from.application() + " and " + to.application() + " are not compared");
        }
    }

    /** What a word of a vocabulary is. */
    public enum Sort {
        KIND,
        ACTION,
        OPTION,
        BUILT_IN,
        NEUTRAL;

        /** As it is shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A word that only one of the two has.
     *
     * @param name actions and options with their kind before them, such as {@code table MAINTAIN}
     * @param added whether it is the later one that has it
     */
    public record Word(Sort sort, String name, boolean added) {}

    /** What the change does to something that policy gives. */
    public enum Effect {
        /** It could not be given before. */
        GAINED,

        /** It cannot be given any more. */
        LOST,

        /** The product ships an AppRole of this name from now on, whose content is not Mandate's. */
        SHIPPED,

        /** Another risk. */
        RISK,

        /** Adding it does something else: widens, narrows, or both. */
        DIRECTION,

        /** The holder can do something else by it. */
        MEANING,

        /** It is not compared any more, because the product itself adds or removes it. */
        NEUTRAL,

        /** It is compared from now on. */
        COMPARED;

        /** As it is shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One effect.
     *
     * @param was how it was with the earlier release
     * @param now how it is with the later one
     */
    public record Affected(Entitlement entitlement, Effect effect, String was, String now) {}

    /** Every word that only one of the two has; the kinds first, and what a new kind brings with it not once more. */
    public List<Word> words() {
        List<Word> words = new ArrayList<>();
        differ(words, Sort.KIND, from.kinds().keySet(), to.kinds().keySet());
        Set<String> both = new TreeSet<>(from.kinds().keySet());
        both.retainAll(to.kinds().keySet());
        for (String kind : both) {
            differ(
                    words,
                    Sort.ACTION,
                    of(kind, from, Vocabulary.Kind::actions),
                    of(kind, to, Vocabulary.Kind::actions));
            differ(
                    words,
                    Sort.OPTION,
                    of(kind, from, Vocabulary.Kind::options),
                    of(kind, to, Vocabulary.Kind::options));
        }
        differ(words, Sort.BUILT_IN, names(from.builtIn()), names(to.builtIn()));
        differ(words, Sort.NEUTRAL, names(from.neutral()), names(to.neutral()));
        return List.copyOf(words);
    }

    private static Set<String> of(
            String kind, Vocabulary vocabulary, Function<Vocabulary.Kind, Collection<String>> words) {
        return Optional.ofNullable(vocabulary.kinds().get(kind)).map(words).orElse(List.of()).stream()
                .map(word -> kind + " " + word)
                .collect(Collectors.toSet());
    }

    private static Set<String> names(Collection<?> all) {
        return all.stream().map(Object::toString).collect(Collectors.toSet());
    }

    private static void differ(List<Word> words, Sort sort, Set<String> before, Set<String> after) {
        Set<String> all = new TreeSet<>(before);
        all.addAll(after);
        for (String name : all) {
            if (before.contains(name) != after.contains(name)) {
                words.add(new Word(sort, name, after.contains(name)));
            }
        }
    }

    /** What becomes of something that policy gives; nothing where it stays as it is. */
    public List<Affected> on(Entitlement entitlement) {
        Optional<String> before = from.fault(entitlement).or(() -> notShipped(from, to, entitlement));
        Optional<String> after = to.fault(entitlement).or(() -> notShipped(to, from, entitlement));
        if (after.isPresent()) {
            return before.isPresent()
                    ? List.of()
                    : List.of(new Affected(entitlement, Effect.LOST, from.sentence(entitlement), after.get()));
        }
        if (before.isPresent()) {
            return List.of(new Affected(entitlement, Effect.GAINED, before.get(), to.sentence(entitlement)));
        }
        List<Affected> affected = new ArrayList<>();
        differ(affected, entitlement, Effect.RISK, vocabulary -> word(vocabulary.risk(entitlement)));
        differ(affected, entitlement, Effect.DIRECTION, vocabulary -> word(vocabulary.adding(entitlement)));
        differ(affected, entitlement, Effect.MEANING, vocabulary -> vocabulary.sentence(entitlement));
        differ(
                affected,
                entitlement,
                to.isNeutral(entitlement) ? Effect.NEUTRAL : Effect.COMPARED,
                vocabulary -> vocabulary.isNeutral(entitlement) ? "not compared" : "compared");
        return Collections.unmodifiableList(affected);
    }

    /** What becomes of an AppRole that policy defines. */
    public Optional<Affected> on(AppRoleName defined) {
        return from.isBuiltIn(defined) || !to.isBuiltIn(defined)
                ? Optional.empty()
                : Optional.of(new Affected(
                        Entitlement.memberOf(defined),
                        Effect.SHIPPED,
                        "defined by policy",
                        "ships with " + to.application() + " " + to.release() + ", its content is the product's"));
    }

    /** Membership of what only the other release ships. */
    private static Optional<String> notShipped(Vocabulary here, Vocabulary there, Entitlement entitlement) {
        return entitlement
                .memberOf()
                .filter(role -> there.isBuiltIn(role) && !here.isBuiltIn(role))
                .map(role -> here.application() + " " + here.release() + " does not ship " + role);
    }

    private void differ(
            List<Affected> affected, Entitlement entitlement, Effect effect, Function<Vocabulary, String> says) {
        String was = says.apply(from);
        String now = says.apply(to);
        if (!was.equals(now)) {
            affected.add(new Affected(entitlement, effect, was, now));
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
