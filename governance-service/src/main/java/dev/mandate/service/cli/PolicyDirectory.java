package dev.mandate.service.cli;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.service.policy.CheckReport;
import dev.mandate.service.policy.PolicyFolder;
import dev.mandate.service.policy.PolicyReading;
import dev.mandate.service.yaml.FaultReport;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The folder that a command is about. It is checked here first, where its lines can be shown. */
final class PolicyDirectory {
    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Parameters(paramLabel = "DIR", description = "the folder with the policy's YAML files")
    private Path folder = Path.of(".");

    /** Its files as the service takes them; empty where it is faulty, which is then said. */
    Optional<JsonValue> files(Output output) {
        PolicyReading reading = PolicyFolder.read(folder);
        if (reading.policy().isEmpty() && output.json()) {
            output.print(View.of(CanonicalJson.text(CheckReport.json(reading))));
        } else {
            boolean colours = command.commandLine().getColorScheme().ansi().enabled();
            output.err().print(FaultReport.text(reading.faults(), reading.warnings(), colours));
            output.err().flush();
        }
        if (reading.policy().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(JsonValue.array(PolicyFolder.files(folder).stream()
                .map(file -> JsonValue.object(
                        Map.of("name", JsonValue.text(file.name()), "text", JsonValue.text(file.text()))))
                .toList()));
    }
}
