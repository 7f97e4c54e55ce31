package dev.mandate.service.fleet;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import dev.mandate.agent.link.Fields;
import dev.mandate.agent.link.JournalLine;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Remote agents: how they are invited, join, are heard of and are revoked, and what their journals say. */
@Service
public class AgentApi {
    /** For how long an invitation is good. */
    public static final Duration INVITATION = Duration.ofHours(1);

    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?";
    private static final int LONGEST_KEY = 2_000;
    private static final int LONGEST_VERSION = 100;

    private final AgentStore store;
    private final WorkStore works;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    AgentApi(AgentStore store, WorkStore works, LedgerApi ledger, Clock clock, Transactions transactions) {
        this.store = store;
        this.works = works;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /**
     * Invites an agent to join, once and within {@link #INVITATION}. One that joined before goes on until the new one
     * joins; from then on its key is worth nothing.
     */
    public Token invite(String name, LedgerActor by) {
        if (!name.matches(NAME) || name.equals(Deployment.LOCAL_AGENT)) {
            throw new Problem(
                    AgentCode.AGENT_NAME_INVALID,
                    "an agent's name is 1 to 32 of a-z, 0-9 and inner '-', and not 'local'");
        }
        Token token = Token.random();
        return transactions.inOne(() -> {
            Instant now = clock.now();
            store.invite(name, token.hash(), now.plus(INVITATION), now);
            ledger.append(entry("agent.invited", name, by));
            return token;
        });
    }

    /**
     * Takes an invitation and fixes the agent's key.
     *
     * @param key the public half of a P-256 pair, as a JWK
     * @return the agent's name
     * @throws Problem where the token is not good, without saying why
     */
    public String join(String token, String key, String version) {
        ECKey publicKey = key(key);
        byte[] hash = Token.of(token).orElseThrow(AgentApi::refused).hash();
        return transactions.inOne(() -> {
            String name = store.join(
                            hash,
                            publicKey.toJSONString(),
                            thumbprint(publicKey),
                            version.substring(0, Math.min(version.length(), LONGEST_VERSION)),
                            clock.now())
                    .orElseThrow(AgentApi::refused);
            works.voidOf(name);
            ledger.append(entry("agent.joined", name, actor(name))
                    .with(Map.of("key", JsonValue.text(thumbprint(publicKey)))));
            return name;
        });
    }

    private static Problem refused() {
        return new Problem(
                AgentCode.INVITATION_REFUSED,
                "this token is none, was used, or is older than " + INVITATION.toMinutes()
                        + " minutes: run 'mandate agent enrol' again");
    }

    private static ECKey key(String json) {
        try {
            if (json.length() <= LONGEST_KEY) {
                ECKey key = ECKey.parse(json);
                if (key.getCurve().equals(Curve.P_256)) {
                    return key.toPublicJWK();
                }
            }
        } catch (ParseException | IllegalArgumentException none) {
            // Said below.
        }
        throw new Problem(AgentCode.AGENT_KEY_UNUSABLE, "an agent's key is a P-256 key as a JWK");
    }

    private static String thumbprint(ECKey key) {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** By what an agent is known; empty where there is none, or it was revoked. */
    public Optional<AgentKey> known(String name) {
        return transactions.inOne(() -> store.key(name));
    }

    public Optional<EnrolledAgent> agent(String name) {
        return transactions.inOne(() -> store.agent(name));
    }

    public List<EnrolledAgent> all() {
        return transactions.inOne(store::all);
    }

    /**
     * Ends an agent: its key and tokens are worth nothing, its work is void.
     *
     * @param suspectSince from when on what it said is not believed: its deployments are changed no more until somebody
     *     confirms each; empty where it only goes
     * @return the deployments that it worked for
     */
    public Set<DeploymentId> revoke(String name, Optional<Instant> suspectSince, LedgerActor by) {
        return transactions.inOne(() -> {
            Instant now = clock.now();
            if (!store.revoke(name, suspectSince, now)) {
                throw new Problem(AgentCode.AGENT_UNKNOWN, "there is no agent " + name);
            }
            works.voidOf(name);
            Set<DeploymentId> served = works.served(name);
            suspectSince.ifPresent(since -> store.diverged(
                    served,
                    "the agent " + name + " is not believed since " + since
                            + ": rotate the credentials it held, look at the deployment, then confirm it",
                    now));
            ledger.append(entry("agent.revoked", name, by)
                    .with(
                            suspectSince.isEmpty()
                                    ? Map.of()
                                    : Map.of(
                                            "suspect_since",
                                            JsonValue.text(suspectSince.get().toString()))));
            return served;
        });
    }

    /**
     * Insists that an agent's journal goes on from what is here.
     *
     * @throws Problem where it was put back, lost or is another one
     */
    void requireJournal(String name, JournalLine.Head theirs) {
        JournalLine.Head ours = transactions.inOne(() -> store.journal(name));
        if (theirs.number() < ours.number()
                || (theirs.number() == ours.number() && !theirs.hash().equals(ours.hash()))) {
            throw new Problem(
                    AgentCode.JOURNAL_BROKEN,
                    "this agent's journal has " + theirs.number() + " lines where " + ours.number()
                            + " are known, or others: it was put back, lost or copied; enrol the agent again in a new"
                            + " folder");
        }
    }

    /** Notes that an agent asked. */
    EnrolledAgent heard(String name, UUID instance, String version, Duration ahead) {
        return transactions.inOne(() -> {
            store.heard(
                    name,
                    instance,
                    version.substring(0, Math.min(version.length(), LONGEST_VERSION)),
                    ahead,
                    clock.now());
            return store.agent(name).orElseThrow();
        });
    }

    /**
     * Takes lines of an agent's journal that follow those which are here. Lines about work that was never ordered here
     * mean that this store lost what it had committed: the deployments are changed no more until somebody confirms them.
     *
     * @return how many lines there are now
     * @throws Problem where they do not follow
     */
    long journal(String name, List<String> texts) {
        return transactions.inOne(() -> {
            JournalLine.Head head = store.journal(name);
            if (texts.isEmpty()) {
                return head.number();
            }
            List<JournalLine> lines = new ArrayList<>();
            try {
                for (String text : texts) {
                    JournalLine line = JournalLine.read(head, text);
                    lines.add(line);
                    head = line.head();
                }
            } catch (IllegalArgumentException broken) {
                throw new Problem(AgentCode.JOURNAL_BROKEN, String.valueOf(broken.getMessage()), broken);
            }
            Instant now = clock.now();
            store.append(name, lines, now);
            ledger.append(entry("agent.journal", name, actor(name))
                    .with(Map.of("lines", JsonValue.number(head.number()), "hash", JsonValue.text(head.hash()))));
            lost(name, lines, now);
            return head.number();
        });
    }

    private void lost(String name, List<JournalLine> lines, Instant now) {
        Map<UUID, DeploymentId> unknown = begun(lines);
        unknown.keySet().removeAll(store.ordered(name, List.copyOf(unknown.keySet())));
        if (unknown.isEmpty()) {
            return;
        }
        // Also of deployments that this store does not know at all any more.
        ledger.append(unknown.entrySet().stream()
                .map(order -> entry("agent.unknown-order", name, actor(name))
                        .with(Map.of(
                                "work", JsonValue.text(order.getKey().toString()),
                                "deployment", JsonValue.text(order.getValue().value()))))
                .toList());
        Set<DeploymentId> diverged = new HashSet<>(unknown.values());
        diverged.retainAll(works.served(name));
        if (!diverged.isEmpty()) {
            works.voidOf(diverged);
            store.diverged(
                    diverged,
                    "the agent " + name + " changed it by orders that this store does not know of, so the store lost"
                            + " what it had committed; compare it with the agent's journal, then confirm it",
                    now);
            ledger.append(diverged.stream()
                    .map(deployment -> LedgerEvent.done(
                            actor(name),
                            ActionCode.of("deployment.diverged"),
                            new LedgerObject("deployment", deployment.value())))
                    .toList());
        }
    }

    /** @throws Problem where a line names no work or no deployment */
    private static Map<UUID, DeploymentId> begun(List<JournalLine> lines) {
        Map<UUID, DeploymentId> begun = new HashMap<>();
        try {
            for (JournalLine line : lines) {
                Fields fields = line.fields();
                if (fields.optional("what").filter("intent"::equals).isPresent()) {
                    begun.put(UUID.fromString(fields.text("work")), DeploymentId.of(fields.text("deployment")));
                }
            }
        } catch (IllegalArgumentException broken) {
            throw new Problem(AgentCode.JOURNAL_BROKEN, String.valueOf(broken.getMessage()), broken);
        }
        return begun;
    }

    private static LedgerActor actor(String name) {
        return new LedgerActor("agent", name, "key");
    }

    private static LedgerEvent entry(String action, String name, LedgerActor by) {
        return LedgerEvent.done(by, ActionCode.of(action), new LedgerObject("agent", name));
    }
}
