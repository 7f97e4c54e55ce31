package dev.mandate.agent.testkit;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.state.ObservedAccount;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The sessions of a {@link ScriptedDeployment}. A lost answer is lost after the sessions are. */
record ScriptedSessions(ScriptedDeployment target) implements SessionKill {
    @Override
    public Map<AccountName, Open> open(Set<AccountName> accounts) {
        synchronized (target) {
            var open = new TreeMap<AccountName, Open>();
            target.sessions().forEach((account, count) -> {
                if (accounts.contains(account) && !isOutside(account)) {
                    open.put(account, new Open(count, target.mayNotKill()));
                }
            });
            return open;
        }
    }

    private boolean isOutside(AccountName account) {
        ObservedAccount found = target.accounts().get(account);
        return account.equals(ScriptedAgent.SELF) || (found != null && found.superuser());
    }

    @Override
    public Map<AccountName, Ended> end(Set<AccountName> accounts) {
        Optional<Fault> fault = target.begin(Call.SESSIONS);
        if (fault.isPresent() && fault.get() != Fault.TIMEOUT_AFTER_EFFECT) {
            throw new AgentException(ErrorCode.UNREACHABLE, target.id() + ": nobody answers");
        }
        synchronized (target) {
            var ended = new TreeMap<AccountName, Ended>();
            open(accounts).forEach((account, open) -> {
                if (open.mayEnd()) {
                    target.sessions().remove(account);
                    ended.put(account, new Ended(open.count(), 0, ""));
                } else {
                    ended.put(account, new Ended(0, open.count(), open.mayNot()));
                }
            });
            if (fault.isPresent()) {
                throw new AgentException(ErrorCode.UNREACHABLE, target.id() + ": nobody answers");
            }
            return ended;
        }
    }
}
