package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.RecoveryApi;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mandate recover codes}: a host command; the codes are printed once and kept nowhere. */
@Command(
        name = "codes",
        description = {
            "Makes recovery codes and prints them, once. Give each to somebody else, on paper. Those made before are void.",
            "recovery.key in the data folder belongs to them: back it up apart from the store."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate recover codes --need 2 --of 3")
final class RecoverCodesCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Option(
            names = "--need",
            paramLabel = "K",
            defaultValue = "2",
            description = "how many open it (default: ${DEFAULT-VALUE})")
    private int need = 2;

    @Option(
            names = "--of",
            paramLabel = "N",
            defaultValue = "3",
            description = "how many there are (default: ${DEFAULT-VALUE})")
    private int codes = 3;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        connect.requireHost("recover codes");
        if (need < 1 || need > codes || codes > RecoveryApi.MOST_CODES) {
            throw new ParameterException(
                    command.commandLine(),
                    "--need is 1 or more and at most --of, which is at most " + RecoveryApi.MOST_CODES);
        }
        Settings settings = connect.settings();
        try (OpenService service = OpenService.of(settings)) {
            List<String> made = service.get(RecoveryApi.class)
                    .prepare(need, codes, RecoveryKey.readOrMake(settings.data()), HostUser.actor());
            made.forEach(command.commandLine().getOut()::println);
        }
        return ExitCode.OK.code();
    }
}
