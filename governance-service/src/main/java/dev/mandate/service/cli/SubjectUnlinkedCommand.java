package dev.mandate.service.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mandate subject unlinked}. */
@Command(
        name = "unlinked",
        description = {
            "Lists accounts that were found in deployments and are linked to nobody, within what you may look at.",
            "Without those of agents and of the products themselves. `deployment link` says whose one is."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  mandate subject unlinked", "  mandate subject unlinked --page-size 500 --output json"})
final class SubjectUnlinkedCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Option(names = "--page-size", paramLabel = "N", description = "how many at once, 1 to 1000", defaultValue = "50")
    private int pageSize;

    @Option(
            names = "--page-token",
            paramLabel = "TOKEN",
            description = "what the page before named; the first without it")
    private @Nullable String pageToken;

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            Map<String, List<String>> query = new HashMap<>();
            query.put("page_size", List.of(String.valueOf(pageSize)));
            if (pageToken != null) {
                query.put("page_token", List.of(pageToken));
            }
            View answer = link.get("/accounts/unlinked", query);
            if (output.json()) {
                output.print(answer);
                return ExitCode.OK.code();
            }
            List<View> accounts = answer.views("accounts");
            if (accounts.isEmpty()) {
                output.out().println("Every account that was found is somebody's.");
            } else {
                var table = new TextTable("DEPLOYMENT", "ACCOUNT", "KIND", "STATUS", "FIRST SEEN");
                accounts.forEach(one -> table.row(
                        one.text("deployment"),
                        one.text("account"),
                        one.text("kind") + (one.flag("tombstoned") ? ", a leaver's" : ""),
                        one.text("status"),
                        one.text("since")));
                table.print(output.out());
            }
            if (answer.has("next_page_token")) {
                output.out().println("There are more: --page-token " + answer.text("next_page_token"));
            }
            output.out().flush();
            return ExitCode.OK.code();
        }
    }
}
