package dev.mandate.model.plan;

import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * In which order a new version of the policy reaches the deployments: by their label {@code wave}, the smallest number
 * first; whoever has none comes last. Each wave begins when the one before it was verified.
 */
public final class Waves {
    /** The label that names the wave. */
    public static final String LABEL = "wave";

    /** Numbers have at most this many digits. */
    private static final int DIGITS = 9;

    private Waves() {}

    /**
     * How far a deployment is.
     *
     * @param wave its place
     * @param target the version it is being brought to; 0 for none yet
     * @param verified the version under which it was last verified; 0 for none yet
     * @param away whether nobody answered there
     */
    public record Standing(DeploymentId deployment, int wave, long target, long verified, boolean away) {}

    /** The wave of a deployment, by its label; one that is no number comes last too. */
    public static int of(Deployment deployment) {
        String label = deployment.labels().getOrDefault(LABEL, "");
        boolean number =
                !label.isEmpty() && label.length() <= DIGITS && label.chars().allMatch(Character::isDigit);
        return number ? Integer.parseInt(label) : Integer.MAX_VALUE;
    }

    /**
     * The version each deployment should be brought to now. One whose wave has not come keeps the version it has; one
     * that has none waits, and is not named. A version published meanwhile takes the place of the one under way: the
     * waves that remain go straight to it.
     *
     * @param newest the version in force
     */
    public static Map<DeploymentId, Long> targets(Collection<Standing> fleet, long newest) {
        Map<Integer, List<Standing>> waves =
                fleet.stream().collect(Collectors.groupingBy(Standing::wave, TreeMap::new, Collectors.toList()));
        Map<DeploymentId, Long> targets = new TreeMap<>();
        boolean open = true;
        for (List<Standing> wave : waves.values()) {
            for (Standing one : wave) {
                if (open || one.target() > 0) {
                    targets.put(one.deployment(), open ? newest : Math.min(one.target(), newest));
                }
            }
            open = open && isVerified(wave, newest);
        }
        return targets;
    }

    /** Everybody who answers is there, and somebody does: who is away proves nothing and stops nothing. */
    private static boolean isVerified(List<Standing> wave, long newest) {
        return wave.stream().anyMatch(one -> one.verified() == newest)
                && wave.stream().allMatch(one -> one.verified() == newest || (one.target() == newest && one.away()));
    }
}
