package dev.mandate.agent.airflow;

import dev.mandate.agent.http.Target;
import dev.mandate.agent.http.Written;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.subject.Subject;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A user and its roles; no state means that there is no such user. */
final class UserTarget implements Target<Optional<FabUser>> {
    private static final int LONGEST_NAME = 256;

    private final AirflowClient client;
    private final String name;
    private boolean stopgap;

    UserTarget(AirflowClient client, String name) {
        this.client = client;
        this.name = name;
    }

    @Override
    public Optional<FabUser> read() {
        return client.user(name)
                .map(user -> stopgap && user.roles().equals(Set.of(FabRole.PUBLIC)) ? emptied(user) : user);
    }

    @Override
    public Verdict<Optional<FabUser>> verdict(Optional<FabUser> state, Change change) {
        Optional<Verdict<Optional<FabUser>>> other =
                state.filter(user -> !user.name().equals(name)).map(this::taken);
        return other.orElseGet(() -> switch (change) {
            case Change.CreateAccount create -> create(state, create.attributes());
            case Change.AddGrant add -> add(state, add.grant().entitlement().resource());
            case Change.RemoveGrant remove ->
                remove(state, remove.grant().entitlement().resource());
            case Change.CreateAppRole ignored -> notOfAUser(change);
            case Change.DeleteAppRole ignored -> notOfAUser(change);
            case Change.SetAccountStatus ignored -> notOfAUser(change);
            case Change.AlterGrant ignored -> notOfAUser(change);
        });
    }

    /** A user is never made without a role: Airflow would add its default, or fail where it has none. */
    @Override
    public Written write(Optional<FabUser> from, Optional<FabUser> to) {
        FabUser user = to.orElseThrow();
        if (from.isPresent()) {
            return client.replaceRoles(user.name(), user.roles());
        }
        if (!user.roles().isEmpty()) {
            return client.createUser(user);
        }
        stopgap = true;
        Written made = client.createUser(user.withRoles(Set.of(FabRole.PUBLIC)));
        return made instanceof Written.Accepted ? client.replaceRoles(user.name(), Set.of()) : made;
    }

    @Override
    public Optional<Rejected> fault(Change change) {
        if (change instanceof Change.AddGrant(var grant, var direction)) {
            String role = grant.entitlement().resource();
            return client.role(role).isPresent()
                    ? Optional.empty()
                    : Optional.of(new Rejected(
                            Rejected.UNKNOWN_ON_TARGET,
                            "Airflow has no role '" + role + "'; correct its name, or define it under app-roles"));
        }
        return change instanceof Change.CreateAccount create ? clash(create) : Optional.empty();
    }

    /** A user was there under that name, or another has the e-mail; Airflow's answer does not always tell which. */
    private Optional<Rejected> clash(Change.CreateAccount create) {
        String email = email(create.attributes());
        return client.users().stream()
                .filter(user ->
                        user.name().equalsIgnoreCase(name) || user.email().equals(email))
                .filter(user -> !user.name().equals(name))
                .findFirst()
                .map(user -> new Rejected(
                        Rejected.NAME_NOT_ALLOWED,
                        user.email().equals(email)
                                ? "user '" + user.name() + "' already has the e-mail address of '" + name + "'"
                                : sameButForCase(user)));
    }

    private FabUser emptied(FabUser user) {
        return client.replaceRoles(user.name(), Set.of()) instanceof Written.Accepted ? user.withRoles(Set.of()) : user;
    }

    private Verdict<Optional<FabUser>> taken(FabUser other) {
        return refused(Rejected.NAME_NOT_ALLOWED, sameButForCase(other));
    }

    private String sameButForCase(FabUser other) {
        return "Airflow does not tell '" + name + "' from its user '" + other.name()
                + "'; link that account, or spell account-name so";
    }

    private Verdict<Optional<FabUser>> create(Optional<FabUser> state, Map<String, String> attributes) {
        if (state.isEmpty()) {
            return new Verdict.Becomes<>(Optional.of(user(attributes)));
        }
        return state.get().email().equals(email(attributes))
                ? new Verdict.InPlace<>()
                : refused(
                        Rejected.STALE_PRIOR,
                        "a user '" + name + "' with another e-mail address exists; link that account if it is right");
    }

    private Verdict<Optional<FabUser>> add(Optional<FabUser> state, String role) {
        if (state.isEmpty()) {
            return refused(Rejected.UNKNOWN_ON_TARGET, "there is no user '" + name + "' that the agent can address");
        }
        var roles = new HashSet<>(state.get().roles());
        return roles.add(role)
                ? new Verdict.Becomes<>(Optional.of(state.get().withRoles(roles)))
                : new Verdict.InPlace<>();
    }

    private Verdict<Optional<FabUser>> remove(Optional<FabUser> state, String role) {
        if (state.isEmpty()) {
            return isThereAfterAll()
                    ? refused(
                            Rejected.NAME_NOT_ALLOWED,
                            "Airflow has several users '" + name + "' in different case and can address none of them;"
                                    + " delete all but one in its user list")
                    : new Verdict.InPlace<>();
        }
        var roles = new HashSet<>(state.get().roles());
        return roles.remove(role)
                ? new Verdict.Becomes<>(Optional.of(state.get().withRoles(roles)))
                : new Verdict.InPlace<>();
    }

    /** Whether only the list shows it: nothing is gone just because it cannot be addressed. */
    private boolean isThereAfterAll() {
        return client.users().stream().anyMatch(user -> user.name().equalsIgnoreCase(name));
    }

    private FabUser user(Map<String, String> attributes) {
        String full = attributes.getOrDefault(Subject.NAME, name).strip();
        int blank = full.lastIndexOf(' ');
        return new FabUser(
                name,
                email(attributes),
                named(blank < 0 ? full : full.substring(0, blank)),
                named(blank < 0 ? "" : full.substring(blank + 1)),
                Set.of(),
                AccountStatus.ENABLED,
                null);
    }

    /** Airflow insists on an address that no other user has; {@code .invalid} can never receive mail (RFC 2606). */
    private String email(Map<String, String> attributes) {
        return attributes.getOrDefault(Subject.EMAIL, name + "@no-mail.invalid");
    }

    private static String named(String part) {
        if (part.isBlank()) {
            return "-";
        }
        return part.length() > LONGEST_NAME ? part.substring(0, LONGEST_NAME) : part.strip();
    }

    private static Verdict<Optional<FabUser>> refused(String code, String why) {
        return new Verdict.Refused<>(new Rejected(code, why));
    }

    private static Verdict<Optional<FabUser>> notOfAUser(Change change) {
        return refused(Rejected.UNKNOWN_ON_TARGET, "not a change of an Airflow user: " + change);
    }
}
