package dev.mandate.service.cli;

import dev.mandate.service.yaml.Shown;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate source check [ID]}. */
@Command(
        name = "check",
        description = {
            "Reads a source, or all of them, now: what was found, one sample person, and what its limits say.",
            "Stores nothing. Ends with 3 where the reading would wait for a release, with 1 where it failed."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate source check corp")
final class SourceCheckCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "by itself every source")
    private @Nullable String id;

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            List<String> ids = id == null ? link.get("/sources", Map.of()).texts("sources") : List.of(id);
            return ExitCode.ofAll(
                            ids.stream().map(source -> check(link, source)).toList())
                    .code();
        }
    }

    /** One source that cannot be read keeps nobody from seeing the others. */
    private ExitCode check(Link link, String source) {
        View answer;
        try {
            answer = link.get(Link.path("sources", source, "check"), Map.of());
        } catch (CommandFailure failed) {
            output.err().println("mandate: " + failed.getMessage());
            output.err().flush();
            return failed.exitCode();
        }
        if (output.json()) {
            output.print(answer);
        } else {
            show(answer, output.out());
        }
        return answer.views("findings").isEmpty() ? ExitCode.OK : ExitCode.WAITING;
    }

    private static void show(View found, PrintWriter out) {
        out.println("Source " + found.text("source") + ", read in " + found.text("took_millis") + " ms");
        out.println("  people    " + found.text("people") + " (" + named(found, "states") + ")");
        out.println("  groups    " + found.text("groups") + " with " + found.text("memberships") + " members and "
                + found.text("foreign_members") + " that are neither people nor groups of this source");
        out.println("  changes   " + found.text("joined") + " new, " + found.text("changed") + " changed, "
                + found.text("missing") + " missing people; " + found.text("changed_groups") + " groups");
        out.println("  sample    " + named(found, "person"));
        out.println("            in " + Shown.safe(String.join(", ", found.texts("persons_groups"))));
        found.texts("blind_spots").forEach(spot -> out.println("  blind to  " + spot));
        found.views("remarks").forEach(remark -> out.println("  note      " + remark.text("message")));
        List<View> findings = found.views("findings");
        findings.forEach(finding -> out.println("  waits     " + finding.text("message")));
        if (!findings.isEmpty()) {
            out.println("  release   mandate source release " + found.text("source") + " " + found.text("difference")
                    + " --reason …");
        }
        out.flush();
    }

    private static String named(View found, String name) {
        return found.views(name).stream()
                .map(one -> Shown.safe(one.text("name") + " " + one.text("value")))
                .collect(Collectors.joining(", "));
    }
}
