package dev.mandate.service.yaml;

import dev.mandate.service.yaml.Fault.Excerpt;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong in one reading, each with the line it is on unless that may hold a secret. */
public final class Faults {
    private static final Pattern SECRET_LOOKING = Pattern.compile(
            "(?i)(pass|secret|token|credential|private|key)[\\w-]*[\"']?\\s*:\\s*(?![\"']?\\$\\{secret:)\\S");
    private static final int MARGIN = 50;

    /** Hostile text can have a fault per character on one long line: what is quoted is bounded, what is told is not. */
    private static final int LONGEST_LINE = 4_000;

    private static final int MOST_EXCERPTS = 500;

    private final Map<String, List<String>> lines = new HashMap<>();
    private final Map<String, BitSet> hidden = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> warnings = new ArrayList<>();
    private final int most;
    private long more;
    private boolean unreadable;

    public Faults() {
        this(Integer.MAX_VALUE);
    }

    /** @param most how many faults are kept; further ones are only counted */
    public Faults(int most) {
        this.most = most;
    }

    public void source(String file, String text) {
        lines.put(file, text.lines().toList());
    }

    public void add(Place place, String message, String fix) {
        if (faults.size() == most) {
            more++;
            return;
        }
        faults.add(new Fault(place, message, fix, null));
    }

    public void warn(Place place, String message, String fix) {
        warnings.add(new Fault(place, message, fix, null));
    }

    /** As {@link #add}, for a file whose content is lost to the reading: names it defines may be missing. */
    public void unreadable(Place place, String message, String fix) {
        unreadable = true;
        add(place, message, fix);
    }

    public boolean anyUnreadable() {
        return unreadable;
    }

    /** How many there are beyond those that are kept. */
    public long more() {
        return more;
    }

    public boolean none() {
        return faults.isEmpty();
    }

    /** Keeps these lines of a file out of every excerpt, because a secret may be written there in the open. */
    public void hide(String file, int firstLine, int lastLine) {
        hidden.computeIfAbsent(file, f -> new BitSet()).set(firstLine, lastLine + 1);
    }

    public List<Fault> faults() {
        return finished(faults);
    }

    public List<Fault> warnings() {
        return finished(warnings);
    }

    private List<Fault> finished(List<Fault> found) {
        var finished = new ArrayList<Fault>();
        for (Fault fault : new TreeSet<>(found)) {
            Excerpt excerpt = finished.size() < MOST_EXCERPTS ? excerpt(fault.place()) : null;
            finished.add(new Fault(fault.place(), fault.message(), fault.fix(), excerpt));
        }
        return finished;
    }

    private @Nullable Excerpt excerpt(Place place) {
        List<String> text = lines.getOrDefault(place.file(), List.of());
        if (place.line() > text.size()
                || hidden.getOrDefault(place.file(), new BitSet()).get(place.line())) {
            return null;
        }
        String line = text.get(place.line() - 1);
        if (line.length() > LONGEST_LINE || SECRET_LOOKING.matcher(line).find()) {
            return null;
        }
        int length = line.codePointCount(0, line.length());
        int column = Math.min(place.column() - 1, length);
        int from = column > 2 * MARGIN ? column - MARGIN : 0;
        int until = Math.min(length, Math.max(from, column) + 2 * MARGIN);
        String part = line.substring(line.offsetByCodePoints(0, from), line.offsetByCodePoints(0, until));
        return new Excerpt(Shown.safe(part.replace('\t', ' ')), column - from);
    }
}
