package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.AgentProfile.BatchUnit;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.PrincipalRuns;
import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.http.Pacing;
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
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Reads and changes the security of one OpenSearch cluster. */
final class OpenSearchAgent implements Agent {
    private static final int MOST_CHANGES = 500;
    private static final Duration EFFECT_DELAY = Duration.ofSeconds(1);

    private static final Map<Facet, List<String>> BLIND_SPOTS = Map.of(
            Facet.ACCOUNTS,
            List.of(
                    "hidden users, which are shown only to who holds an administrator's certificate",
                    "who holds such a certificate (plugins.security.authcz.admin_dn): may do everything",
                    "users of LDAP, SAML, OpenID and the like who are in no mapping by name; they have no list here",
                    "whether a user's password is usable: hashes are not shown"),
            Facet.MEMBERSHIPS,
            List.of(
                    "hidden mappings",
                    "which backend roles somebody from LDAP, SAML, OpenID or a proxy comes with",
                    "whether config.yml lets anonymous users in, or somebody act as somebody else"),
            Facet.ROLE_CONTENT,
            List.of(
                    "hidden roles, and what custom action groups mean: their names are shown, not what is in them",
                    "dfm_empty_overrides_all: unless it is on, an entry without a filter does not lift that of another",
                    "snapshots, which bring back what was granted when they were taken"));

    private final DeploymentId deployment;
    private final OpenSearchClient client;
    private final Pacing pacing;
    private final AgentProfile profile;
    private final Names names;
    private final ReentrantLock oneWriter = new ReentrantLock();

    private OpenSearchAgent(
            DeploymentId deployment, OpenSearchClient client, Pacing pacing, AgentProfile profile, Names names) {
        this.deployment = deployment;
        this.client = client;
        this.pacing = pacing;
        this.profile = profile;
        this.names = names;
    }

    /**
     * Signs in and finds out what is there.
     *
     * @throws AgentException when it is not an OpenSearch with the security plugin, or the account may not use its API
     */
    static OpenSearchAgent open(
            DeploymentId deployment,
            OpenSearchConfig config,
            Pacing pacing,
            Function<Release, Vocabulary> vocabularies) {
        var client = new OpenSearchClient(config, pacing);
        try {
            JsonNode root = client.root();
            JsonNode version = root.path("version");
            if (!version.path("distribution").asString("").equals("opensearch")) {
                throw new AgentException(ErrorCode.WRONG_TARGET, "connect.url is not an OpenSearch");
            }
            JsonNode allowed = client.api("permissionsinfo");
            requireAccess(allowed);
            JsonNode account = client.api("account");
            Release release =
                    Release.of(Documents.FIELDS.text(version, "number").replaceAll("[^0-9.].*", ""));
            var names = new Names(
                    vocabularies.apply(release),
                    Documents.FIELDS.text(account, "user_name"),
                    Documents.texts(account, "roles"),
                    Documents.texts(account, "backend_roles"));
            return new OpenSearchAgent(
                    deployment,
                    client,
                    pacing,
                    profile(release, Documents.FIELDS.text(root, "cluster_uuid"), names.self()),
                    names);
        } catch (RuntimeException e) {
            client.close();
            throw e instanceof AgentException agent ? agent.at(deployment.toString()) : e;
        }
    }

    private static void requireAccess(JsonNode allowed) {
        if (!allowed.path("has_api_access").asBoolean(false)) {
            throw new AgentException(
                    ErrorCode.NOT_PERMITTED,
                    "the agent's user may not use the security plugin's REST interface; map it to a role that"
                            + " plugins.security.restapi.roles_enabled of opensearch.yml names");
        }
        for (String endpoint : List.of("INTERNALUSERS", "ROLES", "ROLESMAPPING")) {
            for (JsonNode method : allowed.path("disabled_endpoints").path(endpoint)) {
                if (List.of("GET", "PATCH").contains(method.asString(""))) {
                    throw new AgentException(
                            ErrorCode.NOT_PERMITTED,
                            "plugins.security.restapi.endpoints_disabled forbids the agent's role " + method + " on "
                                    + endpoint + "; allow GET and PATCH");
                }
            }
        }
    }

    private static AgentProfile profile(Release release, String cluster, String self) {
        return new AgentProfile(
                OpenSearchType.OPENSEARCH,
                release,
                "cluster " + cluster,
                AccountName.of(Spelling.spell(self)),
                EnumSet.of(
                        Capability.NARROW_READ,
                        Capability.CREATE_ACCOUNT,
                        Capability.DEFINE_APP_ROLE,
                        Capability.UNGOVERNED,
                        Capability.LOGIN_SYNC),
                BLIND_SPOTS,
                BatchUnit.PRINCIPAL,
                MOST_CHANGES,
                EFFECT_DELAY,
                Names.LONGEST,
                Names.LONGEST);
    }

    @Override
    public AgentProfile profile() {
        return profile;
    }

    @Override
    public ObservedState read(ReadScope scope) {
        Instant at = pacing.clock().now();
        Predicate<Principal> wanted = switch (scope) {
            case ReadScope.Full ignored -> principal -> true;
            case ReadScope.Of of -> of.principals()::contains;
        };
        try {
            Observation found = new Observation(names.self(), wanted).add(client.directory());
            return new ObservedState(deployment, scope, at, found.accounts, found.appRoles, found.grants, Map.of());
        } catch (AgentException e) {
            throw e.at(deployment.toString());
        }
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        return new PrincipalRuns(names::refusal, this::run).apply(batch);
    }

    /** Each kind of thing is one document, of which two writers at once lose all but one change. */
    private List<Outcome> run(Principal principal, List<Change> changes) {
        oneWriter.lock();
        try {
            return Run.of(client, pacing, EFFECT_DELAY, changes);
        } finally {
            oneWriter.unlock();
        }
    }

    @Override
    public Optional<Ungoverned> ungoverned() {
        return Optional.of(() -> told(() -> WaysIn.find(client.directory(), client.dynamicSettings())));
    }

    @Override
    public Optional<LoginSync> loginSync() {
        return Optional.of(() -> told(() -> SignIn.facts(client.dynamicSettings())));
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
