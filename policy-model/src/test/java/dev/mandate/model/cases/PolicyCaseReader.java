package dev.mandate.model.cases;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.state.DeploymentContext;
import dev.mandate.model.state.Given;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns a case file into records; the part under {@code given} is read by {@link GivenReader}. */
public final class PolicyCaseReader {
    private static final String LONE_DEPLOYMENT = "pos";
    private final String name;
    private final Yaml file;

    PolicyCaseReader(String name, Yaml file) {
        this.name = name;
        this.file = file.only(
                "given",
                "deployments",
                "modes",
                "links",
                "tombstones",
                "had",
                "defined",
                "desired",
                "roles",
                "why",
                "made",
                "guards",
                "when",
                "profile",
                "observed",
                "plan",
                "expect");
        Set<String> together = Set.of("observed", "plan", "expect");
        long written = together.stream().filter(file::has).count();
        if (written != 0 && written != together.size()) {
            throw new IllegalArgumentException(name + " needs all of " + together + " or none");
        }
        if (written == 0 && Stream.of("made", "guards", "when", "profile").anyMatch(file::has)) {
            throw new IllegalArgumentException(name + " has guards, made, when or profile, which need a plan");
        }
    }

    PolicyCase read() {
        SortedMap<DeploymentId, Deployment> deployments = deployments();
        var given = new GivenReader(file.in("given"), deployments, GuardsReader.limits(file.in("guards")));
        var contexts = new TreeMap<DeploymentId, DeploymentContext>();
        deployments.forEach((id, deployment) -> contexts.put(id, context(deployment)));
        return new PolicyCase(name, file, given.snapshot(), contexts);
    }

    private SortedMap<DeploymentId, Deployment> deployments() {
        var found = new TreeMap<DeploymentId, Deployment>();
        Yaml section = file.in("deployments");
        Set<String> ids = section.keys().isEmpty() ? Set.of(LONE_DEPLOYMENT) : section.keys();
        for (String id : ids) {
            Yaml here = section.in(id).only("application", "labels", "account-name");
            var labels = new TreeMap<String, String>();
            here.in("labels")
                    .keys()
                    .forEach(key -> labels.put(key, here.in("labels").need(key)));
            found.put(
                    DeploymentId.of(id),
                    new Deployment(
                            DeploymentId.of(id),
                            ApplicationName.of(here.text("application", "till")),
                            null,
                            labels,
                            new TreeMap<>(),
                            Deployment.LOCAL_AGENT,
                            modes(),
                            AccountPattern.of(here.text("account-name", "{username}")),
                            SignIn.EXTERNAL,
                            null,
                            false));
        }
        return found;
    }

    private Modes modes() {
        Yaml modes = file.in("modes").only("accounts", "memberships", "role-content");
        return new Modes(mode(modes, "accounts"), mode(modes, "memberships"), mode(modes, "role-content"));
    }

    private static Mode mode(Yaml modes, String facet) {
        return Mode.valueOf(modes.text(facet, "observe").toUpperCase(Locale.ROOT));
    }

    private DeploymentContext context(Deployment deployment) {
        var links = new HashMap<SubjectId, AccountName>();
        file.each("links").stream()
                .filter(link -> isIn(link, deployment))
                .forEach(link -> links.put(
                        SubjectId.of(link.only("account", "subject", "in").need("subject")),
                        AccountName.of(link.need("account"))));
        var given = new HashMap<Grant, Given>();
        file.each("had").stream()
                .filter(had -> isIn(had, deployment))
                .forEach(had -> given.put(grant(had.need("grant")).key(), had(had)));
        return new DeploymentContext(
                deployment,
                TestVocabularies.of(deployment.application()),
                links,
                file.texts("tombstones").stream().map(AccountName::of).collect(Collectors.toSet()),
                given,
                file.texts("defined").stream().map(AppRoleName::of).collect(Collectors.toSet()));
    }

    private static boolean isIn(Yaml row, Deployment deployment) {
        return row.text("in", deployment.id().value()).equals(deployment.id().value());
    }

    private static Given had(Yaml had) {
        had.only("grant", "in", "subject", "tenure", "roles", "by");
        var origins = new HashSet<Given.Origin>();
        for (Yaml by : had.each("by")) {
            String group = by.only("role", "group", "until").text("group");
            origins.add(new Given.Origin(
                    RoleId.of(by.need("role")), group == null ? null : GroupId.of(group), instant(by.text("until"))));
        }
        return new Given(
                SubjectId.of(had.need("subject")),
                had.number("tenure", 1),
                had.texts("roles").stream().map(RoleId::of).collect(Collectors.toCollection(TreeSet::new)),
                origins);
    }

    static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text.contains("T") ? text : text + "T00:00:00Z");
    }

    /** {@code ann role:till} or {@code app-role:till table:orders SELECT}: a principal and what it holds. */
    public static Grant grant(String text) {
        int blank = text.indexOf(' ');
        return new Grant(principal(text.substring(0, blank)), EntitlementText.parse(text.substring(blank + 1)));
    }

    public static Principal principal(String text) {
        if (text.startsWith("app-role:")) {
            return new Principal.AppRole(AppRoleName.of(text.substring("app-role:".length())));
        }
        return new Principal.Account(AccountName.of(text.replaceFirst("^account:", "")));
    }
}
