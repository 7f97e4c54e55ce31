package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Permission;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.reconcile.DeploymentFacts.Answer;
import dev.mandate.service.reconcile.DeploymentFacts.Setting;
import dev.mandate.service.reconcile.DeploymentFacts.WayIn;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What no account or grant of a deployment shows, as the last full runs left it, over the API. */
@Component
class FactsController implements Routes {
    private final ToldStore store;
    private final PolicyApi policies;
    private final Transactions transactions;

    FactsController(ToldStore store, PolicyApi policies, Transactions transactions) {
        this.store = store;
        this.policies = policies;
        this.transactions = transactions;
    }

    record Check(DeploymentId deployment) {}

    /**
     * What is known of one deployment.
     *
     * @param ways ways in that nobody governs
     * @param signIn settings that change grants when somebody signs in
     */
    record DeploymentCheckView(String deployment, WaysView ways, SignInView signIn) {}

    /**
     * Ways in.
     *
     * @param answer told, failed (what is listed was told before), not-offered or never-asked
     * @param told when the agent last answered; null: never, and then nothing is known
     * @param code why it did not answer when it was last asked
     * @param unseen what could not be looked at, and what would let the agent look
     */
    record WaysView(
            String answer, @Nullable Instant told, @Nullable String code, List<WayView> found, List<String> unseen) {}

    /**
     * One way in.
     *
     * @param kind token, api-key, bootstrap-admin, anonymous, public or trust-login
     * @param fix what ends it
     * @param since when it was first told; it may be older
     */
    record WayView(String kind, String who, String place, String sentence, String fix, Instant since) {
        static WayView of(WayIn one) {
            var way = one.way();
            return new WayView(way.kind().word(), way.who(), way.where(), way.sentence(), way.fix(), one.since());
        }
    }

    /**
     * Settings, with what is told as for the ways in.
     *
     * @param unseen settings that the product does not show, and where to look
     */
    record SignInView(
            String answer,
            @Nullable Instant told,
            @Nullable String code,
            List<SettingView> found,
            List<String> unseen) {}

    /**
     * One setting that is in force.
     *
     * @param changes the facets that a sign-in changes by it
     * @param contradicts the modes of the deployment that it works against; empty: none
     * @param fix the setting that ends it
     * @param since when it was first told; it may be older
     */
    record SettingView(
            String setting,
            String value,
            List<String> changes,
            List<String> contradicts,
            String sentence,
            String fix,
            Instant since) {
        static SettingView of(Deployment deployment, Setting one) {
            var fact = one.fact();
            List<Facet> facets = fact.changes().stream().sorted().toList();
            return new SettingView(
                    fact.setting(),
                    fact.value(),
                    facets.stream().map(SettingView::word).toList(),
                    facets.stream()
                            .filter(facet -> deployment.modes().of(facet) != Mode.OBSERVE)
                            .map(facet -> word(facet) + ": "
                                    + deployment.modes().of(facet).word())
                            .toList(),
                    fact.sentence(),
                    fact.fix(),
                    one.since());
        }

        private static String word(Facet facet) {
            return facet.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get(
                "/deployments/{deployment}/check",
                Permission.ACCESS_READ,
                "Ways in that nobody governs, and settings that work against Mandate, as the last full run was told.",
                Check.class,
                DeploymentCheckView.class,
                (ask, check) -> check(ask.caller(), check.deployment())));
    }

    DeploymentCheckView check(Caller caller, DeploymentId id) {
        Deployment deployment = deployment(caller, id);
        DeploymentFacts facts = transactions.inOne(() -> store.of(deployment.id()));
        Answer<WayIn> ways = facts.ways();
        Answer<Setting> signIn = facts.signIn();
        return new DeploymentCheckView(
                deployment.id().value(),
                new WaysView(
                        ways.standing().word(),
                        ways.told().orElse(null),
                        ways.code().orElse(null),
                        all(ways, WayView::of),
                        ways.unseen()),
                new SignInView(
                        signIn.standing().word(),
                        signIn.told().orElse(null),
                        signIn.code().orElse(null),
                        all(signIn, one -> SettingView.of(deployment, one)),
                        signIn.unseen()));
    }

    private static <T, V> List<V> all(Answer<T> answer, Function<T, V> view) {
        return answer.found().stream().map(view).toList();
    }

    /** What somebody may not see is for them not there. */
    private Deployment deployment(Caller caller, DeploymentId id) {
        return policies.inForce().orElseThrow(ReconcileViews::nothingPublished).policy().deployments().stream()
                .filter(one -> one.id().equals(id) && caller.may(Permission.ACCESS_READ, one))
                .findFirst()
                .orElseThrow(() -> new NotAllowed("policy names no deployment " + id + " where " + caller.name()
                        + " may " + Permission.ACCESS_READ.phrase()));
    }
}
