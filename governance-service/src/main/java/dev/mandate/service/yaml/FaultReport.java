package dev.mandate.service.yaml;

import dev.mandate.model.ledger.JsonValue;
import java.util.List;
import java.util.Map;

/** How faults and warnings are shown. */
public final class FaultReport {
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final boolean colours;
    private final StringBuilder out = new StringBuilder();

    private FaultReport(boolean colours) {
        this.colours = colours;
    }

    /** For people: each with the line it is on, then how many there are. Empty where there is nothing to say. */
    public static String text(List<Fault> faults, List<Fault> warnings, boolean colours) {
        var report = new FaultReport(colours);
        faults.forEach(fault -> report.show(fault, "", RED));
        warnings.forEach(warning -> report.show(warning, "warning: ", YELLOW));
        report.sum(faults, warnings);
        return report.out.toString();
    }

    /** For programs: where, what is wrong and the fix of each. */
    public static JsonValue json(List<Fault> faults) {
        return JsonValue.array(faults.stream()
                .map(fault -> JsonValue.object(Map.of(
                        "file", JsonValue.text(fault.place().file()),
                        "line", JsonValue.number(fault.place().line()),
                        "column", JsonValue.number(fault.place().column()),
                        "message", JsonValue.text(fault.message()),
                        "fix", JsonValue.text(fault.fix()))))
                .toList());
    }

    private void show(Fault fault, String kind, String colour) {
        out.append(coloured(BOLD, fault.place() + ":")).append(' ').append(coloured(colour, kind + fault.message()));
        out.append("; ").append(fault.fix()).append('\n');
        if (fault.excerpt() != null) {
            String number = String.format("%5d", fault.place().line());
            out.append(number).append(" | ").append(fault.excerpt().text()).append('\n');
            out.append(" ".repeat(number.length())).append(" | ");
            out.append(" ".repeat(fault.excerpt().caret()))
                    .append(coloured(colour, "^"))
                    .append('\n');
        }
    }

    private void sum(List<Fault> faults, List<Fault> warnings) {
        if (!faults.isEmpty()) {
            out.append(count(faults, "fault")).append(warnings.isEmpty() ? "" : ", ");
        }
        if (!warnings.isEmpty()) {
            out.append(count(warnings, "warning"));
        }
        out.append(out.isEmpty() ? "" : "\n");
    }

    private static String count(List<Fault> faults, String what) {
        long files =
                faults.stream().map(fault -> fault.place().file()).distinct().count();
        return number(faults.size(), what) + " in " + number(files, "file");
    }

    private static String number(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private String coloured(String colour, String text) {
        return colours ? colour + text + PLAIN : text;
    }
}
