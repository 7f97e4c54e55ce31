package dev.mandate.service.signin;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.mandate.model.access.Permission;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A token's scope: permissions by their words. It can only narrow what its holder may. */
final class Scopes {
    static final String CLAIM = "scope";

    private Scopes() {}

    /** Words that are no permissions are left out. */
    static Set<Permission> of(String scope) {
        Set<String> words = Stream.of(scope.split(" ", -1)).collect(Collectors.toSet());
        return Stream.of(Permission.values())
                .filter(permission -> words.contains(permission.word()))
                .collect(Collectors.toSet());
    }

    static String text(Set<Permission> permissions) {
        return permissions.stream().map(Permission::word).sorted().collect(Collectors.joining(" "));
    }

    /**
     * What a token is given for.
     *
     * @param asked null: all that it may
     * @throws Declined where it asks for more
     */
    static Set<Permission> granted(@Nullable String asked, Set<Permission> most) {
        return Optional.ofNullable(asked).map(scope -> narrowed(scope, most)).orElse(most);
    }

    private static Set<Permission> narrowed(String scope, Set<Permission> most) {
        Set<String> words = Stream.of(scope.split(" ", -1)).collect(Collectors.toSet());
        Set<Permission> granted = most.stream()
                .filter(permission -> words.contains(permission.word()))
                .collect(Collectors.toSet());
        if (granted.size() != words.size()) {
            throw new Declined(OAuth2Error.INVALID_SCOPE.setDescription("this client may have: " + text(most)));
        }
        return granted;
    }
}
