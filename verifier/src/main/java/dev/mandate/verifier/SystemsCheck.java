package dev.mandate.verifier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the maker says of the deployments behind the entries: when each was last read, and what cannot be seen there.
 * One line each: {@code {"blind_spots":["..."],"deployment":"...","last_read":"...","result":"..."}}.
 */
final class SystemsCheck {
    private static final String NAME = "systems.jsonl";
    private static final int MOST = 20;

    private final PackageReader files;
    private final Report.Notes notes;
    private final List<String> doubts = new ArrayList<>();
    private long deployments;
    private long doubtful;

    SystemsCheck(PackageReader files, Report.Notes notes) {
        this.files = files;
        this.notes = notes;
    }

    void check() {
        if (!files.has(NAME)) {
            notes.remark("the package does not say which deployments were read, and when");
            return;
        }
        try (var in = files.open(NAME)) {
            var lines = new Lines(in);
            while (lines.next()) {
                line(CanonicalReader.readObject(lines.bytes(), lines.length()));
            }
            files.compare(NAME, in);
            tell();
        } catch (IOException | IllegalArgumentException e) {
            notes.wrong("systems-unreadable", NAME + " line " + (deployments + 1), String.valueOf(e.getMessage()));
        }
    }

    private void line(Json.Members system) {
        deployments++;
        var about = new ArrayList<String>();
        if (system.literal("stale")) {
            about.add(
                    system.byName().containsKey("last_read")
                            ? "last read completely on " + system.text("last_read")
                            : "never read completely");
            about.add("last run " + system.text("result"));
        }
        system.texts("blind_spots").forEach(spot -> about.add("blind spot: " + spot));
        if (!about.isEmpty()) {
            doubtful++;
        }
        if (!about.isEmpty() && doubts.size() < MOST) {
            doubts.add(system.text("deployment") + ": " + String.join(", ", about));
        }
    }

    private void tell() {
        notes.fact(deployments + " deployment(s) listed, " + doubtful + " of them stale or with blind spots");
        doubts.forEach(notes::remark);
        if (doubtful > doubts.size()) {
            notes.remark("and " + (doubtful - doubts.size()) + " more in " + NAME);
        }
    }
}
