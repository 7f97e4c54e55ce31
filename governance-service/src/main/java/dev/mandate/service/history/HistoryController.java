package dev.mandate.service.history;

import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.directory.Person;
import dev.mandate.service.history.HistoryViews.AnswerView;
import dev.mandate.service.history.HistoryViews.AskWhy;
import dev.mandate.service.history.HistoryViews.Code;
import dev.mandate.service.history.HistoryViews.What;
import dev.mandate.service.history.HistoryViews.Who;
import dev.mandate.service.history.HistoryViews.WhyView;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.reconcile.ReconcileApi;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who, what and why over the API. */
@Component
class HistoryController implements Routes {
    private final HistoryApi history;
    private final ReconcileApi reconcile;
    private final PolicyApi policies;

    HistoryController(HistoryApi history, ReconcileApi reconcile, PolicyApi policies) {
        this.history = history;
        this.reconcile = reconcile;
        this.policies = policies;
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                        "/who",
                        Permission.ACCESS_READ,
                        "Who held an entitlement in a deployment, directly or through its AppRoles, as of a moment.",
                        Who.class,
                        AnswerView.class,
                        this::who),
                Route.get(
                        "/what",
                        Permission.ACCESS_READ,
                        "What a subject held, everywhere, as of a moment.",
                        What.class,
                        AnswerView.class,
                        this::what),
                Route.get(
                        "/why",
                        Permission.ACCESS_READ,
                        "How a subject comes to have an entitlement, and whether it was read back.",
                        AskWhy.class,
                        WhyView.class,
                        this::why));
    }

    private AnswerView who(Ask ask, Who who) {
        var answer = history.who(ask.caller(), who.deployment(), entitlement(who.entitlement()), who.asOf());
        return AnswerView.of(answer, Optional.empty());
    }

    private AnswerView what(Ask ask, What what) {
        var subject = person(what.subject());
        return AnswerView.of(history.what(ask.caller(), subject.id(), what.asOf()), Optional.of(subject));
    }

    private WhyView why(Ask ask, AskWhy question) {
        var subject = person(question.subject());
        var entitlement = entitlement(question.entitlement());
        PolicyVersion policy = policies.inForce()
                .orElseThrow(() ->
                        new Problem(Code.NO_POLICY, "no policy is published yet; see mandate policy publish --help"));
        var deployment = deployment(ask, policy, question.deployment());
        if (!history.reached(deployment.id())) {
            throw new Problem(
                    Code.NEVER_REACHED,
                    "deployment " + deployment.id() + " was never reached, so nothing is known of it; see mandate plan "
                            + deployment.id());
        }
        var answer = history.who(ask.caller(), deployment.id(), entitlement, Optional.empty());
        var why = reconcile.why(ask.caller(), policy, subject.id(), deployment, entitlement);
        return WhyView.of(subject, why, answer, policy.number());
    }

    /** Where somebody may not look there is, for them, nothing. */
    private static Deployment deployment(Ask ask, PolicyVersion policy, DeploymentId id) {
        return policy.policy().deployments().stream()
                .filter(one -> one.id().equals(id) && ask.caller().may(Permission.ACCESS_READ, one))
                .findFirst()
                .orElseThrow(() -> new Problem(Code.NO_SUCH_DEPLOYMENT, "the policy in force has no deployment " + id));
    }

    /** A pattern is refused: nothing that is read on a target is one. */
    private static Entitlement entitlement(String text) {
        try {
            var entitlement = EntitlementText.parse(text);
            if (!entitlement.pattern()) {
                return entitlement;
            }
        } catch (IllegalArgumentException wrong) {
            throw new Problem(Code.QUESTION_INVALID, "the entitlement: " + wrong.getMessage(), wrong);
        }
        throw new Problem(Code.QUESTION_INVALID, "ask about one entitlement; a pattern stands for many");
    }

    private Person person(String text) {
        try {
            return history.find(text)
                    .orElseThrow(() -> new Problem(
                            Code.NO_SUCH_PERSON, "nobody is known as '" + text + "': give SOURCE/USERNAME or an id"));
        } catch (IllegalArgumentException wrong) {
            throw new Problem(Code.QUESTION_INVALID, String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
