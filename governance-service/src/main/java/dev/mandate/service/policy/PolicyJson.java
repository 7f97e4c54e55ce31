package dev.mandate.service.policy;

import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.Validity;
import dev.mandate.model.access.WrittenAssignment;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.subject.PartyRef.GroupRef;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A policy as JSON, with the keys of the policy format. The full form says every value, so that a default that changes
 * in a later release never changes what an old version meant; the brief form leaves defaults out, for people.
 */
final class PolicyJson {
    private final boolean full;
    private final ZoneId zone;

    private PolicyJson(boolean full, ZoneId zone) {
        this.full = full;
        this.zone = zone;
    }

    /** The canonical bytes (RFC 8785) of the full form; equal policies have equal bytes. */
    static byte[] canonical(Policy policy) {
        return CanonicalJson.bytes(new PolicyJson(true, policy.timeZone()).policy(PolicyOrder.sorted(policy)));
    }

    static Members brief(Policy policy) {
        return new PolicyJson(false, policy.timeZone()).policy(PolicyOrder.sorted(policy));
    }

    /**
     * Reads back what {@link #canonical} wrote.
     *
     * @throws IllegalArgumentException naming the first fault, where it is something else
     */
    static Policy read(byte[] json) {
        PolicyReading reading = PolicyFolder.read(JsonNodes.of(CanonicalJson.parse(json)));
        return reading.policy()
                .orElseThrow(() -> new IllegalArgumentException(
                        "not a policy: " + reading.faults().getFirst()));
    }

    private Members policy(Policy policy) {
        var json = new Json();
        json.list("deployments", policy.deployments(), this::deployment);
        json.list("app-roles", policy.appRoles(), this::appRole);
        json.list("roles", policy.roles(), this::role);
        json.list("mappings", policy.mappings(), this::mapping);
        json.list("assignments", policy.assignments(), this::assignment);
        json.list("constraints", policy.constraints(), this::constraint);
        Members guards = guards(policy.guards());
        if (!guards.byName().isEmpty()) {
            json.values.put("guards", guards);
        }
        return json.text("time-zone", policy.timeZone().getId(), "UTC").members();
    }

    private Members deployment(Deployment deployment) {
        return new Json()
                .text("id", deployment.id().value())
                .text("application", deployment.application().value())
                .text(
                        "release",
                        deployment.release() == null
                                ? null
                                : deployment.release().text())
                .texts("labels", deployment.labels())
                .texts("connect", deployment.connect())
                .text("agent", deployment.agent(), Deployment.LOCAL_AGENT)
                .members(
                        "manage",
                        new Json()
                                .text("accounts", deployment.modes().accounts().word(), "observe")
                                .text(
                                        "memberships",
                                        deployment.modes().memberships().word(),
                                        "observe")
                                .text(
                                        "role-content",
                                        deployment.modes().roleContent().word(),
                                        "observe"))
                .text("account-name", deployment.accountName().text(), "{username}")
                .text("sign-in", deployment.signIn().name().toLowerCase(Locale.ROOT), "external")
                .text("link-by", deployment.linkBy())
                .flag("trust-names", deployment.trustNames())
                .members();
    }

    private Members appRole(AppRoleDefinition role) {
        return new Json()
                .members("where", selector(role.where()))
                .text("name", role.name().value())
                .array("gives", role.gives().stream().map(Entitlement::toString).toList())
                .flag("extend", role.extend())
                .flag("extensible", role.extensible())
                .members();
    }

    private Members role(Role role) {
        String owner =
                role.owner() == null ? null : (role.owner() instanceof GroupRef ? "group:" : "person:") + role.owner();
        var json = new Json()
                .text("id", role.id().value())
                .text("description", role.description(), "")
                .text("owner", owner)
                .text("risk", role.risk().word(), "standard")
                .some("includes", role.includes());
        json.list("gives", role.gives(), this::clause);
        return json.members();
    }

    private Members clause(Clause clause) {
        return new Json()
                .members("where", selector(clause.where()))
                .array(
                        "entitlements",
                        clause.entitlements().stream()
                                .map(Entitlement::toString)
                                .toList())
                .members();
    }

    private Members mapping(Mapping mapping) {
        var json = new Json()
                .text("group", mapping.group().toString())
                .text("role", mapping.role().value());
        return dated(json, mapping.where(), mapping.validity())
                .text("reason", mapping.reason(), "")
                .members();
    }

    private Members assignment(WrittenAssignment assignment) {
        var json = new Json()
                .text("subject", assignment.subject().toString())
                .text("role", assignment.role().value());
        return dated(json, assignment.where(), assignment.validity())
                .text("reason", assignment.reason())
                .members();
    }

