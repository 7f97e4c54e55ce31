package dev.mandate.service.api;

import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Preset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page that says who may do what, from the presets and the table of routes. */
public final class PermissionsPage {
    private static final String HEAD = """
            # Who may do what in Mandate

            Nobody may what nothing gives them: every route names one permission, and no permission comes with another one.
            People get permissions by presets. A preset is held over all deployments, or over those of a selector; somebody with
            several may in each deployment what holds there, and sees no other. What belongs to no deployment (marked "whole") is for
            those alone who hold it over all. Operators of the host, known by a token in a file, may do all of it, and approve nothing
            that they wrote. A command without a token only looks.

            ## How people get them
            Mandate governs itself: the policy describes the deployment `mandate`, and gives presets by roles and mappings as it gives
            anything else.

            ```yaml
            deployments:
              - id: mandate
                application: mandate
                connect: {}
                manage: {accounts: additive, role-content: authoritative}
            roles:
              - id: security-lead
                description: Takes access away, and decides what is not as it should be
                owner: group:corp/security-leads
                risk: elevated
                gives:
                  - {where: {deployment: mandate}, entitlements: ["preset:security-lead"]}
              - id: data-team
                description: Looks at everything in development, and runs what is its own
                owner: group:corp/data-platform-leads
                risk: elevated
                gives:
                  - {where: {deployment: mandate}, entitlements: ["preset:viewer?labels.env=dev", "preset:operator?deployment=warehouse-dev"]}
            mappings:
              - {group: corp/security-leads, role: security-lead, reason: "SEC-1"}
              - {group: corp/data-platform, role: data-team, reason: "DATA-7"}
            ```

            - They are reconciled, read back, in history, and drift like grants of any deployment. What counts is what was read back.
            - Whoever would get more than looking waits in the plan of `mandate` until somebody else says yes to this person, however they
              came to it; again after a suspension. Authors and whoever gains do not say yes.
            - The last platform admin does not lose it without a yes.
            - Who left, or is suspended, may nothing from the next request on; neither does anybody while policy does not describe `mandate`.
            - A version that gives more in `mandate`, or governs it less, needs two people.
            - Nothing found there by hand can be adopted or exempt, no account there linked to somebody else, nothing restored.
            - Give other roles a `where` that does not match `mandate`: an application, or labels that it does not have.

            What is marked "again" is a yes, or leaves the house: who is signed in must have shown within ten minutes who they are.
            """;

    private PermissionsPage() {}

    public static String of(List<Route<?, ?>> routes) {
        var page = new StringBuilder(HEAD);
        page.append("\n## Presets\n| preset | risk | who holds it |\n|---|---|---|\n");
        for (Preset preset : Preset.values()) {
            page.append("| `%s` | %s | %s |\n"
                    .formatted(preset.word(), preset.risk().word(), preset.sentence()));
        }
        page.append("\n## Permissions\n| permission | may | | presets | routes |\n|---|---|---|---|---|\n");
        for (Permission permission : Permission.values()) {
            page.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                            permission.word(),
                            permission.phrase(),
                            marks(permission),
                            presets(permission),
                            routes(routes, permission)));
        }
        return page.toString();
    }

    private static String marks(Permission permission) {
        String whole = switch (permission.reach()) {
            case DEPLOYMENTS -> "";
            case WHOLE -> "whole";
        };
        String again = switch (permission.care()) {
            case LOOK, ACT -> "";
            case SIGN -> "again";
        };
        return Stream.of(whole, again).filter(mark -> !mark.isEmpty()).collect(Collectors.joining(", "));
    }

    private static String presets(Permission permission) {
        return Stream.of(Preset.values())
                .filter(preset -> preset.permissions().contains(permission))
                .map(Preset::word)
                .collect(Collectors.joining(", "));
    }

    private static String routes(List<Route<?, ?>> routes, Permission permission) {
        return routes.stream()
                .filter(route -> route.permission() == permission)
                .map(route -> "`" + route + "`")
                .sorted()
                .collect(Collectors.joining("<br>"));
    }
}
