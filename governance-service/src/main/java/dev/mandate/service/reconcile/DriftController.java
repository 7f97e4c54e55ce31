package dev.mandate.service.reconcile;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.reconcile.DriftViews.Adopt;
import dev.mandate.service.reconcile.DriftViews.AssignmentView;
import dev.mandate.service.reconcile.DriftViews.Begin;
import dev.mandate.service.reconcile.DriftViews.Confirm;
import dev.mandate.service.reconcile.DriftViews.ConfirmedView;
import dev.mandate.service.reconcile.DriftViews.DriftView;
import dev.mandate.service.reconcile.DriftViews.DriftsView;
import dev.mandate.service.reconcile.DriftViews.EndExemption;
import dev.mandate.service.reconcile.DriftViews.EndRestore;
import dev.mandate.service.reconcile.DriftViews.EndedView;
import dev.mandate.service.reconcile.DriftViews.Exempt;
import dev.mandate.service.reconcile.DriftViews.ExemptionView;
import dev.mandate.service.reconcile.DriftViews.LinkAccount;
import dev.mandate.service.reconcile.DriftViews.LinkedView;
import dev.mandate.service.reconcile.DriftViews.Nothing;
import dev.mandate.service.reconcile.DriftViews.RestoreView;
import dev.mandate.service.reconcile.DriftViews.RestoresView;
import dev.mandate.service.reconcile.DriftViews.Revert;
import dev.mandate.service.reconcile.DriftViews.RevertedView;
import dev.mandate.service.reconcile.ReconcileViews.Over;
import java.util.List;
import org.springframework.stereotype.Component;

/** Drift and what is decided about it, restores, and the identity of a deployment, over the API. */
@Component
class DriftController implements Routes {
    private final DriftApi drift;
    private final RestoreApi restores;
    private final ReconcileApi reconcile;
    private final AccessApi access;
    private final AccountApi accounts;
    private final FleetApi fleet;
    private final PolicyApi policies;
    private final Clock clock;

