package dev.mandate.service.faults;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A target that outlives whoever changes it: its state, and every effect it ever had, are in a file that is replaced as
 * a whole. Just before a change takes effect and just after it are points.
 */
final class FileTarget implements AgentType {
    private static final String EFFECT = "effect";

    private final Path file;
    private final Tripwire tripwire;

    FileTarget(Path file, Tripwire tripwire) {
        this.file = file;
        this.tripwire = tripwire;
    }

    @Override
    public Vocabularies vocabularies() {
        return Vocabularies.of(TestPolicy.VOCABULARY);
    }

    @Override
    public ConnectSchema connect() {
        return new ConnectSchema(List.of());
    }

    /** Changes that took effect, in order, in the words of the ledger with account names for people. */
    List<String> effects() {
        return lines().stream()
                .map(line -> line.split("\t", -1))
                .filter(line -> line[0].equals(EFFECT))
                .map(line -> line[1])
                .toList();
    }

    /** Does what an administrator would do by hand. */
    void byHand(java.util.function.Consumer<ScriptedDeployment> deed) {
        ScriptedDeployment target = load();
        deed.accept(target);
        save(target, effects());
    }

    ScriptedDeployment load() {
        ScriptedDeployment target = TestPolicy.target("shop");
        for (String line : lines()) {
            String[] part = line.split("\t", -1);
            switch (part[0]) {
                case "account" ->
                    target.account(new ObservedAccount(
                            AccountName.of(part[1]),
                            AccountKind.PERSONAL,
                            AccountStatus.valueOf(part[2]),
                            "id-" + part[1],
                            false,
                            Map.of()));
                case "role" -> target.appRole(part[1]);
                case "session" -> target.signIn(part[1]);
                case "grant" ->
                    target.give(
                            new Grant(new PrincipalText(part[1], part[2]).principal(), EntitlementText.parse(part[3])));
                default -> {}
            }
        }
        return target;
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void save(ScriptedDeployment target, List<String> effects) {
        ObservedState state = target.open().read(new ReadScope.Full(Set.of()));
        List<String> lines = new ArrayList<>();
        state.accounts().values().forEach(one -> {
            lines.add("account\t" + one.name() + "\t" + one.status());
            String name = one.name().value();
            lines.addAll(Collections.nCopies(target.sessions(name), "session\t" + name));
        });
        state.appRoles().keySet().forEach(role -> lines.add("role\t" + role));
        state.grants().values().forEach(observed -> {
            Grant grant = observed.grant();
            PrincipalText principal = PrincipalText.of(grant.principal());
            String what = EntitlementText.format(grant.entitlement());
            lines.add("grant\t" + principal.kind() + "\t" + principal.name() + "\t" + what);
        });
        effects.forEach(effect -> lines.add(EFFECT + "\t" + effect));
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.write(next, lines);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Agent open(Connection connection) {
        return new Agent() {
            @Override
            public AgentProfile profile() {
                return load().open().profile();
            }

            @Override
            public ObservedState read(ReadScope scope) {
                return load().now(connection.clock().now()).open().read(scope);
            }

            @Override
            public List<Outcome> apply(Batch batch) {
                return batch.changes().stream()
                        .map(planned -> one(batch, planned, connection))
                        .toList();
            }

            @Override
            public Optional<SessionKill> sessionKill() {
                return Optional.of(new Sessions());
            }

            @Override
            public void close() {}
        };
    }

    /** Just before sessions end and just after are points as well. */
    private final class Sessions implements SessionKill {
        @Override
        public Map<AccountName, Open> open(Set<AccountName> accounts) {
            return load().open().sessionKill().orElseThrow().open(accounts);
        }

        @Override
        public Map<AccountName, Ended> end(Set<AccountName> accounts) {
            tripwire.pass("before sessions end");
            ScriptedDeployment target = load();
            Map<AccountName, Ended> ended =
                    target.open().sessionKill().orElseThrow().end(accounts);
            save(target, effects());
            tripwire.pass("after sessions ended");
            return ended;
        }
    }

    private Outcome one(Batch batch, PlannedChange planned, Connection connection) {
        tripwire.pass("before an effect");
        ScriptedDeployment target = load().now(connection.clock().now());
        Outcome outcome = target.open()
                .apply(new Batch(batch.number(), batch.lane(), List.of(planned)))
                .getFirst();
        if (outcome instanceof Outcome.Applied) {
            List<String> effects = new ArrayList<>(effects());
            effects.add(words(planned.change()));
            save(target, effects);
        }
        tripwire.pass("after an effect");
        return outcome;
    }

    private static String words(Change change) {
        String who = change.principal() + " ";
        return switch (change) {
            case Change.CreateAccount ignored -> who + "create-account";
            case Change.SetAccountStatus status ->
                who + "account-" + status.to().name().toLowerCase(Locale.ROOT);
            case Change.CreateAppRole ignored -> who + "create-app-role";
            case Change.DeleteAppRole ignored -> who + "delete-app-role";
            case Change.AddGrant add -> who + "add " + add.grant().entitlement();
            case Change.RemoveGrant remove -> who + "remove " + remove.grant().entitlement();
            case Change.AlterGrant alter -> who + "alter " + alter.to().entitlement();
        };
    }
}
