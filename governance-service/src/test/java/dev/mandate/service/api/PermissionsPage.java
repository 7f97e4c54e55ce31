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
