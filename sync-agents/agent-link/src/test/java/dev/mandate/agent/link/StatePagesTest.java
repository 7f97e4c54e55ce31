package dev.mandate.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reading survives the way to the service whole, or is none. */
class StatePagesTest {
    private static final DeploymentId SHOP = DeploymentId.of("shop");
    private static final ReadScope ALL = new ReadScope.Full(Set.of());
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> PIECES =
            List.of("ann", "o'brien", "\"q\"", " ", "𝔘", "\u202e", "=cmd", "\\", "é", "ß", "-", "%", "a/b");

    private static String text(SplittableRandom random) {
        var text = new StringBuilder("n");
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.append(random.nextInt(1_000_000)).toString();
    }

    private static <T> T one(SplittableRandom random, T[] of) {
        return List.of(of).get(random.nextInt(of.length));
    }

    private static ObservedState random(long seed, int size) {
        var random = new SplittableRandom(seed);
        Map<AccountName, ObservedAccount> accounts = new HashMap<>();
        Map<AppRoleName, ObservedAppRole> roles = new HashMap<>();
        Map<Grant, ObservedGrant> grants = new HashMap<>();
        Map<Grant, Coverage> coverage = new HashMap<>();
        for (int i = 0; i < size; i++) {
            var account = new ObservedAccount(
                    AccountName.of(text(random)),
                    one(random, AccountKind.values()),
                    one(random, AccountStatus.values()),
                    random.nextBoolean() ? text(random) : null,
                    random.nextBoolean(),
                    random.nextBoolean() ? Map.of("email", text(random)) : Map.of());
            accounts.put(account.name(), account);
            var role = new ObservedAppRole(AppRoleName.of(text(random)), random.nextBoolean(), random.nextBoolean());
            roles.put(role.name(), role);
            var grant = new Grant(
                    random.nextBoolean()
                            ? new Principal.Account(account.name())
                            : new Principal.ExternalGroup(text(random)),
                    random.nextBoolean()
                            ? Entitlement.memberOf(role.name())
                            : Entitlement.of("table", text(random), text(random)));
            grants.put(grant.key(), new ObservedGrant(grant, random.nextBoolean() ? text(random) : null));
            coverage.put(grant.key(), new Coverage(1, 1 + random.nextInt(5)));
        }
        return new ObservedState(SHOP, ALL, THEN, accounts, roles, grants, coverage);
    }

    private static List<byte[]> pages(ObservedState state) {
        var pages = new ArrayList<byte[]>();
        StatePages.write(state, pages::add);
        return pages;
    }

    private static ObservedState read(List<byte[]> pages) {
        var reader = new StatePages.Reader();
        pages.forEach(reader::accept);
        return reader.state(SHOP, ALL, THEN);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void arrivesWhole(long seed) {
        ObservedState state = random(seed, 200);
        assertThat(read(pages(state))).isEqualTo(state);
    }

    @Test
    void nothingIsSomethingThatWasRead() {
        ObservedState nothing = random(1, 0);
        assertThat(pages(nothing)).hasSize(1);
        assertThat(read(pages(nothing))).isEqualTo(nothing);
    }

    @Test
    void aLargeOneHasSeveralPagesAndEachIsNeeded() {
        ObservedState state = random(7, 12_000);
        List<byte[]> pages = pages(state);
        assertThat(pages).hasSizeGreaterThan(2);
        assertThat(read(pages)).isEqualTo(state);
        for (int without : List.of(0, 1, pages.size() - 1)) {
            var fewer = new ArrayList<>(pages);
            fewer.remove(without);
            assertThatIllegalArgumentException().as("without page %s", without).isThrownBy(() -> read(fewer));
        }
        var twice = new ArrayList<>(pages);
        twice.add(1, pages.get(1));
        assertThatIllegalArgumentException().isThrownBy(() -> read(twice)).withMessageContaining("twice");
    }

    @Test
    void whatIsNoPageIsRefused() throws IOException {
        for (String lines : List.of(
                "{\"end\":true,\"accounts\":0,\"app_roles\":0,\"grants\":0,\"coverage\":0}",
                "no json\n",
                "{}\n",
                "{\"account\":\"a\",\"kind\":\"KING\",\"status\":\"ENABLED\"}\n",
                "{\"end\":true,\"accounts\":1,\"app_roles\":0,\"grants\":0,\"coverage\":0}\n",
                "{\"end\":true,\"accounts\":0,\"app_roles\":0,\"grants\":0,\"coverage\":0}\n{\"app_role\":\"r\"}\n")) {
            byte[] page = packed(lines.getBytes(StandardCharsets.UTF_8));
            assertThatIllegalArgumentException().as(lines).isThrownBy(() -> read(List.of(page)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> read(List.of(new byte[] {1, 2, 3})));
        assertThatIllegalArgumentException().isThrownBy(() -> read(List.of())).withMessageContaining("end");
    }

    /** A few kilobytes that unpack to hundreds of megabytes take no more memory than a page. */
    @Test
    void aBombIsRefused() throws IOException {
        byte[] bomb = packed(new byte[200 << 20]);
        assertThat(bomb).hasSizeLessThan(1 << 20);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(List.of(bomb)))
                .withMessageContaining("unpacks");
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
