package dev.mandate.agent.superset;

import dev.mandate.agent.http.Target;
import dev.mandate.agent.http.Written;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.subject.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A user with its roles and groups; no state means that there is no such user. */
final class UserTarget implements Target<Optional<SupersetUser>> {
    private static final int LONGEST_NAME = 64;

    private final SupersetClient client;
    private final String name;

    UserTarget(SupersetClient client, String name) {
        this.client = client;
        this.name = name;
    }

    @Override
    public Optional<SupersetUser> read() {
        return client.user(name);
    }

    @Override
    public Verdict<Optional<SupersetUser>> verdict(Optional<SupersetUser> state, Change change) {
        return switch (change) {
            case Change.CreateAccount create -> create(state, create.attributes());
            case Change.SetAccountStatus status -> status(state, status);
            case Change.AddGrant add -> add(state, add.grant().entitlement().resource());
            case Change.RemoveGrant remove ->
                remove(state, remove.grant().entitlement().resource());
            case Change.CreateAppRole ignored -> notOfAUser(change);
            case Change.DeleteAppRole ignored -> notOfAUser(change);
            case Change.AlterGrant ignored -> notOfAUser(change);
        };
    }

    @Override
    public Written write(Optional<SupersetUser> from, Optional<SupersetUser> to) {
        SupersetUser user = to.orElseThrow();
        var fields = new TreeMap<String, Object>();
        if (from.isPresent() && from.get().status() != user.status()) {
            fields.put("active", user.status() == AccountStatus.ENABLED);
        }
        if (from.isEmpty() || !from.get().holds().equals(user.holds())) {
            Optional<List<Integer>> roles = ids(user.holds(), false);
            Optional<List<Integer>> groups = ids(user.holds(), true);
            if (roles.isEmpty() || groups.isEmpty()) {
                return new Written.Refused(404, "a role or group is not there");
            }
            if (from.isEmpty()) {
                return client.createUser(user, roles.get(), groups.get());
            }
            fields.put("roles", roles.get());
            fields.put("groups", groups.get());
        }
        return client.updateUser(user, fields);
    }

    /** Asked for just before they are used: numbers are given again to others. */
    private Optional<List<Integer>> ids(Set<String> holds, boolean groups) {
        List<String> names =
                holds.stream().filter(held -> AppRoles.isGroup(held) == groups).toList();
        Map<String, Integer> known = names.isEmpty() ? Map.of() : groups ? groupIds() : client.roleIds();
        var ids = new ArrayList<Integer>();
        for (String held : names) {
            Integer id = known.get(held);
            if (id == null) {
                return Optional.empty();
            }
            ids.add(id);
        }
        return Optional.of(ids);
    }

    private Map<String, Integer> groupIds() {
        var ids = new TreeMap<String, Integer>();
        client.groups().forEach(group -> ids.put(group.name(), group.id()));
        return ids;
    }

    @Override
    public Optional<Rejected> fault(Change change) {
        if (change instanceof Change.AddGrant(var grant, var direction)) {
            String held = grant.entitlement().resource();
            boolean there = AppRoles.isGroup(held)
                    ? client.group(held).isPresent()
                    : client.roleIds().containsKey(held);
            return there
                    ? Optional.empty()
                    : Optional.of(new Rejected(
                            Rejected.UNKNOWN_ON_TARGET,
                            "Superset has no role or group '" + held
                                    + "'; correct its name, or define it under app-roles"));
        }
        return change instanceof Change.CreateAccount create
                ? client.userWithEmail(email(create.attributes()))
                        .filter(user -> !user.name().equals(name))
                        .map(user -> new Rejected(
                                Rejected.NAME_NOT_ALLOWED,
                                "user '" + user.name() + "' already has the e-mail address of '" + name + "'"))
                : Optional.empty();
    }

    private Verdict<Optional<SupersetUser>> create(Optional<SupersetUser> state, Map<String, String> attributes) {
        if (state.isPresent()) {
            return state.get().email().equals(email(attributes))
                    ? new Verdict.InPlace<>()
                    : refused(
                            Rejected.STALE_PRIOR,
                            "a user '" + name
                                    + "' with another e-mail address exists; link that account if it is right");
        }
        // of two names that differ in case only, Superset lets neither sign in
        return client.namesakes(name).stream()
                .findFirst()
                .map(other -> refused(
                        Rejected.NAME_NOT_ALLOWED,
                        "beside user '" + other.name() + "' a user '" + name + "' would lock both out; link that"
                                + " account, or spell account-name so"))
                .orElseGet(() -> new Verdict.Becomes<>(Optional.of(user(attributes))));
    }

    private Verdict<Optional<SupersetUser>> status(Optional<SupersetUser> state, Change.SetAccountStatus change) {
        if (state.isEmpty()) {
            return refused(Rejected.STALE_PRIOR, "there is no user '" + name + "'");
        }
        AccountStatus now = state.get().status();
        if (now == change.to()) {
            return new Verdict.InPlace<>();
        }
        return now == change.from() && change.to() != AccountStatus.UNKNOWN
                ? new Verdict.Becomes<>(Optional.of(state.get().withStatus(change.to())))
                : refused(Rejected.STALE_PRIOR, "user '" + name + "' is " + now);
    }

    private Verdict<Optional<SupersetUser>> add(Optional<SupersetUser> state, String held) {
        if (state.isEmpty()) {
            return refused(Rejected.UNKNOWN_ON_TARGET, "there is no user '" + name + "'");
        }
        var holds = new TreeSet<>(state.get().holds());
        return holds.add(held)
                ? new Verdict.Becomes<>(Optional.of(state.get().holding(holds)))
                : new Verdict.InPlace<>();
    }

    private static Verdict<Optional<SupersetUser>> remove(Optional<SupersetUser> state, String held) {
        if (state.isEmpty()) {
            return new Verdict.InPlace<>();
        }
        var holds = new TreeSet<>(state.get().holds());
        return holds.remove(held)
                ? new Verdict.Becomes<>(Optional.of(state.get().holding(holds)))
                : new Verdict.InPlace<>();
    }

    private SupersetUser user(Map<String, String> attributes) {
        String full = attributes.getOrDefault(Subject.NAME, name).strip();
        int blank = full.lastIndexOf(' ');
        return new SupersetUser(
                        0,
                        name,
                        email(attributes),
                        named(blank < 0 ? full : full.substring(0, blank)),
                        named(blank < 0 ? "" : full.substring(blank + 1)),
                        AccountStatus.ENABLED,
                        "",
                        Set.of())
                .holding(Set.of());
    }

    /** Superset insists on an address that no other user has; {@code .invalid} can never receive mail (RFC 2606). */
    private String email(Map<String, String> attributes) {
        return attributes.getOrDefault(Subject.EMAIL, name + "@no-mail.invalid");
    }

    private static String named(String part) {
        if (part.isBlank()) {
            return "-";
        }
        return part.length() > LONGEST_NAME ? part.substring(0, LONGEST_NAME) : part.strip();
    }

    private static Verdict<Optional<SupersetUser>> refused(String code, String why) {
        return new Verdict.Refused<>(new Rejected(code, why));
    }

    private static Verdict<Optional<SupersetUser>> notOfAUser(Change change) {
        return refused(Rejected.UNKNOWN_ON_TARGET, "not a change of a Superset user: " + change);
    }
}
