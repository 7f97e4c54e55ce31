package dev.mandate.service.policy;

import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.ConstraintId;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.access.Validity;
import dev.mandate.model.access.WrittenAssignment;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SourceId;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Policies of every shape the model allows, with names that are awkward in YAML; the same seed gives the same one. */
final class RandomPolicy {
    private static final List<String> NAMES = List.of(
            "analyst",
            "true",
            "null",
            "~",
            "1.0",
            "0x1F",
            "a b",
            "- x",
            "#c",
            "a: b",
            "{x}",
            "[y]",
            "\"q\"",
            "it's",
            "*",
            "&a",
            "!t",
            "|",
            ">",
            "%d",
            "@at",
            "`",
            "Zoë",
            "名前",
            "😀",
            "=cmd",
            "a\\b",
            "x/y/z",
            " lead",
            "trail ",
            "2027-01-01",
            "12:30",
            "on",
            "NO",
            ".inf",
            "?",
            "a#b",
            "a #b",
            "…",
            "$x",
            "<<",
            "---",
            "\u00a0");

    private final SplittableRandom random;

    RandomPolicy(long seed) {
        random = new SplittableRandom(seed);
    }

    Policy policy() {
        var roles = new ArrayList<Role>();
        for (int i = random.nextInt(5); i > 0; i--) {
            roles.add(role("role-" + i));
        }
        return new Policy(
                numbered(5, "d-", this::deployment),
                list(4, this::appRole),
                roles,
                list(5, () -> new Mapping(group(), roleId(), selector(), validity(), reason())),
                list(5, () -> new WrittenAssignment(subject(), roleId(), selector(), validity(), reason())),
                numbered(
                        3,
                        "c-",
                        id -> new Constraint(
                                ConstraintId.of(id),
                                Set.of(roleId(), RoleId.of("other"), RoleId.of("third")),
                                1 + random.nextInt(2),
                                any(Constraint.Enforcement.values()))),
                guards(),
                ZoneId.of(any("UTC", "Europe/Zurich", "America/Havana", "Pacific/Apia", "+05:30")));
    }

    private Deployment deployment(String id) {
        var connect = new TreeMap<String, String>();
        list(3, this::name).forEach(name -> connect.put(name, random.nextBoolean() ? name() : "${secret:x}"));
        var labels = new TreeMap<String, String>();
        labels.put(any("env", "region"), name());
        return new Deployment(
                DeploymentId.of(id),
                ApplicationName.of(any("postgresql", "superset")),
                random.nextBoolean() ? null : Release.of(any("18.4", "3", "1.0")),
                labels,
                connect,
                any("local", "agent-eu"),
                new Modes(any(Mode.values()), any(Mode.values()), any(Mode.values())),
                AccountPattern.of(any("{username}", "{email|lower}-x", "\"{name}\"")),
                any(SignIn.values()),
                random.nextBoolean() ? null : name(),
                random.nextBoolean());
    }

    private AppRoleDefinition appRole() {
        return new AppRoleDefinition(
                selector(), AppRoleName.of(name()), entitlements(), random.nextBoolean(), random.nextBoolean());
    }

    private Role role(String id) {
        return new Role(
                RoleId.of(id),
                reason(),
                random.nextInt(3) == 0 ? null : any(group(), subject()),
                any(Risk.values()),
                random.nextBoolean() ? Set.of() : Set.of(roleId(), RoleId.of("viewer")),
                list(3, () -> new Clause(selector(), entitlements())));
    }

    private List<Entitlement> entitlements() {
        return list(4, this::entitlement).stream().sorted().distinct().toList();
    }

    private Entitlement entitlement() {
        var options = new TreeMap<String, String>();
        if (random.nextInt(4) == 0) {
            options.put(any("admin", "inherit"), any("true", "a b", ";"));
        }
        boolean pattern = random.nextInt(4) == 0;
        return new Entitlement(
                any("role", "table", "permission"),
                pattern ? "curated.*" : name(),
                pattern,
                random.nextBoolean() ? null : name(),
                any(Effect.values()),
                random.nextInt(4) == 0 ? "x = 'ü;\n\"'" : null,
                options);
    }

    private Selector selector() {
        if (random.nextInt(3) == 0) {
            return Selector.ALL;
        }
        var labels = new TreeMap<String, Set<String>>();
        if (random.nextBoolean()) {
            labels.put("env", Set.of(name(), "prod"));
        }
        return new Selector(
                random.nextBoolean() ? Set.of() : Set.of(ApplicationName.of("superset"), ApplicationName.of("x")),
                random.nextBoolean() ? Set.of() : Set.of(DeploymentId.of("d-1")),
                labels);
    }

    private Validity validity() {
        Instant from = Instant.ofEpochSecond(random.nextLong(2_000_000_000L));
        Instant day = Instant.parse("2027-03-28T00:00:00Z").plusSeconds(3600L * random.nextInt(-48, 48));
        return any(
                Validity.ALWAYS,
                new Validity(from, null),
                new Validity(null, day),
                new Validity(from, from.plusSeconds(1)),
                new Validity(day, day.plusNanos(1)));
    }

    private GuardLimits guards() {
        if (random.nextBoolean()) {
            return GuardLimits.DEFAULT;
        }
        var gains = Map.of(Risk.STANDARD, limit(), Risk.ELEVATED, limit(), Risk.CRITICAL, limit());
        var window = new GuardLimits.Window(LocalTime.of(22, random.nextInt(60)), LocalTime.of(6, 0));
        return new GuardLimits(limit(), gains, entitlements(), random.nextBoolean() ? null : window);
    }

    private Limit limit() {
        return new Limit(random.nextInt(101), random.nextInt(3) * 1000);
    }

    private GroupRef group() {
        return new GroupRef(SourceId.of("corp"), name(), random.nextBoolean());
    }

    private SubjectRef subject() {
        return new SubjectRef(SourceId.of("corp"), name());
    }

    private RoleId roleId() {
        return RoleId.of("role-" + random.nextInt(5));
    }

    private String name() {
        return any(NAMES.toArray(String[]::new)) + (random.nextBoolean() ? "" : any(NAMES.toArray(String[]::new)));
    }

    private String reason() {
        return random.nextInt(3) == 0 ? "" : name() + any("", "\n", "\t", "\n\nx: y") + name();
    }

    private <T> List<T> numbered(int most, String prefix, java.util.function.Function<String, T> maker) {
        var items = new ArrayList<T>();
        for (int i = random.nextInt(most); i > 0; i--) {
            items.add(maker.apply(prefix + i));
        }
        return items;
    }

    private <T> List<T> list(int most, Supplier<T> maker) {
        var items = new HashSet<T>();
        for (int i = random.nextInt(most); i > 0; i--) {
            items.add(maker.get());
        }
        return List.copyOf(items);
    }

    @SafeVarargs
    private <T> T any(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
