package dev.mandate.model.access;

/** The mode of each facet of a deployment; whatever policy does not name is observed. */
public record Modes(Mode accounts, Mode memberships, Mode roleContent) {
    public static final Modes OBSERVE_ALL = new Modes(Mode.OBSERVE, Mode.OBSERVE, Mode.OBSERVE);

    public Mode of(Facet facet) {
        return switch (facet) {
            case ACCOUNTS -> accounts;
            case MEMBERSHIPS -> memberships;
            case ROLE_CONTENT -> roleContent;
        };
    }
}
