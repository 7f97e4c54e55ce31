package dev.mandate.service.cli;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.verifier.Finding;
import dev.mandate.verifier.Report;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Prints what a check of evidence saw, for people or as docs/schema/verify.schema.json says. */
final class ReportPrinter {
    private ReportPrinter() {}

    static void print(Report report, OutputFormat output, PrintWriter out) {
        switch (output) {
            case TABLE -> report.lines().forEach(out::println);
            case JSON -> out.println(CanonicalJson.text(json(report)));
        }
        out.flush();
    }

    private static JsonValue json(Report report) {
        return JsonValue.object(Map.of(
                "verified", JsonValue.bool(report.exitCode() == Report.SOUND),
                "checked", texts(report.facts()),
                "not_proven", texts(report.remarks()),
                "findings",
                        JsonValue.array(report.findings().stream()
                                .map(ReportPrinter::json)
                                .toList()),
                "more_findings", JsonValue.number(report.more())));
    }

    private static JsonValue json(Finding finding) {
        return JsonValue.object(Map.of(
                "code", JsonValue.text(finding.code()),
                "place", JsonValue.text(finding.place()),
                "what", JsonValue.text(finding.what())));
    }

    private static JsonValue texts(List<String> texts) {
        return JsonValue.array(texts.stream().map(JsonValue::text).toList());
    }
}
