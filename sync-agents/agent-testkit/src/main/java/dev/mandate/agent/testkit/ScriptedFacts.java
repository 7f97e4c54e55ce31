package dev.mandate.agent.testkit;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.AccountName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a {@link ScriptedDeployment} tells beside its accounts and grants; any armed fault leaves it unanswered. */
public final class ScriptedFacts {
    private final ScriptedDeployment target;
    private final Map<AccountName, LastUsed.Use> uses = new TreeMap<>();
    private boolean offered = true;
    private Ungoverned.Found found = new Ungoverned.Found(List.of(), List.of());
    private LoginSync.Facts facts = new LoginSync.Facts(List.of(), List.of());

    ScriptedFacts(ScriptedDeployment target) {
        this.target = target;
    }

    /** An agent that tells nothing of the sort. */
    public void nothing() {
        synchronized (target) {
            offered = false;
        }
    }

    public void ways(Ungoverned.Found ways) {
        synchronized (target) {
            found = ways;
        }
    }

    public void settings(LoginSync.Facts settings) {
        synchronized (target) {
            facts = settings;
        }
    }

    /** Somebody used the account then. */
    public void used(String account, Instant at) {
        synchronized (target) {
            uses.put(AccountName.of(account), new LastUsed.Use.At(at));
        }
    }

    boolean offered() {
        synchronized (target) {
            return offered;
        }
    }

    Optional<Ungoverned> ungoverned() {
        return offered() ? Optional.of(() -> told(() -> found)) : Optional.empty();
    }

    Optional<LoginSync> loginSync() {
        return offered() ? Optional.of(() -> told(() -> facts)) : Optional.empty();
    }

    Optional<LastUsed> lastUsed() {
        return offered() ? Optional.of(accounts -> told(() -> uses(accounts))) : Optional.empty();
    }

    private Map<AccountName, LastUsed.Use> uses(Set<AccountName> accounts) {
        var answers = new TreeMap<AccountName, LastUsed.Use>();
        for (AccountName account : accounts) {
            LastUsed.Use unused =
                    target.accounts().containsKey(account) ? new LastUsed.Use.Never() : new LastUsed.Use.Unknown();
            answers.put(account, uses.getOrDefault(account, unused));
        }
        return answers;
    }

    private <T> T told(Supplier<T> answer) {
        if (target.begin(Call.FACTS).isPresent()) {
            throw new AgentException(ErrorCode.UNREACHABLE, target.id() + ": nobody answers");
        }
        synchronized (target) {
            return answer.get();
        }
    }
}
