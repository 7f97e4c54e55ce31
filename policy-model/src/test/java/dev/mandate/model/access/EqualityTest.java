package dev.mandate.model.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.subject.SubjectId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Equality of what a deployment has a million of is written by hand: every part must count, as its order says. */
class EqualityTest {
    private static final String KIND = "table";
    private static final String RESOURCE = "a.*";
    private static final String ACTION = "SELECT";

    @Test
    void entitlementsThatDifferInOnePartAreNotEqual() {
        distinct(List.of(
                entitlement(KIND, RESOURCE, false, ACTION, Effect.ALLOW, null, Map.of()),
                entitlement("view", RESOURCE, false, ACTION, Effect.ALLOW, null, Map.of()),
                entitlement(KIND, "b.*", false, ACTION, Effect.ALLOW, null, Map.of()),
                entitlement(KIND, RESOURCE, true, ACTION, Effect.ALLOW, null, Map.of()),
                entitlement(KIND, RESOURCE, false, "INSERT", Effect.ALLOW, null, Map.of()),
                entitlement(KIND, RESOURCE, false, null, Effect.ALLOW, null, Map.of()),
                entitlement(KIND, RESOURCE, false, ACTION, Effect.DENY, null, Map.of()),
                entitlement(KIND, RESOURCE, false, ACTION, Effect.ALLOW, "own = 1", Map.of()),
                entitlement(KIND, RESOURCE, false, ACTION, Effect.ALLOW, null, Map.of("admin", "true")),
                entitlement(KIND, RESOURCE, false, ACTION, Effect.ALLOW, null, Map.of("admin", "false"))));
    }

    @Test
    void entitlementsWithEqualPartsAreEqual() {
        var one = entitlement(KIND, RESOURCE, true, ACTION, Effect.DENY, "own = 1", Map.of("admin", "true"));
        var other = entitlement(KIND, RESOURCE, true, ACTION, Effect.DENY, "own = 1", Map.of("admin", "true"));
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isEqualByComparingTo(other);
    }

    @Test
    void grantsDifferByWhoAndByWhat() {
        var reads = Entitlement.of(KIND, RESOURCE, ACTION);
        distinct(List.of(
                new Grant(account("ann"), reads),
                new Grant(account("bob"), reads),
                new Grant(new Principal.AppRole(AppRoleName.of("ann")), reads),
                new Grant(new Principal.ExternalGroup("ann"), reads),
                new Grant(new Principal.Anyone(), reads),
                new Grant(account("ann"), Entitlement.of(KIND, RESOURCE, "INSERT"))));
        assertThat(new Grant(account("ann"), reads)).isEqualTo(new Grant(account("ann"), reads));
    }

    @Test
    void namesOfDifferentKindsAreNotEqual() {
        assertThat(List.<Object>of(AccountName.of("ann"), AppRoleName.of("ann"), SubjectId.of("ann"), "ann"))
                .doesNotHaveDuplicates();
    }

    private static <T extends Comparable<T>> void distinct(List<T> all) {
        assertThat(all).doesNotHaveDuplicates();
        for (T one : all) {
            for (T other : all) {
                assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
            }
        }
    }

    private static Principal account(String name) {
        return new Principal.Account(AccountName.of(name));
    }

    private static Entitlement entitlement(
            String kind,
            String resource,
            boolean pattern,
            @Nullable String action,
            Effect effect,
            @Nullable String condition,
            Map<String, String> options) {
        return new Entitlement(kind, resource, pattern, action, effect, condition, new TreeMap<>(options));
    }
}
