package dev.mandate.service.policy;

import static dev.mandate.service.policy.TestingPolicy.ADA;
import static dev.mandate.service.policy.TestingPolicy.GRACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.plan.Approval.Assurance;
import dev.mandate.service.platform.PageRequest;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.policy.Publication.Published;
import dev.mandate.service.policy.Publication.Refused;
import dev.mandate.service.policy.Publication.Unchanged;
import dev.mandate.service.policy.Publication.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nobody else is there, whoever loosens something says so twice, with time in between. */
class DecidersTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final Deciders ONE = new Deciders(1, Duration.ofHours(1));
    private static final String FIRST = "roles: [{id: analyst, gives: [{entitlements: [\"role:analyst\"]}]}]\n";
    private static final String LOOSER = FIRST + "guards: {max-removals: 50}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @BeforeEach
    void forgetTheOtherTests() {
        TestingPolicy.clear(DATABASE);
    }

    private TestingPolicy policy(Deciders deciders) {
        return TestingPolicy.over(DATABASE, data, new InMemoryNames(), new PolicySettings(deciders, Optional.empty()));
    }

    private static Waiting waits(TestingPolicy policy, String yaml) {
        return (Waiting) policy.publish(ADA, yaml);
    }

    private static void refused(TestingPolicy policy, Caller caller, Waiting waiting, String why) {
        assertThat(policy.api.approve(caller, waiting.hash(), "I am sure"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.faults())
                                .singleElement()
                                .asString()
                                .contains(why));
        assertThat(policy.entries()).anyMatch(entry -> entry.contains("policy.approval-refused"));
    }

    @Test
    void theOnlyPersonConfirmsLaterAndItSaysSoEverywhere() {
        var policy = policy(ONE);
        policy.publish(ADA, FIRST);
        var waiting = waits(policy, LOOSER);
        assertThat(waiting.aloneFrom()).contains(policy.clock.now().plus(Duration.ofHours(1)));
        assertThat(policy.api.waiting(ADA).orElseThrow().aloneFrom()).isEqualTo(waiting.aloneFrom());

        refused(policy, ADA, waiting, "may approve alone (people: 1) from 20");
        policy.clock.advance(Duration.ofMinutes(59));
        refused(policy, ADA, waiting, "may approve alone (people: 1) from 20");
        policy.clock.advance(Duration.ofMinutes(1));
        var published = (Published) policy.api.approve(ADA, waiting.hash(), "I am sure");
        assertThat(published.assurance()).contains(Assurance.SELF_CONFIRMED);
        var view = policy.api.versions(ADA, PageRequest.first(10)).items().getFirst();
        assertThat(view.assurance()).contains(Assurance.SELF_CONFIRMED);
        assertThat(policy.entries())
                .filteredOn(entry -> entry.contains("policy.approved"))
                .singleElement()
                .asString()
                .contains("\"assurance\":\"self-confirmed\"");
    }

    @Test
    void publishingTheSameAgainDoesNotBeginTheWaitAnewAndSomethingElseDoes() {
        var policy = policy(ONE);
        policy.publish(ADA, FIRST);
        var waiting = waits(policy, LOOSER);
        policy.clock.advance(Duration.ofMinutes(30));
        assertThat(waits(policy, LOOSER)).isEqualTo(waiting);
        var other = waits(policy, LOOSER.replace("50", "60"));
        assertThat(other.aloneFrom()).contains(policy.clock.now().plus(Duration.ofHours(1)));
        policy.clock.advance(Duration.ofMinutes(30));
        refused(policy, ADA, other, "may approve alone");
    }

    @Test
    void somebodyElseNeedNotWait() {
        var policy = policy(ONE);
        policy.publish(ADA, FIRST);
        var waiting = waits(policy, LOOSER);
        var published = (Published) policy.api.approve(GRACE, waiting.hash(), "looked at");
        assertThat(published.assurance()).contains(Assurance.HOST_OPERATOR);
    }

    @Test
    void whereTwoDecideNobodyConfirmsAloneHoweverLate() {
        var policy = policy(Deciders.TWO);
        policy.publish(ADA, FIRST);
        var waiting = waits(policy, LOOSER);
        assertThat(waiting.aloneFrom()).isEmpty();
        policy.clock.advance(Duration.ofDays(30));
        refused(policy, ADA, waiting, "somebody else must approve");
    }

    @Test
    void thatOnePersonDecidesIsItselfLooser() {
        policy(Deciders.TWO).publish(ADA, FIRST);
        var alone = policy(ONE);
        assertThat(alone.api.deciders().people()).isEqualTo(2);
        var waiting = waits(alone, FIRST);
        assertThat(waiting.reasons()).containsExactly("mandate.yaml: one person decides alone (people: 1)");
        alone.clock.advance(Duration.ofDays(1));
        refused(alone, ADA, waiting, "people: 1 of mandate.yaml is itself looser");
        assertThat(alone.api.approve(GRACE, waiting.hash(), "I leave")).isInstanceOf(Published.class);
        assertThat(alone.api.deciders().people()).isEqualTo(1);
        assertThat(alone.publish(ADA, FIRST)).isInstanceOf(Unchanged.class);
        var next = waits(alone, LOOSER);
        alone.clock.advance(Duration.ofHours(1));
        assertThat(alone.api.approve(ADA, next.hash(), "I am sure")).isInstanceOf(Published.class);
    }

    @Test
    void thatTwoDecideAgainHoldsAtOnce() {
        var alone = policy(ONE);
        alone.publish(ADA, FIRST);
        var waiting = waits(alone, LOOSER);
        var two = policy(Deciders.TWO);
        two.clock.advance(Duration.ofHours(2));
        assertThat(two.api.deciders().people()).isEqualTo(2);
        refused(two, ADA, waiting, "somebody else must approve");
        assertThat(two.publish(ADA, FIRST)).isInstanceOf(Published.class);
        assertThat(waits(policy(ONE), FIRST).reasons()).isNotEmpty();
    }

    @Test
    void aShorterWaitIsLooserAndBeginsAfterTheLongerOne() {
        policy(ONE).publish(ADA, FIRST);
        var shorter = policy(new Deciders(1, Duration.ofMinutes(5)));
        var waiting = waits(shorter, FIRST);
        assertThat(waiting.reasons())
                .containsExactly("mandate.yaml: whoever decides alone waits shorter (confirm-after)");
        shorter.clock.advance(Duration.ofMinutes(6));
        refused(shorter, ADA, waiting, "may approve alone");
        shorter.clock.advance(Duration.ofMinutes(54));
        assertThat(shorter.api.approve(ADA, waiting.hash(), "I am sure")).isInstanceOf(Published.class);
        assertThat(shorter.api.deciders().confirmAfter()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void theWaitIsNeverNothing() {
        assertThatThrownBy(() -> new Deciders(1, Duration.ZERO)).hasMessageContaining("a minute or longer");
        assertThatThrownBy(() -> new Deciders(0, Duration.ofHours(1))).hasMessageContaining("1 or 2");
    }

    @Test
    void nobodyPublishesByHandWhatAFileSaysAFolderIs() {
        var managed = TestingPolicy.over(
                DATABASE,
                data,
                new InMemoryNames(),
                new PolicySettings(Deciders.TWO, Optional.of("/etc/mandate.yaml says policy: /etc/policy")));
        assertThat(managed.api.publishByHand(ADA, TestingPolicy.reading(FIRST), 0))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.faults())
                                .singleElement()
                                .asString()
                                .contains(
                                        "/etc/mandate.yaml says policy: /etc/policy",
                                        "change it there",
                                        "take policy: out"));
        assertThat(managed.entries()).singleElement().asString().contains("policy.refused");
        assertThat(managed.publish(ADA, FIRST)).as("run and serve do").isInstanceOf(Published.class);
    }
}
