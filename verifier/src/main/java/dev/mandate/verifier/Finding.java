package dev.mandate.verifier;

/**
 * One thing that is not as it should be.
 *
 * @param code for programs; the words in docs/evidence.md
 * @param place where: file and line, or table and row, with the index in the ledger where it is known
 * @param what in one sentence
 */
public record Finding(String code, String place, String what) {
    public Finding {
        place = ascii(place);
        what = ascii(what);
    }

    /** Names may come from whoever made the evidence: nothing in them reaches a terminal but printable ASCII. */
    static String ascii(String text) {
        var out = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var unit = text.charAt(i);
            out.append(unit >= ' ' && unit < 0x7f ? String.valueOf(unit) : String.format("\\u%04x", (int) unit));
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return code + ": " + place + ": " + what;
    }
}
