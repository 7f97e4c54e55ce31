package dev.mandate.agent.airflow;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.AgentProfile.BatchUnit;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.PrincipalRuns;
import dev.mandate.agent.api.Ungoverned;
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
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads and changes one Airflow deployment. */
final class AirflowAgent implements Agent {
    /** Before it, a role's content could only be added to over REST. */
    static final Release OLDEST_PROVIDER = Release.of("3.8.1");

    private static final String PROVIDER = "apache-airflow-providers-fab";
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(30);
    private static final int MOST_CHANGES = 500;
    private static final Pattern RELEASE = Pattern.compile("\\d+(\\.\\d+){0,3}");

    private final DeploymentId deployment;
    private final AirflowClient client;
    private final Pacing pacing;
    private final AgentProfile profile;
    private final Vocabulary vocabulary;
    private final Names names;
    private final Turns turns = new Turns();
    private final Run.Product product;

    private AirflowAgent(
            DeploymentId deployment,
            AirflowClient client,
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
        this.product = new Run.Product(
                "Airflow", "another writer, or a DAG's own access_control", pacing.clock(), profile.effectDelay());
    }

    /**
     * Logs in and finds out what is there.
     *
     * @throws AgentException when it is not an Airflow this agent can govern, or the account may not read
     */
    static AirflowAgent open(
            DeploymentId deployment, AirflowConfig config, Pacing pacing, Function<Release, Vocabulary> vocabularies) {
        var client = new AirflowClient(config, pacing);
        try {
            Release release = release("Airflow", client.version());
            requireProvider(client);
            FabUser self = client.user(config.user())
                    .orElseThrow(() -> new AgentException(
                            ErrorCode.BAD_CONNECT,
                            "Airflow logs '" + config.user() + "' in but has no user of that name;"
                                    + " put the user name, not the e-mail, into connect.user"));
            Duration ttl = config.cacheTtl().or(client::cacheTtl).orElse(DEFAULT_TTL);
            Vocabulary vocabulary = vocabularies.apply(release);
            return new AirflowAgent(
                    deployment,
                    client,
                    pacing,
                    profile(release, self, ttl),
                    vocabulary,
                    new Names(vocabulary, self.name(), self.roles()));
        } catch (RuntimeException e) {
            client.close();
            throw e instanceof AgentException agent ? agent.at(deployment.toString()) : e;
        }
    }

    private static void requireProvider(AirflowClient client) {
        if (!client.underFab()) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    "this Airflow has another auth manager, which keeps no users and roles that could be governed;"
                            + " set [core] auth_manager to FabAuthManager of " + PROVIDER);
        }
        String version = Optional.ofNullable(client.providers().get(PROVIDER))
                .orElseThrow(() -> new AgentException(
                        ErrorCode.WRONG_TARGET, "Airflow does not list " + PROVIDER + " among its providers"));
        if (release(PROVIDER, version).compareTo(OLDEST_PROVIDER) < 0) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    PROVIDER + " " + version + " cannot take permissions from a role over REST; upgrade it to "
                            + OLDEST_PROVIDER + " or newer");
        }
    }

    /** Pre-releases and local versions count as the release they are named after. */
    private static Release release(String what, String version) {
        Matcher leading = RELEASE.matcher(version);
        if (!leading.lookingAt()) {
            throw new AgentException(ErrorCode.WRONG_TARGET, what + " has the unreadable version '" + version + "'");
        }
        return Release.of(leading.group());
    }

    private static AgentProfile profile(Release release, FabUser self, Duration ttl) {
        return new AgentProfile(
                AirflowType.AIRFLOW,
                release,
                pin(self),
                AccountName.of(self.name()),
                EnumSet.of(
                        Capability.NARROW_READ,
                        Capability.CREATE_ACCOUNT,
                        Capability.DEFINE_APP_ROLE,
                        Capability.PATTERNS,
                        Capability.UNGOVERNED,
                        Capability.LAST_USED),
                Map.of(
                        Facet.ACCOUNTS,
                        List.of(
                                "the enabled flag is read but cannot be set over REST; who leaves loses every owned role",
                                "a token lives on after its owner's roles are gone, up to [api_auth] jwt_expiration_time,"
                                        + " and gives nothing by itself",
                                "sessions that are open are not ended: nothing in REST does; they hold no role any more",
                                "FAB groups: they give no rights in Airflow"),
                        Facet.MEMBERSHIPS,
                        List.of("whether AUTH_ROLES_SYNC_AT_LOGIN replaces a user's roles at each login: it cannot be"
                                + " read; the symptom is a role that vanishes when last_login changes"),
                        Facet.ROLE_CONTENT,
                        List.of(
                                "DAG files with access_control rewrite the permissions on their DAG at every parse:"
                                        + " such drift is owned by DAG code",
                                "whether the role Public applies to everybody (AUTH_ROLE_PUBLIC)")),
                BatchUnit.PRINCIPAL,
                MOST_CHANGES,
                ttl,
                Names.LONGEST_USER,
                Names.LONGEST_ROLE);
    }

    /**
     * Airflow has no id of its own over REST. When the agent's user was made, to the microsecond, is stable over
     * restarts, upgrades and changes of address, and differs between deployments unless one is a copy of the other.
     */
    private static String pin(FabUser self) {
        if (self.createdOn() == null) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    "user '" + self.name() + "' has no creation time, by which deployments are told apart;"
                            + " make it with 'airflow users create'");
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
                turns.on(name.value(), () -> run(new UserTarget(client, name.value()), changes));
            case Principal.AppRole(var name) ->
                turns.on(name.value(), () -> run(new RoleTarget(client, vocabulary, name.value()), changes));
            case Principal.ExternalGroup group -> throw new IllegalArgumentException("not refused: " + group);
            case Principal.Anyone anyone -> throw new IllegalArgumentException("not refused: " + anyone);
        };
    }

    private <S> List<Outcome> run(Target<S> target, List<Change> changes) {
        return Run.of(product, target, changes);
    }

    @Override
    public Optional<Ungoverned> ungoverned() {
        return Optional.of(() -> told(() -> WaysIn.find(client.publicRole())));
    }

    @Override
    public Optional<LastUsed> lastUsed() {
        return Optional.of(accounts -> told(() -> {
            Map<String, LastUsed.Use> logins = client.logins();
            return accounts.stream()
                    .collect(Collectors.toMap(
                            name -> name, name -> logins.getOrDefault(name.value(), new LastUsed.Use.Unknown())));
        }));
    }

    private <T> T told(Supplier<T> question) {
        try {
            return question.get();
        } catch (AgentException e) {
            throw e.at(deployment.toString());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
