package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A matrix for people: the whole where few deployments are compared, numbers where many are, and what differs. */
final class MatrixPrinter {
    private static final int FEW = 6;
    private static final List<String> DIFFERING = List.of("missing", "unexpected", "different", "unmanaged");

    private final List<View> deployments;
    private final List<View> rows;
    private final PrintWriter out;

    MatrixPrinter(View matrix, PrintWriter out) {
        deployments = matrix.views("deployments");
        rows = matrix.views("rows");
        this.out = out;
    }

    void print() {
        if (rows.isEmpty()) {
            out.println("No deployment that you may see is known to have it: is it spelled so?");
            return;
        }
        if (deployments.size() <= FEW) {
            whole();
        } else {
            numbers();
        }
        differences();
        deployments.stream()
                .filter(one -> one.has("unknown"))
                .forEach(one -> out.println("Unknown: " + one.text("id") + " " + one.text("unknown")
                        + (one.has("read") ? ", last read completely " + one.text("read") : "")));
    }

    private void whole() {
        List<String> titles = new ArrayList<>(List.of("OF", "WHAT"));
        deployments.forEach(one -> titles.add(one.text("id")));
        var table = new TextTable(titles.toArray(String[]::new));
        for (View row : rows) {
            List<String> line = new ArrayList<>(List.of(row.text("of"), row.text("what")));
            row.views("cells").forEach(cell -> line.add(text(cell)));
            table.row(line.toArray(String[]::new));
        }
        table.print(out);
    }

    private static String text(View cell) {
        return switch (cell.text("state")) {
            case "unknown" -> "?";
            case "absent" -> "-";
            case "as-wanted" -> cell.has("held") ? cell.text("held") : "yes";
            case "ungoverned" -> cell.text("held") + " ungoverned";
            default -> counts(cell) + (cell.has("held") ? " of " + cell.text("held") : "");
        };
    }

    private static String counts(View cell) {
        return String.join(
                ", ",
                DIFFERING.stream()
                        .filter(sort -> cell.number(sort) > 0)
                        .map(sort -> cell.number(sort) + " " + sort)
                        .toList());
    }

    private void numbers() {
        var table = new TextTable(
                "OF", "WHAT", "AS WANTED", "MISSING", "UNEXPECTED", "DIFFERENT", "UNMANAGED", "UNGOVERNED", "UNKNOWN");
        for (View row : rows) {
            List<View> cells = row.views("cells");
            table.row(
                    row.text("of"),
                    row.text("what"),
                    in(cells, "as-wanted"),
                    with(cells, "missing"),
                    with(cells, "unexpected"),
                    with(cells, "different"),
                    with(cells, "unmanaged"),
                    in(cells, "ungoverned"),
                    in(cells, "unknown"));
        }
        out.println("In how many of " + deployments.size() + " deployments:");
        table.print(out);
    }

    private static String in(List<View> cells, String state) {
        return ""
                + cells.stream()
                        .filter(cell -> cell.text("state").equals(state))
                        .count();
    }

    private static String with(List<View> cells, String sort) {
        return "" + cells.stream().filter(cell -> cell.number(sort) > 0).count();
    }

    private void differences() {
        var table = new TextTable("DEPLOYMENT", "OF", "WHAT", "DIFFERS", "SINCE", "LIKELY");
        for (View row : rows) {
            List<View> cells = row.views("cells");
            IntStream.range(0, cells.size())
                    .filter(i -> cells.get(i).has("first_seen"))
                    .forEach(i -> table.row(
                            deployments.get(i).text("id"),
                            row.text("of"),
                            row.text("what"),
                            counts(cells.get(i)),
                            cells.get(i).text("first_seen"),
                            String.join(", ", cells.get(i).texts("likely"))));
        }
        if (!table.isEmpty()) {
            out.println();
            table.print(out);
        }
    }
}
