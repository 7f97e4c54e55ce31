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

/** {@code mandate what SUBJECT}. */
@Command(
        name = "what",
        description = {
            "Lists what a person, service or machine holds in every deployment, as it was read on the targets.",
            "Names the deployments of which nothing is known."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  mandate what corp/ann", "  mandate what corp/ann --as-of 2027-03-31T18:00:00Z --output json"})
final class WhatCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "SUBJECT", description = "SOURCE/USERNAME, or an id")
    private String subject = "";

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "an instant such as 2027-03-31T18:00:00Z; now without it")
    private @Nullable String asOf;

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            Map<String, List<String>> query = new HashMap<>(Map.of("subject", List.of(subject)));
            if (asOf != null) {
                query.put("as_of", List.of(asOf));
            }
            Answers.print(link.get("/what", query), output);
            return ExitCode.OK.code();
        }
    }
}
