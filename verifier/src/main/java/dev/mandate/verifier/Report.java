package dev.mandate.verifier;

import java.util.ArrayList;
import java.util.List;

/**
 * What a check saw.
 *
 * @param facts what was checked and held, one sentence each
 * @param findings what did not hold, at most {@link #MAX_FINDINGS}
 * @param more how many findings there were beyond those
 * @param remarks what this check could not show
 */
public record Report(List<String> facts, List<Finding> findings, long more, List<String> remarks) {
    public static final int MAX_FINDINGS = 100;
    public static final int SOUND = 0;
    public static final int UNREADABLE = 1;
    public static final int MISMATCH = 4;

    public Report {
        facts = List.copyOf(facts);
        findings = List.copyOf(findings);
        remarks = List.copyOf(remarks);
    }

    /** The exit code of the command line: {@link #SOUND} or {@link #MISMATCH}. */
    public int exitCode() {
        return findings.isEmpty() ? SOUND : MISMATCH;
    }

    /** The report as lines for people; the last one is the verdict. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        facts.forEach(fact -> lines.add("ok      " + fact));
        remarks.forEach(remark -> lines.add("note    " + remark));
        findings.forEach(finding -> lines.add("WRONG   " + finding));
        if (more > 0) {
            lines.add("WRONG   and " + more + " more");
        }
        lines.add(findings.isEmpty() ? "verified" : "NOT verified: " + (findings.size() + more) + " finding(s)");
        return lines;
    }

    /** Collects a report while a check goes on. */
    static final class Notes {
        private final List<String> facts = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();
        private long more;

        void fact(String sentence) {
            facts.add(Finding.ascii(sentence));
        }

        void remark(String sentence) {
            remarks.add(Finding.ascii(sentence));
        }

        void wrong(String code, String place, String what) {
            if (findings.size() == MAX_FINDINGS) {
                more++;
                return;
            }
            findings.add(new Finding(code, place, what));
        }

        long count() {
            return findings.size() + more;
        }

        Report report() {
            return new Report(facts, findings, more, remarks);
        }
    }
}
