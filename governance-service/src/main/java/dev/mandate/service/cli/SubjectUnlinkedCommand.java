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
            "Without those of agents and of the products themselves. `deployment link` says whose one is.",
            "With --identities: whom the sign-in provider let in and for whom no subject was found."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate subject unlinked",
            "  mandate subject unlinked --identities",
            "  mandate subject unlinked --page-size 500 --output json"
        })
final class SubjectUnlinkedCommand implements Callable<Integer> {
    /** Enough to tell one from another. */
    private static final int SHOWN = 16;

    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Option(names = "--identities", description = "lists identities of the sign-in provider instead, the latest first")
    private boolean identities;

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
            View answer = link.get(identities ? "/identities/unlinked" : "/accounts/unlinked", query);
            if (output.json()) {
                output.print(answer);
                return ExitCode.OK.code();
            }
            if (identities) {
                printIdentities(answer.views("identities"));
            } else {
                printAccounts(answer.views("accounts"));
            }
            if (answer.has("next_page_token")) {
                output.out().println("There are more: --page-token " + answer.text("next_page_token"));
            }
            output.out().flush();
            return ExitCode.OK.code();
        }
    }

    private void printAccounts(List<View> accounts) {
        if (accounts.isEmpty()) {
            output.out().println("Every account that was found is somebody's.");
            return;
        }
        var table = new TextTable("DEPLOYMENT", "ACCOUNT", "KIND", "STATUS", "FIRST SEEN");
        accounts.forEach(one -> table.row(
                one.text("deployment"),
                one.text("account"),
                one.text("kind") + (one.flag("tombstoned") ? ", a leaver's" : ""),
                one.text("status"),
                one.text("since")));
        table.print(output.out());
    }

    private void printIdentities(List<View> found) {
        if (found.isEmpty()) {
            output.out().println("Everybody whom the provider let in lately is somebody here.");
            return;
        }
        var table = new TextTable("LAST SEEN", "TIMES", "WHY NOBODY", "ISSUER", "IDENTITY");
        found.forEach(one -> table.row(
                one.text("last_seen"),
                String.valueOf(one.number("attempts")),
                one.text("finding"),
                one.text("issuer"),
                one.text("identity").substring(0, SHOWN)));
        table.print(output.out());
    }
}
