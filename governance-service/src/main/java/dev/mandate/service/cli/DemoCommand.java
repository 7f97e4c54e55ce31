package dev.mandate.service.cli;

import dev.mandate.model.access.Caller;
import dev.mandate.service.platform.Database;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.OperatorApi;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mandate demo}: the whole product on embedded, but real parts. */
@Command(
        name = "demo",
        description = {
            "Runs the main job on embedded, but real parts: an LDAP directory, three PostgreSQL clusters, the store",
            "and the ledger. Each line says what was done and what was read to check it. Then it stays up and answers",
            "every other command, until it is ended."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate demo --once      the tour; exit code 1 if a claim did not hold",
            "  mandate demo             the tour, then look around with the commands it names",
            "  mandate demo --once --with airflow    a real Airflow too, in a container; needs Docker"
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(names = "--once", description = "end everything after the tour; the export is kept")
    private boolean once;

    @Option(
            names = "--with",
            split = ",",
            paramLabel = "PRODUCT",
            description = "govern this too, in a container; one of: airflow")
    private List<String> with = List.of();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "where it answers after the tour (default: any free port)",
            defaultValue = "0")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "where the demo keeps its files; emptied at the start (default: ${DEFAULT-VALUE})")
    private Path data = Path.of("data", "demo");

    @Override
    public Integer call() throws InterruptedException {
        for (String product : with) {
            if (!product.equals(DemoAirflow.NAME)) {
                throw new ParameterException(
                        command.commandLine(), "--with " + product + " is not known; it can be: " + DemoAirflow.NAME);
            }
        }
        DemoFolder folder = DemoFolder.emptied(data);
        String password = secret();
        var narrator = new Narrator(command.commandLine().getOut());
        narrator.title("Mandate demo: an LDAP directory, three PostgreSQL clusters, one policy.");
        try (var serving = new Serving();
                var people = DemoPeople.start(password);
                var targets = DemoTargets.start(folder.targets(), password);
                var container = with.isEmpty()
                        ? null
                        : DemoAirflow.start(
                                data, password, command.commandLine().getErr())) {
            Optional<DemoAirflow> airflow = Optional.ofNullable(container);
            Settings settings = folder.settings(people, targets, airflow, password, port);
            try (Database database = OpenService.database(settings)) {
                if (once) {
                    once(settings, database, people, targets, airflow, folder, narrator);
                } else {
                    stay(serving, settings, database, people, targets, airflow, folder, narrator);
                }
            }
        }
        return narrator.allHeld() ? ExitCode.OK.code() : ExitCode.FAILED.code();
    }

    private static void once(
            Settings settings,
            Database database,
            DemoPeople people,
            DemoTargets targets,
            Optional<DemoAirflow> airflow,
            DemoFolder folder,
            Narrator narrator) {
        try (var service = ServiceContext.open(database, settings)) {
            tell(service, settings, people, targets, airflow, folder, narrator);
        }
    }

    private static void stay(
            Serving serving,
            Settings settings,
            Database database,
            DemoPeople people,
            DemoTargets targets,
            Optional<DemoAirflow> airflow,
            DemoFolder folder,
            Narrator narrator)
            throws InterruptedException {
        try (var web = WebService.start(database, settings, settings.listen())) {
            tell(web, settings, people, targets, airflow, folder, narrator);
            try (var _ = Jobs.start(web, new Steward(web, settings.policy(), Optional::empty), settings)) {
                serving.untilEnded(web, settings, () -> next(narrator, targets, folder, web));
            }
        }
    }

    private static void tell(
            Beans service,
            Settings settings,
            DemoPeople people,
            DemoTargets targets,
            Optional<DemoAirflow> airflow,
            DemoFolder folder,
            Narrator narrator) {
        Caller ada = operator(service, settings, "ada");
        Caller grace = operator(service, settings, "grace");
        new DemoStory(service, ada, grace, people, targets, airflow, folder, narrator).tell();
    }

    /** An operator with a token of their own, as {@code operator add} makes one. */
    private static Caller operator(Beans service, Settings settings, String name) {
        var operators = service.get(OperatorApi.class);
        operators.add(
                name, null, HostUser.actor(), token -> TokenFile.write(TokenFile.of(settings.data(), name), token));
        return operators.named(name).orElseThrow();
    }

    private static void next(Narrator narrator, DemoTargets targets, DemoFolder folder, WebService web) {
        narrator.step("Everything is still running; look around, and end it with Ctrl-C");
        String config = " --config " + folder.config();
        narrator.tell("./mandate plan" + config);
        narrator.tell("./mandate who warehouse-prod/role:analyst" + config);
        narrator.tell("psql -h 127.0.0.1 -p " + targets.port("warehouse-prod")
                + " -U postgres warehouse     (the password is in "
                + folder.config().resolveSibling("credentials")
                + "); grant something by hand, then ./mandate plan again");
        narrator.tell("./mandate apply" + config + " --token-file " + folder.token("ada"));
        narrator.tell("the API: " + web.url() + "/api/v1, health: " + web.url() + "/actuator/health");
    }

    private static String secret() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
