package dev.mandate.service.reconcile;

import dev.mandate.agent.api.AgentProfile;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.plan.PlanLimits;
import java.util.EnumSet;
import java.util.Set;

/** What a plan may be, by what an agent says of itself. */
final class AgentLimits {
    private AgentLimits() {}

    static PlanLimits of(Survey survey) {
        AgentProfile profile = survey.profile();
        PlanLimits.Unit unit = switch (profile.batchUnit()) {
            case PRINCIPAL -> PlanLimits.Unit.PRINCIPAL;
            case TRANSACTION -> PlanLimits.Unit.TRANSACTION;
        };
        return new PlanLimits(profile.identityPin(), unit, profile.maxBatch(), abilities(profile, survey.deployment()));
    }

    private static Set<PlanLimits.Ability> abilities(AgentProfile profile, Deployment deployment) {
        Set<PlanLimits.Ability> abilities = EnumSet.noneOf(PlanLimits.Ability.class);
        for (AgentProfile.Capability capability : profile.capabilities()) {
            switch (capability) {
                case CREATE_ACCOUNT -> {
                    // Without a place to put a password, nobody could use the account.
                    if (deployment.signIn() == SignIn.EXTERNAL) {
                        abilities.add(PlanLimits.Ability.CREATE_ACCOUNT);
                    }
                }
                case DISABLE_ACCOUNT -> abilities.add(PlanLimits.Ability.DISABLE_ACCOUNT);
                case DEFINE_APP_ROLE -> abilities.add(PlanLimits.Ability.DEFINE_APP_ROLE);
                case NARROW_READ,
                        PATTERNS,
                        NESTED_APP_ROLES,
                        SESSION_KILL,
                        EFFECTIVE_ACCESS,
                        UNGOVERNED,
                        LOGIN_SYNC,
                        LAST_USED -> {}
            }
        }
        return abilities;
    }
}
