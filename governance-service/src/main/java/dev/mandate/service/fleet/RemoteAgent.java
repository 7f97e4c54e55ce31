package dev.mandate.service.fleet;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.link.AnswerText;
import dev.mandate.agent.link.Call;
import dev.mandate.agent.link.FactText;
import dev.mandate.agent.link.Fields;
import dev.mandate.agent.link.StatePages;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Grant;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that an agent elsewhere works for. What it says is that agent's claim, about this deployment only: it is
 * held to the form of an answer, and never believed about the time.
 */
final class RemoteAgent implements Agent {
    private final WorkApi works;
    private final Deployment deployment;
    private final AgentProfile profile;

    private RemoteAgent(WorkApi works, Deployment deployment, AgentProfile profile) {
        this.works = works;
        this.deployment = deployment;
        this.profile = profile;
    }

    /** @throws AgentException where the agent is away, or its target */
    static RemoteAgent open(WorkApi works, Deployment deployment) {
        WorkApi.Answered answered = works.ordered(deployment, "", new Call.Profile(), page -> {});
        AgentProfile profile = understood(deployment, () -> AnswerText.profile(answered.fields()));
        if (!profile.application().equals(deployment.application())) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    deployment.id() + ": the agent " + deployment.agent() + " speaks of " + profile.application());
        }
        return new RemoteAgent(works, deployment, profile);
    }

    @Override
    public AgentProfile profile() {
        return profile;
    }

    @Override
    public ObservedState read(ReadScope scope) {
        var reader = new StatePages.Reader();
        WorkApi.Answered answered = works.ordered(
                deployment,
                profile.identityPin(),
                new Call.Read(scope),
                page -> understood(deployment, () -> {
                    reader.accept(page);
                    return page;
                }));
        return understood(deployment, () -> reader.state(deployment.id(), scope, answered.at()));
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        WorkApi.Answered answered = works.ordered(deployment, profile.identityPin(), new Call.Apply(batch), page -> {});
        List<Outcome> outcomes = understood(deployment, () -> AnswerText.outcomes(answered.fields(), answered.at()));
        if (outcomes.size() != batch.changes().size()) {
            throw contradiction(
                    deployment,
                    outcomes.size() + " outcomes for " + batch.changes().size() + " changes",
                    null);
        }
        return outcomes;
    }

    @Override
    public Optional<SessionKill> sessionKill() {
        return offered(AgentProfile.Capability.SESSION_KILL, new SessionKill() {
            @Override
            public Map<AccountName, Open> open(Set<AccountName> accounts) {
                return sessions(accounts, new Call.OpenSessions(accounts), AnswerText::open);
            }

            @Override
            public Map<AccountName, Ended> end(Set<AccountName> accounts) {
                return sessions(accounts, new Call.EndSessions(accounts), AnswerText::ended);
            }
        });
    }

    @Override
    public Optional<EffectiveAccess> effectiveAccess() {
        return offered(AgentProfile.Capability.EFFECTIVE_ACCESS, questions -> {
            Map<Grant, EffectiveAccess.Answer> answers = asked(new Call.AskAccess(questions), FactText::access);
            return allOf(questions, answers);
        });
    }

    @Override
    public Optional<Ungoverned> ungoverned() {
        return offered(
                AgentProfile.Capability.UNGOVERNED, () -> asked(new Call.FindUngoverned(), FactText::ungoverned));
    }

    @Override
    public Optional<LoginSync> loginSync() {
        return offered(AgentProfile.Capability.LOGIN_SYNC, () -> asked(new Call.LoginFacts(), FactText::loginFacts));
    }

    @Override
    public Optional<LastUsed> lastUsed() {
        return offered(
                AgentProfile.Capability.LAST_USED,
                accounts -> allOf(accounts, asked(new Call.LastUse(accounts), FactText::lastUse)));
    }

    private <T> Optional<T> offered(AgentProfile.Capability capability, T ability) {
        return profile.can(capability) ? Optional.of(ability) : Optional.empty();
    }

    private <T> T asked(Call call, Function<Fields, T> reader) {
        WorkApi.Answered answered = works.ordered(deployment, profile.identityPin(), call, page -> {});
        return understood(deployment, () -> reader.apply(answered.fields()));
    }

    private <K, V> Map<K, V> allOf(Set<K> questions, Map<K, V> answers) {
        if (!questions.equals(answers.keySet())) {
            throw contradiction(deployment, "answers to other questions than were asked", null);
        }
        return answers;
    }

    private <T> Map<AccountName, T> sessions(
            Set<AccountName> accounts, Call call, Function<Fields, Map<AccountName, T>> reader) {
        Map<AccountName, T> found = asked(call, reader);
        if (!accounts.containsAll(found.keySet())) {
            throw contradiction(deployment, "sessions of accounts that were not asked for", null);
        }
        return found;
    }

    private static <T> T understood(Deployment deployment, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            throw contradiction(deployment, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static AgentException contradiction(Deployment deployment, String what, @Nullable Exception cause) {
        return new AgentException(
                ErrorCode.INCOMPLETE_READ,
                deployment.id() + ": the agent " + deployment.agent() + " gave an answer that is none: " + what,
                cause);
    }

    /** The agent keeps its connection for a while, for whoever comes next. */
    @Override
    public void close() {}
}
