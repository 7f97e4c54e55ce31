package dev.mandate.model.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.VocabularyChange.Affected;
import dev.mandate.model.access.VocabularyChange.Effect;
import dev.mandate.model.access.VocabularyChange.Sort;
import dev.mandate.model.access.VocabularyChange.Word;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VocabularyChangeTest {
    private static final Entitlement READ = Entitlement.of("table", "orders", "read");
    private static final Entitlement TUNE = Entitlement.of("table", "orders", "tune");
    private static final Entitlement DROP = Entitlement.of("table", "orders", "drop");
    private static final Entitlement KEEPER = Entitlement.memberOf(AppRoleName.of("keeper"));
    private static final Entitlement OLD = Entitlement.memberOf(AppRoleName.of("old"));

    private final Vocabulary first = vocabulary(
            "1",
            List.of(kind("role", List.of(), Set.of()), kind("table", List.of("read", "drop"), Set.of("grantable"))),
            List.of(new Vocabulary.Item(READ, Risk.STANDARD, Direction.WIDENS, "can read")),
            Set.of(AppRoleName.of("old")),
            List.of());
    private final Vocabulary second = vocabulary(
            "2",
            List.of(
                    kind("role", List.of(), Set.of("admin")),
                    kind("table", List.of("read", "tune"), Set.of()),
                    kind("cube", List.of("read"), Set.of("grantable"))),
            List.of(new Vocabulary.Item(READ, Risk.ELEVATED, Direction.BOTH, "can read and copy")),
            Set.of(AppRoleName.of("keeper")),
            List.of(READ));
    private final VocabularyChange change = new VocabularyChange(first, second);

    private static Vocabulary vocabulary(
            String release,
            List<Vocabulary.Kind> kinds,
            List<Vocabulary.Item> items,
            Set<AppRoleName> builtIn,
            List<Entitlement> neutral) {
        var byName = new TreeMap<String, Vocabulary.Kind>();
        kinds.forEach(kind -> byName.put(kind.name(), kind));
        return new Vocabulary(ApplicationName.of("shop"), Release.of(release), byName, items, builtIn, neutral);
    }

    private static Vocabulary.Kind kind(String name, List<String> actions, Set<String> options) {
        return new Vocabulary.Kind(
                name,
                name.equals("role") ? Facet.MEMBERSHIPS : Facet.ROLE_CONTENT,
                actions,
                false,
                Direction.WIDENS,
                Risk.STANDARD,
                Map.of(),
                options);
    }

    @Test
    void tellsEveryWordThatOnlyOneHas() {
        assertThat(change.words())
                .containsExactly(
                        new Word(Sort.KIND, "cube", true),
                        new Word(Sort.OPTION, "role admin", true),
                        new Word(Sort.ACTION, "table drop", false),
                        new Word(Sort.ACTION, "table tune", true),
                        new Word(Sort.OPTION, "table grantable", false),
                        new Word(Sort.BUILT_IN, "keeper", true),
                        new Word(Sort.BUILT_IN, "old", false),
                        new Word(Sort.NEUTRAL, "table:orders read", true));
        assertThat(new VocabularyChange(first, first).words()).isEmpty();
    }

    @Test
    void tellsWhatIsGainedAndLost() {
        assertThat(change.on(DROP)).singleElement().satisfies(one -> {
            assertThat(one.effect()).isEqualTo(Effect.LOST);
            assertThat(one.now()).contains("shop 2", "no action 'drop'");
        });
        assertThat(change.on(TUNE)).extracting(Affected::effect).containsExactly(Effect.GAINED);
        assertThat(change.on(KEEPER)).extracting(Affected::effect).containsExactly(Effect.GAINED);
        assertThat(change.on(OLD)).singleElement().satisfies(one -> {
            assertThat(one.effect()).isEqualTo(Effect.LOST);
            assertThat(one.now()).isEqualTo("shop 2 does not ship old");
        });
        assertThat(change.on(Entitlement.of("view", "x", "read")))
                .as("neither release has it")
                .isEmpty();
    }

    @Test
    void tellsWhatStaysUnderTheSameNameAndIsSomethingElse() {
        assertThat(change.on(READ))
                .containsExactly(
                        new Affected(READ, Effect.RISK, "standard", "elevated"),
                        new Affected(READ, Effect.DIRECTION, "widens", "both"),
                        new Affected(READ, Effect.MEANING, "can read", "can read and copy"),
                        new Affected(READ, Effect.NEUTRAL, "compared", "not compared"));
        assertThat(new VocabularyChange(second, first).on(READ))
                .extracting(Affected::effect)
                .contains(Effect.COMPARED);
        assertThat(change.on(Entitlement.memberOf(AppRoleName.of("ours")))).isEmpty();
    }

    @Test
    void tellsOfADefinedAppRoleThatTheProductShipsNow() {
        assertThat(change.on(AppRoleName.of("keeper")).map(Affected::effect)).contains(Effect.SHIPPED);
        assertThat(change.on(AppRoleName.of("ours"))).isEmpty();
        assertThat(change.on(AppRoleName.of("old"))).isEmpty();
    }

    @Test
    void comparesNoTwoProducts() {
        var other = new Vocabulary(
                ApplicationName.of("till"), Release.of("1"), new TreeMap<>(), List.of(), Set.of(), List.of());
        assertThatThrownBy(() -> new VocabularyChange(first, other)).hasMessageContaining("till");
    }
}
