package dev.mandate.model.state;

/**
 * Why something was not done, or must be looked at.
 *
 * @param about the account, group, grant or deployment it concerns, in its text form
 * @param message one sentence that names the place and the fix; contains no secret
 */
public record Finding(FindingCode code, String about, String message) implements Comparable<Finding> {
    @Override
    public int compareTo(Finding other) {
        int byCode = code.compareTo(other.code);
        if (byCode != 0) {
            return byCode;
        }
        int byAbout = about.compareTo(other.about);
        return byAbout != 0 ? byAbout : message.compareTo(other.message);
    }
}
