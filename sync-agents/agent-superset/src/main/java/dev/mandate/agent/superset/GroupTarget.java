package dev.mandate.agent.superset;

import dev.mandate.agent.http.Target;
import dev.mandate.agent.http.Written;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A group and its roles; its members are its users' affair. No state means that there is no such group. */
final class GroupTarget implements Target<Optional<SupersetGroup>> {
    private final SupersetClient client;
    private final String name;

    GroupTarget(SupersetClient client, String name) {
        this.client = client;
        this.name = name;
    }

    @Override
    public Optional<SupersetGroup> read() {
        return client.group(name);
    }

    @Override
    public Verdict<Optional<SupersetGroup>> verdict(Optional<SupersetGroup> state, Change change) {
        return switch (change) {
            case Change.CreateAppRole ignored ->
                state.isPresent() ? new Verdict.InPlace<>() : becomes(new SupersetGroup(0, name, Set.of(), Set.of()));
            case Change.DeleteAppRole ignored -> state.map(this::delete).orElseGet(Verdict.InPlace::new);
            case Change.AddGrant add -> {
                if (state.isEmpty()) {
                    yield refused(Rejected.UNKNOWN_ON_TARGET, "there is no group '" + name + "'");
                }
                var roles = new TreeSet<>(state.get().roles());
                yield roles.add(add.grant().entitlement().resource())
                        ? becomes(with(state.get(), roles))
                        : new Verdict.InPlace<>();
            }
            case Change.RemoveGrant remove -> {
                var roles = new TreeSet<>(state.map(SupersetGroup::roles).orElse(Set.of()));
                yield roles.remove(remove.grant().entitlement().resource())
                        ? becomes(with(state.orElseThrow(), roles))
                        : new Verdict.InPlace<>();
            }
            case Change.CreateAccount ignored -> notOfAGroup(change);
            case Change.SetAccountStatus ignored -> notOfAGroup(change);
            case Change.AlterGrant ignored -> notOfAGroup(change);
        };
    }

    @Override
    public Written write(Optional<SupersetGroup> from, Optional<SupersetGroup> to) {
        if (to.isEmpty()) {
            return client.deleteGroup(from.orElseThrow());
        }
        Map<String, Integer> known = to.get().roles().isEmpty() ? Map.of() : client.roleIds();
        if (!known.keySet().containsAll(to.get().roles())) {
            return new Written.Refused(404, "a role is not there");
        }
        var ids = new ArrayList<>(to.get().roles().stream().map(known::get).toList());
        return from.isEmpty() ? client.createGroup(name, ids) : client.replaceRoles(from.get(), ids);
    }

    @Override
    public Optional<Rejected> fault(Change change) {
        return change instanceof Change.AddGrant(var grant, var direction)
                        && !client.roleIds().containsKey(grant.entitlement().resource())
                ? Optional.of(new Rejected(
                        Rejected.UNKNOWN_ON_TARGET,
                        "Superset has no role '" + grant.entitlement().resource()
                                + "'; correct its name, or define it under app-roles"))
                : Optional.empty();
    }

    private Verdict<Optional<SupersetGroup>> delete(SupersetGroup group) {
        if (!group.roles().isEmpty()) {
            return refused(Rejected.STALE_PRIOR, "group '" + name + "' still has roles");
        }
        return group.users().isEmpty()
                ? new Verdict.Becomes<>(Optional.empty())
                : refused(Rejected.STALE_PRIOR, "group '" + name + "' still has members");
    }

    private static SupersetGroup with(SupersetGroup group, Set<String> roles) {
        return new SupersetGroup(group.id(), group.name(), group.users(), roles);
    }

    private static Verdict<Optional<SupersetGroup>> becomes(SupersetGroup group) {
        return new Verdict.Becomes<>(Optional.of(group));
    }

    private static Verdict<Optional<SupersetGroup>> refused(String code, String why) {
        return new Verdict.Refused<>(new Rejected(code, why));
    }

    private static Verdict<Optional<SupersetGroup>> notOfAGroup(Change change) {
        return refused(Rejected.UNKNOWN_ON_TARGET, "not a change of a Superset group: " + change);
    }
}
