package dev.mandate.service.policy;

import dev.mandate.agent.api.AgentType;
import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.subject.Ids;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Shown;
import java.util.Locale;
import java.util.Optional;

/** Reads one entry of {@code deployments}. */
final class DeploymentReader {
    private final Optional<Applications> applications;
    private final Faults faults;

    /** Without applications, {@code connect} and application names are taken as they are. */
    DeploymentReader(Optional<Applications> applications, Faults faults) {
        this.applications = applications;
        this.faults = faults;
    }

    Optional<Deployment> read(Fields fields) {
        Optional<DeploymentId> id = fields.parsed("id", DeploymentId::of);
        Optional<ApplicationName> application = fields.parsed("application", ApplicationName::of);
        Optional<AgentType> type =
                application.flatMap(name -> applications.flatMap(known -> type(fields, known, name)));
        var connect = new ConnectReader(type.map(AgentType::connect), faults).read(fields);
        Optional<Release> release = fields.parsed("release", Release::of);
        Optional<String> agent = fields.parsed("agent", name -> Ids.slug("agent", name));
        Optional<AccountPattern> accountName = fields.parsed("account-name", AccountPattern::of);
        Optional<String> linkBy = fields.parsed("link-by", name -> Ids.text("attribute", name));
        var labels = Labels.read(fields, faults);
        Modes modes = modes(fields);
        SignIn signIn =
                fields.word("sign-in").orElse("external").equals("password") ? SignIn.PASSWORD : SignIn.EXTERNAL;
        boolean trustNames = fields.flag("trust-names");
        if (id.isEmpty() || application.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Deployment(
                id.get(),
                application.get(),
                release.orElse(null),
                labels,
                connect,
                agent.orElse(Deployment.LOCAL_AGENT),
                modes,
                accountName.orElse(AccountPattern.USERNAME),
                signIn,
                linkBy.orElse(null),
                trustNames));
    }

    private Optional<AgentType> type(Fields fields, Applications known, ApplicationName name) {
        Optional<AgentType> type = known.type(name);
        if (type.isEmpty()) {
            String installed = "installed are " + Shown.oneOf(known.names());
            String message = "no agent for application " + Shown.quote(name.value()) + " is installed";
            faults.add(fields.place("application"), message, Nearest.hint(name.value(), known.names(), installed));
        }
        return type;
    }

    private Modes modes(Fields fields) {
        return fields.fields("manage", PolicyFormat.MANAGE)
                .map(manage ->
                        new Modes(mode(manage, "accounts"), mode(manage, "memberships"), mode(manage, "role-content")))
                .orElse(Modes.OBSERVE_ALL);
    }

    private static Mode mode(Fields manage, String facet) {
        return manage.word(facet)
                .map(word -> Mode.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Mode.OBSERVE);
    }
}
