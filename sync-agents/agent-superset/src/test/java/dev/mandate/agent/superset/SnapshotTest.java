package dev.mandate.agent.superset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.state.AccountStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final SupersetUser ANN = user(1, "ann", "reader");
    private static final SupersetUser BOB = user(2, "bob", "group:team");
    private static final SupersetRole READER = new SupersetRole(5, "reader", Set.of(1), Set.of(7), Set.of(9));
    private static final SupersetGroup TEAM = new SupersetGroup(7, "group:team", Set.of(2), Set.of("reader"));
    private static final Map<Integer, Pair> PAIRS = Map.of(9, new Pair("can_read", "Dataset"));
    private static final Rule RULE = new Rule(3, "eu", false, "a", null, new TreeSet<>(), Set.of("reader"));

    @Test
    void listsThatAgreeAreOneReading() {
        assertThat(snapshot(List.of(ANN, BOB), List.of(READER), List.of(TEAM), PAIRS, List.of(RULE)))
                .matches(Snapshot::consistent);
    }

    /** A row that vanishes from a page while another comes leaves the count as it was and shifts one out of sight. */
    @Test
    void aRowThatAPageLostShowsInAnotherList() {
        assertThat(List.of(
                        snapshot(List.of(BOB), List.of(READER), List.of(TEAM), PAIRS, List.of(RULE)),
                        snapshot(List.of(ANN), List.of(READER), List.of(TEAM), PAIRS, List.of(RULE)),
                        snapshot(List.of(ANN, BOB), List.of(), List.of(TEAM), PAIRS, List.of()),
                        snapshot(List.of(ANN, BOB), List.of(READER), List.of(), PAIRS, List.of(RULE)),
                        snapshot(List.of(ANN, BOB), List.of(READER), List.of(TEAM), Map.of(), List.of(RULE)),
                        snapshot(
                                List.of(ANN, BOB),
                                List.of(READER),
                                List.of(TEAM),
                                PAIRS,
                                List.of(RULE.withRoles(Set.of("other"))))))
                .noneMatch(Snapshot::consistent);
    }

    @Test
    void rulesThatMovedAreReadAgain() {
        assertThat(new Snapshot(List.of(ANN, BOB), List.of(READER), List.of(TEAM), PAIRS, List.of(RULE), false))
                .matches(snapshot -> !snapshot.consistent());
    }

    private static Snapshot snapshot(
            List<SupersetUser> users,
            List<SupersetRole> roles,
            List<SupersetGroup> groups,
            Map<Integer, Pair> pairs,
            List<Rule> rules) {
        return new Snapshot(users, roles, groups, pairs, rules, true);
    }

    private static SupersetUser user(int id, String name, String... holds) {
        return new SupersetUser(id, name, name, "-", "-", AccountStatus.ENABLED, "", Set.of(holds));
    }
}
