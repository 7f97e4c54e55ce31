package dev.mandate.model.access;

/** A principal in two columns: its kind, and its name within the kind. */
public record PrincipalText(String kind, String name) {
    private static final String ACCOUNT = "account";
    private static final String APP_ROLE = "app-role";
    private static final String EXTERNAL_GROUP = "external-group";
    private static final String ANYONE = "anyone";

    public static PrincipalText of(Principal principal) {
        return switch (principal) {
            case Principal.Account(var name) -> new PrincipalText(ACCOUNT, name.value());
            case Principal.AppRole(var name) -> new PrincipalText(APP_ROLE, name.value());
            case Principal.ExternalGroup(var name) -> new PrincipalText(EXTERNAL_GROUP, name);
            case Principal.Anyone() -> new PrincipalText(ANYONE, "");
        };
    }

    /**
     * The principal that is meant.
     *
     * @throws IllegalArgumentException for a kind there is not
     */
    public Principal principal() {
        return switch (kind) {
            case ACCOUNT -> new Principal.Account(AccountName.of(name));
            case APP_ROLE -> new Principal.AppRole(AppRoleName.of(name));
            case EXTERNAL_GROUP -> new Principal.ExternalGroup(name);
            case ANYONE -> new Principal.Anyone();
            default -> throw new IllegalArgumentException("there is no principal of kind '" + kind + "'");
        };
    }
}
