package dev.mandate.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.model.ledger.VerifierKey;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.ReadScope;
import dev.mandate.model.subject.SubjectId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Work survives the way to the agent unchanged, or is refused there. */
class WorkTextTest {
    private static final String HOSTILE = "x'; drop \"table\" \n\u0000 =cmd|' 𝔘nicode \u202e*";
    private static final Principal ANN = new Principal.Account(AccountName.of("ann " + "o'brien"));
    private static final KeyPair PAIR = pair();
    private static final VerifierKey KEY = VerifierKey.of("mandate/test", PAIR.getPublic());

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String signed(String text, KeyPair by) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(by.getPrivate());
        signer.update(text.getBytes(StandardCharsets.UTF_8));
        return new SignedNote(text, List.of(SignedNote.Signature.of(KEY, signer.sign()))).format();
    }

    private static Work work(Call call) {
        return new Work(
                UUID.fromString("00000000-0000-4000-8000-000000000001"),
                "near",
                DeploymentId.of("warehouse"),
                ApplicationName.of("postgresql"),
                "pin \"1\"",
                Map.of("host", "db 1", "password", "${secret:warehouse}"),
                new Work.Turn(3, 42),
                Instant.parse("2026-01-01T00:00:00.123456Z"),
                Duration.ofSeconds(30),
                Duration.ofMinutes(3),
                call);
    }

    private static Entitlement hostile(Effect effect, String option) {
        return new Entitlement(
                "table",
                HOSTILE.replaceAll("\\p{Cntrl}", ""),
                false,
                "SELECT",
                effect,
                HOSTILE,
                new TreeMap<>(Map.of("with", option)));
    }

    private static List<Call> calls() {
        var plain = new Grant(ANN, Entitlement.memberOf(AppRoleName.of("analyst")));
        var group = new Grant(new Principal.ExternalGroup("cn=x,dc=y"), hostile(Effect.DENY, "a"));
        var anyone = new Grant(new Principal.Anyone(), Entitlement.ofPattern("table", "curated.*", "SELECT"));
        List<Change> changes = List.of(
                new Change.CreateAccount(
                        AccountName.of("bob"), SubjectId.of("corp:1"), new TreeMap<>(Map.of("name", HOSTILE))),
                new Change.SetAccountStatus(AccountName.of("bob"), AccountStatus.UNKNOWN, AccountStatus.DISABLED),
                new Change.CreateAppRole(AppRoleName.of("analyst")),
                new Change.DeleteAppRole(AppRoleName.of("analyst")),
                new Change.AddGrant(plain, Direction.WIDENS),
                new Change.RemoveGrant(group, Direction.BOTH),
                new Change.AlterGrant(
                        new Grant(ANN, hostile(Effect.ALLOW, "a")),
                        new Grant(ANN, hostile(Effect.ALLOW, "b")),
                        Direction.NARROWS));
        return List.of(
                new Call.Profile(),
                new Call.Read(new ReadScope.Full(Set.of(anyone), Set.of(AccountName.of("bob")))),
                new Call.Read(new ReadScope.Of(
                        Set.of(ANN, new Principal.AppRole(AppRoleName.of("r")), new Principal.Anyone()),
                        Set.of(anyone),
                        Set.of())),
                new Call.Read(new ReadScope.Of(Set.of(), Set.of())),
                new Call.OpenSessions(Set.of(AccountName.of("ann"))),
                new Call.EndSessions(Set.of()),
                new Call.AskAccess(Set.of(plain, group)),
                new Call.FindUngoverned(),
                new Call.LoginFacts(),
                new Call.LastUse(Set.of(AccountName.of("ann"))),
                new Call.Apply(new Batch(
                        7,
                        Lane.SWAPS,
                        changes.stream()
                                .map(change -> new PlannedChange(change, Cause.OUT_OF_BAND, Lane.SWAPS))
                                .toList())));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void arrivesAsItWasSent(Call call) throws GeneralSecurityException {
        Work work = work(call);
        assertThat(WorkText.verified(signed(WorkText.format(work), PAIR), KEY)).isEqualTo(work);
    }

    @Test
    void whatSomebodyElseSignedOrChangedIsRefused() throws GeneralSecurityException {
        String text = WorkText.format(work(new Call.Profile()));
        assertThatIllegalArgumentException().isThrownBy(() -> WorkText.verified(signed(text, pair()), KEY));
        String changed = signed(text, PAIR).replace("\"warehouse\"", "\"elsewhere\"");
        assertThatIllegalArgumentException().isThrownBy(() -> WorkText.verified(changed, KEY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkText.verified("no note", KEY))
                .withMessageContaining("note");
    }

    /** The same key signs exports: none of them is work. */
    @Test
    void anotherTextOfTheSameKeyIsNoWork() throws GeneralSecurityException {
        String body = WorkText.format(work(new Call.Profile())).split("\n", 2)[1];
        for (String other : List.of(body, "mandate export 1\n" + body, "mandate agent work 1\n" + body + body)) {
            String note = signed(other, PAIR);
            assertThatIllegalArgumentException()
                    .as(other)
                    .isThrownBy(() -> WorkText.verified(note, KEY))
                    .withMessageContaining("no work");
        }
    }

    @Test
    void aCallOfANewerServiceIsSaidToBeOne() throws GeneralSecurityException {
        String newer = WorkText.format(work(new Call.Profile())).replace("\"profile\"", "\"dance\"");
        String note = signed(newer, PAIR);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkText.verified(note, KEY))
                .withMessageContaining("older than the service");
    }

    @Test
    void whatANewerServiceSaysBesidesIsLeftOut() throws GeneralSecurityException {
        Work work = work(new Call.Profile());
        String newer = WorkText.format(work).replace("{\"agent\"", "{\"a_new_thing\":[1],\"agent\"");
        assertThat(WorkText.verified(signed(newer, PAIR), KEY)).isEqualTo(work);
    }
}
