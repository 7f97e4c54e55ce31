package dev.mandate.service.cli;

import dev.mandate.model.access.Policy;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.service.policy.CheckReport;
import dev.mandate.service.policy.PolicyFolder;
import dev.mandate.service.policy.PolicyHash;
import dev.mandate.service.policy.PolicyReading;
import dev.mandate.service.yaml.FaultReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mandate policy check DIR}: every fault of a policy folder at once, without a server. */
@Command(
        name = "check",
        description = "Checks a policy folder, offline.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate policy check ./policy")
final class PolicyCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The folder with the policy's YAML files.")
    private Path folder = Path.of(".");

    @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES}")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() {
        var command = spec.commandLine();
        PolicyReading reading = PolicyFolder.read(folder);
        switch (output) {
            case JSON -> command.getOut().println(CanonicalJson.text(CheckReport.json(reading)));
            case TABLE -> {
                var err = command.getErr();
                err.print(FaultReport.text(
                        reading.faults(),
                        reading.warnings(),
                        command.getColorScheme().ansi().enabled()));
                err.flush();
                reading.policy().ifPresent(policy -> command.getOut().println(summary(policy)));
            }
        }
        return (reading.policy().isPresent() ? ExitCode.OK : ExitCode.FAILED).code();
    }

    private static String summary(Policy policy) {
        return """
                The policy is valid: %d deployments, %d app-roles, %d roles, %d mappings, %d assignments, %d constraints.
                hash %s
                Groups and resources are not looked up here; 'mandate policy plan' checks them.""".formatted(
                        policy.deployments().size(),
                        policy.appRoles().size(),
                        policy.roles().size(),
                        policy.mappings().size(),
                        policy.assignments().size(),
                        policy.constraints().size(),
                        PolicyHash.of(policy));
    }
}
