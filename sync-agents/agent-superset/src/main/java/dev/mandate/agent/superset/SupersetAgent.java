package dev.mandate.agent.superset;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.AgentProfile.BatchUnit;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.PrincipalRuns;
import dev.mandate.agent.http.Pacing;
import dev.mandate.agent.http.Run;
import dev.mandate.agent.http.Target;
import dev.mandate.agent.http.Turns;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads and changes one Superset deployment. */
final class SupersetAgent implements Agent {
    private static final Release OLDEST = Release.of("6");
    private static final int MOST_CHANGES = 500;
    private static final Pattern RELEASE = Pattern.compile("\\d+(\\.\\d+){0,3}");

    private final DeploymentId deployment;
    private final SupersetClient client;
    private final Pacing pacing;
    private final AgentProfile profile;
    private final Vocabulary vocabulary;
    private final Names names;
    private final Turns turns = new Turns();
    private final Run.Product product;

    private SupersetAgent(
            DeploymentId deployment,
            SupersetClient client,
            Pacing pacing,
            AgentProfile profile,
            Vocabulary vocabulary,
            Names names) {
        this.deployment = deployment;
        this.client = client;
        this.pacing = pacing;
        this.profile = profile;
        this.vocabulary = vocabulary;
        this.names = names;
        this.product = new Run.Product("Superset", "another writer", pacing.clock(), profile.effectDelay());
    }

    /**
     * Signs in and finds out what is there.
     *
     * @throws AgentException when it is not a Superset this agent can govern, or the account may not read
     */
    static SupersetAgent open(
            DeploymentId deployment, SupersetConfig config, Pacing pacing, Function<Release, Vocabulary> vocabularies) {
        var client = new SupersetClient(config, pacing);
        try {
            Release release = release(client.version());
            SupersetUser self = client.user(config.user())
                    .orElseThrow(
                            () -> new AgentException(
                                    ErrorCode.BAD_CONNECT,
                                    "Superset signs '" + config.user() + "' in but has no user of that name;"
                                            + " put the user name, as Superset spells it and not the e-mail, into connect.user"));
            Reading.requireEmptyPublic(client);
            Vocabulary vocabulary = vocabularies.apply(release);
            var own = new java.util.HashSet<>(self.holds());
            client.groups().stream()
                    .filter(group -> self.holds().contains(group.name()))
                    .forEach(group -> own.addAll(group.roles()));
            return new SupersetAgent(
                    deployment,
                    client,
                    pacing,
                    profile(release, self),
                    vocabulary,
                    new Names(vocabulary, self.name(), own));
        } catch (RuntimeException e) {
            client.close();
            throw e instanceof AgentException agent ? agent.at(deployment.toString()) : e;
        }
    }

    /** Pre-releases and local versions count as the release they are named after. */
    private static Release release(String version) {
        Matcher leading = RELEASE.matcher(version);
        if (!leading.lookingAt()) {
            throw new AgentException(ErrorCode.WRONG_TARGET, "Superset has the unreadable version '" + version + "'");
        }
        Release release = Release.of(leading.group());
        if (release.compareTo(OLDEST) < 0) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    "this is Superset " + version + ", which has no groups over REST; the agent governs Superset 6");
        }
        return release;
    }

    private static AgentProfile profile(Release release, SupersetUser self) {
        return new AgentProfile(
                SupersetType.SUPERSET,
                release,
                pin(self),
                AccountName.of(self.name()),
                EnumSet.of(
                        Capability.NARROW_READ,
                        Capability.CREATE_ACCOUNT,
                        Capability.DISABLE_ACCOUNT,
                        Capability.DEFINE_APP_ROLE,
                        Capability.NESTED_APP_ROLES,
                        Capability.PATTERNS,
                        Capability.LAST_USED),
                Map.of(
                        Facet.ACCOUNTS,
                        List.of(
                                "API keys (FAB_API_KEY_ENABLED), guest tokens of embedded dashboards, and sign-up requests"),
                        Facet.MEMBERSHIPS,
                        List.of("whether AUTH_ROLES_SYNC_AT_LOGIN replaces a user's roles at each login: it cannot be"
                                + " read; groups are left alone by it"),
                        Facet.ROLE_CONTENT,
                        List.of(
                                "owners of dashboards, charts and datasets, and roles on dashboards (DASHBOARD_RBAC),"
                                        + " give access without any permission",
                                "roles that FAB_ROLES defines in superset_config.py, whatever the database says",
                                "Regular rules that name no role filter nobody and are not shown")),
                BatchUnit.PRINCIPAL,
                MOST_CHANGES,
                Duration.ZERO,
                Names.LONGEST_USER,
                Names.LONGEST_ROLE);
    }

    /**
     * Superset has no id of its own over REST. When the agent's user was made, to the microsecond, is stable over
     * restarts, upgrades and changes of address, and differs between deployments unless one is a copy of the other.
     */
    private static String pin(SupersetUser self) {
        if (self.createdOn().isEmpty()) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    "user '" + self.name() + "' has no creation time, by which deployments are told apart;"
                            + " make it with 'superset fab create-user'");
        }
        return "user " + self.name() + " created " + self.createdOn();
    }

    @Override
    public AgentProfile profile() {
        return profile;
    }

    @Override
    public ObservedState read(ReadScope scope) {
        try {
            return new Reading(client, vocabulary, profile.self().value(), deployment, pacing.clock()).of(scope);
        } catch (AgentException e) {
            throw e.at(deployment.toString());
        }
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        return new PrincipalRuns(names::refusal, this::run).apply(batch);
    }

    private List<Outcome> run(Principal principal, List<Change> changes) {
        return switch (principal) {
            case Principal.Account(var name) ->
                turns.on("user:" + name, () -> run(new UserTarget(client, name.value()), changes));
            case Principal.AppRole(var name)
            when AppRoles.isGroup(name.value()) ->
                turns.on(name.value(), () -> run(new GroupTarget(client, name.value()), changes));
            case Principal.AppRole(var name) -> new RoleRun(client, turns, name.value(), this::run).of(changes);
            case Principal.ExternalGroup group -> throw new IllegalArgumentException("not refused: " + group);
            case Principal.Anyone anyone -> throw new IllegalArgumentException("not refused: " + anyone);
        };
    }

    private List<Outcome> run(Target<?> target, List<Change> changes) {
        return Run.of(product, target, changes);
    }

    @Override
    public Optional<LastUsed> lastUsed() {
        return Optional.of(accounts -> {
            try {
                Map<String, LastUsed.Use> logins = client.logins();
                return accounts.stream()
                        .collect(Collectors.toMap(
                                name -> name, name -> logins.getOrDefault(name.value(), new LastUsed.Use.Unknown())));
            } catch (AgentException e) {
                throw e.at(deployment.toString());
            }
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