    private Json dated(Json json, Selector where, Validity validity) {
        return json.members("where", selector(where))
                .text("from", moment(validity.from(), from -> Times.writtenFrom(from, zone)))
                .text("until", moment(validity.until(), until -> Times.writtenUntil(until, zone)));
    }

    private @Nullable String moment(@Nullable Instant moment, Function<Instant, String> brief) {
        if (moment == null) {
            return null;
        }
        return full ? moment.toString() : brief.apply(moment);
    }

    private Members constraint(Constraint constraint) {
        return new Json()
                .text("id", constraint.id().value())
                .text("kind", "sod")
                .array(
                        "roles",
                        constraint.roles().stream().map(Object::toString).toList())
                .number("at-most", constraint.atMost(), 1)
                .text("effect", constraint.effect().name().toLowerCase(Locale.ROOT), "enforce")
                .members();
    }

    private Members guards(GuardLimits guards) {
        var json = new Json().limit("max-removals", guards.maxRemovals(), GuardLimits.DEFAULT.maxRemovals());
        var gains = new Json();
        for (Risk risk : Risk.values()) {
            gains.limit(
                    risk.word(),
                    guards.maxGains().get(risk),
                    GuardLimits.DEFAULT.maxGains().get(risk));
        }
        String window = guards.window() == null
                ? null
                : guards.window().from() + "-" + guards.window().until();
        return json.members("max-gains", gains)
                .some("protect", guards.protect())
                .text("window", window)
                .members();
    }

    private Json selector(Selector where) {
        var json = new Json();
        json.oneOrMore("application", where.applications());
        json.oneOrMore("deployment", where.deployments());
        var labels = new TreeMap<String, JsonValue>();
        where.labels().forEach((key, values) -> labels.put(key, json.oneOrMore(values)));
        if (!labels.isEmpty()) {
            json.values.put("labels", JsonValue.object(labels));
        }
        return json;
    }

    /** One object while it is put together. */
    private final class Json {
        private final Map<String, JsonValue> values = new TreeMap<>();

        Members members() {
            return JsonValue.object(values);
        }

        Json text(String key, @Nullable String value) {
            if (value != null) {
                values.put(key, JsonValue.text(value));
            }
            return this;
        }

        Json text(String key, String value, String fallback) {
            return full || !value.equals(fallback) ? text(key, value) : this;
        }

        Json flag(String key, boolean value) {
            if (full || value) {
                values.put(key, JsonValue.bool(value));
            }
            return this;
        }

        Json number(String key, int value, int fallback) {
            if (full || value != fallback) {
                values.put(key, JsonValue.number(value));
            }
            return this;
        }

        Json limit(String key, @Nullable Limit limit, @Nullable Limit fallback) {
            if (limit == null || (!full && limit.equals(fallback))) {
                return this;
            }
            if (!full && limit.percent() == 0) {
                values.put(key, JsonValue.number(limit.atLeast()));
                return this;
            }
            return members(
                    key, new Json().number("percent", limit.percent(), 0).number("at-least", limit.atLeast(), 0));
        }

        Json texts(String key, Map<String, String> texts) {
            if (!texts.isEmpty() || key.equals("connect")) {
                var members = new TreeMap<String, JsonValue>();
                texts.forEach((name, value) -> members.put(name, JsonValue.text(value)));
                values.put(key, JsonValue.object(members));
            }
            return this;
        }

        Json members(String key, Json json) {
            if (!json.values.isEmpty()) {
                values.put(key, json.members());
            }
            return this;
        }

        Json array(String key, List<String> texts) {
            values.put(key, JsonValue.array(texts.stream().map(JsonValue::text).toList()));
            return this;
        }

        Json some(String key, Collection<?> items) {
            return items.isEmpty()
                    ? this
                    : array(key, items.stream().map(Object::toString).toList());
        }

        JsonValue oneOrMore(Collection<String> items) {
            boolean one = !full && items.size() == 1;
            return one
                    ? JsonValue.text(items.iterator().next())
                    : JsonValue.array(items.stream().map(JsonValue::text).toList());
        }

        void oneOrMore(String key, Collection<?> items) {
            if (!items.isEmpty()) {
                values.put(key, oneOrMore(items.stream().map(Object::toString).toList()));
            }
        }

        <T> void list(String key, List<T> items, Function<T, Members> writer) {
            if (!items.isEmpty()) {
                values.put(key, JsonValue.array(items.stream().map(writer).toList()));
            }
        }
    }
}
