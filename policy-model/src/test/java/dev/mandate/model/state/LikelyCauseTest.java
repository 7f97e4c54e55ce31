package dev.mandate.model.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.LikelyCause.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LikelyCauseTest {
    private static final Drift.Thing THING = new Drift.Thing.OfGrant(
            new Grant(new Principal.Account(AccountName.of("ann")), Entitlement.of("table", "orders", "read")));
    private static final Drift MISSING = new Drift.Missing(THING, null);
    private static final Drift UNEXPECTED = new Drift.Unexpected(THING, Cause.POLICY, false);

    @ParameterizedTest
    @CsvSource({
        // tried, first look, other release, there before; missing; unexpected
        "true,  false, true,  true,  FAILED_PUSH, FAILED_PUSH",
        "true,  true,  false, false, FAILED_PUSH, FAILED_PUSH",
        "false, true,  false, false, NOT_GIVEN,   BEFORE",
        "false, false, false, false, NOT_GIVEN,   HAND",
        "false, false, true,  false, NOT_GIVEN,   UPGRADE",
        "false, false, true,  true,  UPGRADE,     UPGRADE",
        "false, false, false, true,  HAND,        HAND",
    })
    void isTheOneThatTheEvidenceShows(
            boolean tried,
            boolean firstLook,
            boolean otherRelease,
            boolean thereBefore,
            LikelyCause missing,
            LikelyCause unexpected) {
        var evidence = new Evidence(tried, firstLook, otherRelease, thereBefore);
        assertThat(LikelyCause.of(MISSING, evidence)).isEqualTo(missing);
        assertThat(LikelyCause.of(UNEXPECTED, evidence)).isEqualTo(unexpected);
    }

    @ParameterizedTest
    @EnumSource
    void hasAWord(LikelyCause cause) {
        assertThat(LikelyCause.ofWord(cause.word())).isEqualTo(cause);
    }

    @Test
    void wordsAreOfTheLanguageOfTheStore() {
        assertThat(LikelyCause.FAILED_PUSH.word()).isEqualTo("failed-push");
    }
}
