package dev.mandate.agent.superset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AppRolesTest {
    @Test
    void aRoleIsNeverTakenForAGroup() {
        for (String name : List.of("x", "group:x", "group:group:x", "\\u0067roup:x", "Zoë", "a\tb")) {
            assertThat(List.of(AppRoles.ofRole(name), AppRoles.ofGroup(name))).allMatch(AppRoles::canonical);
            assertThat(AppRoles.isGroup(AppRoles.ofRole(name))).isFalse();
            assertThat(AppRoles.isGroup(AppRoles.ofGroup(name))).isTrue();
            assertThat(AppRoles.product(AppRoles.ofRole(name))).isEqualTo(name);
            assertThat(AppRoles.product(AppRoles.ofGroup(name))).isEqualTo(name);
        }
        assertThat(AppRoles.canonical("\\u0078")).isFalse();
    }

    @Test
    void datasetNamesMayContainCommas() {
        assertThat(Rule.datasets("[a, b].[c](id:1), [a].[d, e](id:22)"))
                .containsExactly("[a, b].[c](id:1)", "[a].[d, e](id:22)");
    }
}
