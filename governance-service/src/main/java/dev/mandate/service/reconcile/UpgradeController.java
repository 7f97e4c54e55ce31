package dev.mandate.service.reconcile;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.VocabularyChange;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.reconcile.ReconcileViews.Over;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an upgrade of an application would do to what policy gives, over the API. */
@Component
class UpgradeController implements Routes {
    private final UpgradeApi upgrades;
    private final PolicyApi policies;

    UpgradeController(UpgradeApi upgrades, PolicyApi policies) {
        this.upgrades = upgrades;
        this.policies = policies;
    }

    /**
     * Which upgrade, and where.
     *
     * @param from instead of the release that each deployment has
     * @param label {@code name=value}
     */
    record Ahead(
            ApplicationName application,
            Release to,
            Optional<Release> from,
            List<DeploymentId> deployment,
            List<String> label) {}

    /**
     * What would be otherwise.
     *
     * @param tested whether the agent is tested with the release; where not, what is known of its time is compared
     * @param unknown deployments of which nobody knows the release
     */
    record UpgradeView(String application, String to, boolean tested, List<StepView> steps, List<String> unknown) {
        static UpgradeView of(ApplicationName application, Upgrade upgrade) {
            return new UpgradeView(
                    application.value(),
                    upgrade.to().text(),
                    upgrade.tested(),
                    upgrade.steps().stream().map(StepView::of).toList(),
                    upgrade.unknown().stream().map(DeploymentId::value).toList());
        }

        /**
         * From one release.
         *
         * @param words of the vocabulary that only one of the two releases has
         * @param effects on what policy gives
         */
        record StepView(String from, List<String> deployments, List<WordView> words, List<EffectView> effects) {
            static StepView of(Upgrade.Step step) {
                return new StepView(
                        step.change().from().release().text(),
                        step.deployments().stream().map(DeploymentId::value).toList(),
                        step.change().words().stream().map(WordView::of).toList(),
                        step.effects().stream().map(EffectView::of).toList());
            }
        }

        /** @param sort kind, action, option, built-in or neutral */
        record WordView(String sort, String name, boolean added) {
            static WordView of(VocabularyChange.Word word) {
                return new WordView(word.sort().word(), word.name(), word.added());
            }
        }

        /**
         * What becomes of one thing that policy gives.
         *
         * @param role null where it is an AppRole
         * @param appRole null where it is a Role
         * @param effect gained, lost, shipped, risk, direction, meaning, neutral or compared
         */
        record EffectView(
                @Nullable String role,
                @Nullable String appRole,
                String entitlement,
                String effect,
                String was,
                String now) {
            static EffectView of(Upgrade.Effect effect) {
                return new EffectView(
                        effect.role().map(RoleId::value).orElse(null),
                        effect.appRole().map(AppRoleName::value).orElse(null),
                        effect.affected().entitlement().toString(),
                        effect.affected().effect().word(),
                        effect.affected().was(),
                        effect.affected().now());
            }
        }
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get(
                "/applications/{application}/upgrade",
                Permission.POLICY_READ,
                "What another release of an application would do to what Roles and AppRoles give.",
                Ahead.class,
                UpgradeView.class,
                this::ahead));
    }

    private UpgradeView ahead(Ask ask, Ahead ahead) {
        PolicyVersion policy = policies.inForce().orElseThrow(ReconcileViews::nothingPublished);
        var over = new Over(ahead.deployment(), List.of(ahead.application()), ahead.label());
        return UpgradeView.of(
                ahead.application(),
                upgrades.of(ask.caller(), policy, ahead.application(), ahead.from(), ahead.to(), over.selector()));
    }
}