    DriftController(
            DriftApi drift,
            RestoreApi restores,
            ReconcileApi reconcile,
            AccessApi access,
            AccountApi accounts,
            FleetApi fleet,
            PolicyApi policies,
            Clock clock) {
        this.drift = drift;
        this.restores = restores;
        this.reconcile = reconcile;
        this.access = access;
        this.accounts = accounts;
        this.fleet = fleet;
        this.policies = policies;
        this.clock = clock;
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                        "/drift",
                        Permission.DRIFT_READ,
                        "Differences that the last looks left, with what was decided about them.",
                        Over.class,
                        DriftsView.class,
                        (ask, over) -> DriftsView.of(drift.open(ask.caller(), policy(), over.selector()), List.of())),
                Route.post(
                        "/drift/looks",
                        Permission.DRIFT_LOOK,
                        "Reads deployments and writes down what differs; changes no target.",
                        Over.class,
                        DriftsView.class,
                        this::look),
                Route.post(
                        "/drift/{id}/revert",
                        Permission.DRIFT_DECIDE,
                        "Has the next run take away exactly this, also where a mode or a limit would leave it.",
                        Revert.class,
                        RevertedView.class,
                        (ask, revert) -> new RevertedView(DriftView.of(
                                drift.revert(ask.caller(), policy(), revert.id(), revert.reason(), List.of())))),
                Route.post(
                        "/drift/{id}/adopt",
                        Permission.DRIFT_DECIDE,
                        "Makes what is there an assignment from now on.",
                        Adopt.class,
                        AssignmentView.class,
                        this::adopt),
                Route.post(
                        "/drift/{id}/exempt",
                        Permission.DRIFT_DECIDE,
                        "Leaves a difference as it is until a date for which an owner answers.",
                        Exempt.class,
                        ExemptionView.class,
                        (ask, exempt) -> ExemptionView.of(drift.exempt(
                                ask.caller(), policy(), exempt.id(), exempt.owner(), exempt.until(), exempt.reason()))),
                Route.post(
                        "/exemptions/{id}/end",
                        Permission.DRIFT_DECIDE,
                        "Ends an exemption before its date.",
                        EndExemption.class,
                        EndedView.class,
                        (ask, end) -> {
                            access.endExemption(ask.caller(), end.id(), end.reason());
                            return new EndedView(end.id());
                        }),
                Route.get(
                        "/restores",
                        Permission.DEPLOYMENTS_READ,
                        "Deployments that are kept as they were at an earlier moment.",
                        Nothing.class,
                        RestoresView.class,
                        (ask, nothing) -> new RestoresView(restores.inForce(ask.caller()).stream()
                                .map(RestoreView::of)
                                .toList())),
                Route.post(
                        "/deployments/{deployment}/restore",
                        Permission.DEPLOYMENTS_RESTORE,
                        "Keeps a deployment as it was at an earlier moment, from the next run on.",
                        Begin.class,
                        RestoreView.class,
                        (ask, begin) -> RestoreView.of(restores.begin(
                                ask.caller(),
                                deployment(ask, Permission.DEPLOYMENTS_RESTORE, begin.deployment()),
                                begin.asOf(),
                                begin.reason()))),
                Route.post(
                        "/deployments/{deployment}/restore/end",
                        Permission.DEPLOYMENTS_RESTORE,
                        "Lets policy decide about a deployment again.",
                        EndRestore.class,
                        RestoreView.class,
                        (ask, end) -> RestoreView.of(restores.end(
                                ask.caller(),
                                deployment(ask, Permission.DEPLOYMENTS_RESTORE, end.deployment()),
                                end.reason()))),
                Route.post(
                        "/deployments/{deployment}/links",
                        Permission.ACCOUNTS_LINK,
                        "Says whose an account is that was found there, where no evidence shows it.",
                        LinkAccount.class,
                        LinkedView.class,
                        this::link),
                Route.post(
                        "/deployments/{deployment}/confirm",
                        Permission.DEPLOYMENTS_CONFIRM,
                        "Accepts the identity or endpoint met last as the right one.",
                        Confirm.class,
                        ConfirmedView.class,
                        this::confirm));
    }

    private DriftsView look(Ask ask, Over over) {
        PolicyVersion policy = policy();
        List<String> unread = reconcile
                .look(
                        ask.caller(),
                        policy,
                        over.selector(),
                        StepView.tell(ask, Permission.DRIFT_LOOK, policy, over.selector()))
                .stream()
                .filter(one -> one.errorCode().isPresent())
                .map(one -> one.deployment() + ": " + one.message())
                .toList();
        return DriftsView.of(drift.open(ask.caller(), policy, over.selector()), unread);
    }

    private AssignmentView adopt(Ask ask, Adopt adopt) {
        Assignment made = drift.adopt(
                ask.caller(),
                policy(),
                adopt.id(),
                adopt.role().orElse(null),
                adopt.until().orElse(null),
                adopt.reason());
        return new AssignmentView(
                made.id().value(),
                made.subject().value(),
                made.role().value(),
                made.validity().until());
    }

    private LinkedView link(Ask ask, LinkAccount link) {
        accounts.link(
                ask.caller(),
                deployment(ask, Permission.ACCOUNTS_LINK, link.deployment()),
                link.account(),
                link.subject(),
                link.reason());
        return new LinkedView(
                link.deployment().value(),
                link.account().value(),
                link.subject().value());
    }

    private ConfirmedView confirm(Ask ask, Confirm confirm) {
        try {
            String pin = fleet.confirm(
                    ask.caller(), deployment(ask, Permission.DEPLOYMENTS_CONFIRM, confirm.deployment()), clock.now());
            return new ConfirmedView(confirm.deployment().value(), pin);
        } catch (IllegalStateException nothing) {
            throw new NotAllowed(String.valueOf(nothing.getMessage()));
        }
    }

    /** What somebody may not decide about is for them not there. */
    private Deployment deployment(Ask ask, Permission needed, DeploymentId id) {
        return policy().policy().deployments().stream()
                .filter(one -> one.id().equals(id) && ask.caller().may(needed, one))
                .findFirst()
                .orElseThrow(() -> new NotAllowed("policy names no deployment " + id + " where "
                        + ask.caller().name() + " may " + needed.phrase()));
    }

    private PolicyVersion policy() {
        return policies.inForce().orElseThrow(ReconcileViews::nothingPublished);
    }
}
