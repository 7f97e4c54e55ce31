package dev.mandate.service.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate who DEPLOYMENT/ENTITLEMENT}. */
@Command(
        name = "who",
        description = {
            "Lists who holds an entitlement, directly or through AppRoles, as it was read on the target.",
            "Between two readings nothing is known, and the state says unknown."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate who \"warehouse-prod/table:curated.orders SELECT\"",
            "  mandate who warehouse-prod/role:analyst --as-of 2027-03-31T18:00:00Z --output json"
        })
final class WhoCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "DEPLOYMENT/ENTITLEMENT", description = "what was held, and where")
    private String what = "";

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "an instant such as 2027-03-31T18:00:00Z; now without it")
    private @Nullable String asOf;

    @Override
    public Integer call() {
        var place = Placed.of(what);
        try (Link link = connect.open()) {
            Map<String, List<String>> query = new HashMap<>();
            query.put("deployment", List.of(place.deployment()));
            query.put("entitlement", List.of(place.entitlement()));
            if (asOf != null) {
                query.put("as_of", List.of(asOf));
            }
            Answers.print(link.get("/who", query), output);
            return ExitCode.OK.code();
        }
    }

    /** DEPLOYMENT/ENTITLEMENT, taken apart at the first slash. */
    record Placed(String deployment, String entitlement) {
        static Placed of(String text) {
            int slash = text.indexOf('/');
            if (slash < 1 || slash == text.length() - 1) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "'" + text + "' is not DEPLOYMENT/ENTITLEMENT, e.g. warehouse-prod/role:analyst");
            }
            return new Placed(text.substring(0, slash), text.substring(slash + 1));
        }
    }
}
