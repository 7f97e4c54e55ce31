package dev.mandate.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.plan.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an agent answers arrives as it was meant, on a host with another clock. */
class AnswersTest {
    private static final Instant THERE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant HERE = Instant.parse("2026-01-01T07:00:00Z");
    private static final String HOSTILE = "o'brien \"q\" \n\u0000 =cmd 𝔘";
    private static final AccountName ANN = AccountName.of("ann");

    @Test
    void aProfile() {
        var profile = new AgentProfile(
                ApplicationName.of("postgresql"),
                Release.of("18.1"),
                "pin " + HOSTILE,
                AccountName.of("mandate"),
                EnumSet.allOf(AgentProfile.Capability.class),
                Map.of(Facet.ACCOUNTS, List.of("one", "two")),
                AgentProfile.BatchUnit.TRANSACTION,
                500,
                Duration.ofSeconds(30),
                63,
                63);
        String text = AnswerText.profile(profile);
        assertThat(AnswerText.profile(Fields.parse(text))).isEqualTo(profile);
        String newer = text.replace("\"NARROW_READ\"", "\"TELEPATHY\"");
        assertThat(AnswerText.profile(Fields.parse(newer)).capabilities())
                .isEqualTo(EnumSet.complementOf(EnumSet.of(AgentProfile.Capability.NARROW_READ)));
    }

    @Test
    void outcomesWithTheirTimes() {
        List<Outcome> outcomes = List.of(
                new Outcome.Applied(THERE.plusSeconds(30)),
                new Outcome.AlreadyInPlace(),
                new Outcome.Rejected("stale-prior", HOSTILE),
                new Outcome.Unreachable(THERE.plusSeconds(90), HOSTILE));
        assertThat(AnswerText.outcomes(Fields.parse(AnswerText.outcomes(outcomes, THERE)), HERE))
                .containsExactly(
                        new Outcome.Applied(HERE.plusSeconds(30)),
                        new Outcome.AlreadyInPlace(),
                        new Outcome.Rejected("stale-prior", HOSTILE),
                        new Outcome.Unreachable(HERE.plusSeconds(90), HOSTILE));
    }

    /** Instants that no JSON number holds, and halves of characters, come from products. */
    @Test
    void whatCannotBeSaidIsCut() {
        List<Outcome> outcomes = List.of(new Outcome.Unreachable(Instant.MAX, "x".repeat(1 << 20) + "\ud800"));
        List<Outcome> read = AnswerText.outcomes(Fields.parse(AnswerText.outcomes(outcomes, THERE)), HERE);
        assertThat(read.getFirst()).isInstanceOfSatisfying(Outcome.Unreachable.class, unreachable -> {
            assertThat(unreachable.retryAt()).isEqualTo(HERE.plus(Duration.ofDays(30)));
            assertThat(unreachable.why()).hasSizeLessThan(2_100);
        });
    }

    @Test
    void failures() {
        for (ErrorCode code : ErrorCode.values()) {
            AgentException read = AnswerText.failure(
                            Fields.parse(AnswerText.failure(
                                    AgentException.until(THERE.plusSeconds(7), code, HOSTILE), THERE)),
                            HERE)
                    .orElseThrow();
            assertThat(read.code()).isEqualTo(code);
            assertThat(read).hasMessage(HOSTILE);
            assertThat(read.retryAt()).contains(HERE.plusSeconds(7));
        }
        assertThat(AnswerText.failure(Fields.parse("{\"error\":\"newer\",\"message\":\"m\"}"), HERE)
                        .orElseThrow()
                        .code())
                .isEqualTo(ErrorCode.TARGET_FAILED);
        assertThat(AnswerText.failure(Fields.parse("{}"), HERE)).isEmpty();
    }

    @Test
    void sessions() {
        var open = Map.of(ANN, new SessionKill.Open(2, "why " + HOSTILE));
        assertThat(AnswerText.open(Fields.parse(AnswerText.open(open)))).isEqualTo(open);
        var ended = Map.of(ANN, new SessionKill.Ended(1, 0, ""));
        assertThat(AnswerText.ended(Fields.parse(AnswerText.ended(ended)))).isEqualTo(ended);
    }

    @Test
    void facts() {
        var question = new Grant(new Principal.Account(ANN), Entitlement.memberOf(AppRoleName.of("r")));
        var access = Map.of(question, EffectiveAccess.Answer.unknown(HOSTILE));
        assertThat(FactText.access(Fields.parse(FactText.access(access)))).isEqualTo(access);
        var found = new Ungoverned.Found(
                List.of(new Ungoverned.Way(Ungoverned.Kind.TOKEN, HOSTILE, "where", "sentence", "fix")),
                List.of("unseen"));
        assertThat(FactText.ungoverned(Fields.parse(FactText.ungoverned(found))))
                .isEqualTo(found);
        var facts = new LoginSync.Facts(
                List.of(new LoginSync.Fact("s", "", Set.of(Facet.MEMBERSHIPS), "sentence", "fix")), List.of());
        assertThat(FactText.loginFacts(Fields.parse(FactText.loginFacts(facts))))
                .isEqualTo(facts);
        Map<AccountName, LastUsed.Use> uses = Map.of(
                ANN,
                new LastUsed.Use.At(THERE),
                AccountName.of("bob"),
                new LastUsed.Use.Never(),
                AccountName.of("cleo"),
                new LastUsed.Use.Unknown());
        assertThat(FactText.lastUse(Fields.parse(FactText.lastUse(uses)))).isEqualTo(uses);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FactText.lastUse(Fields.parse("{\"uses\":{\"ann\":true}}")));
    }
}
