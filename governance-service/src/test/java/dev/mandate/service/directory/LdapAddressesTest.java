package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mandate.service.directory.TestingLdap.Settings;
import dev.mandate.service.platform.HostileHosts;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F15: wherever a directory is said to be, by name or by number, nothing is asked where none can be. */
class LdapAddressesTest {
    enum Entrance {
        LDAPS,
        START_TLS,
        INSECURE,
        ANOTHER_SERVER
    }

    @ParameterizedTest
    @EnumSource
    void asksNowhereThatNoDirectoryIs(Entrance entrance) throws Exception {
        int gone;
        try (var closed = new ServerSocket(0)) {
            gone = closed.getLocalPort();
        }
        var asked = new ArrayList<String>();
        for (String host : HostileHosts.ALL) {
            Throwable refused = catchThrowable(
                    () -> settings(entrance, HostileHosts.inUrl(host), gone).read());
            if (refused == null || !isRefusal(refused)) {
                asked.add(host + ": " + refused);
            }
        }
        assertThat(asked).isEmpty();
    }

    private static Settings settings(Entrance entrance, String host, int gone) {
        String url =
                (entrance == Entrance.LDAPS || entrance == Entrance.ANOTHER_SERVER ? "ldaps://" : "ldap://") + host;
        var settings = new Settings(entrance == Entrance.ANOTHER_SERVER ? "ldaps://127.0.0.1:" + gone : url);
        if (entrance == Entrance.ANOTHER_SERVER) {
            settings.others = List.of(url);
        }
        settings.startTls = entrance == Entrance.START_TLS;
        settings.insecure = entrance == Entrance.INSECURE;
        settings.timeout = Duration.ofSeconds(2);
        return settings;
    }

    /** What was wrong with the setting was said, or the address turned down, or nobody knows the name. */
    private static boolean isRefusal(Throwable thrown) {
        String said = String.valueOf(thrown.getMessage());
        return thrown instanceof FaultySettings
                || said.contains("which no directory has")
                || said.contains("nobody knows the host");
    }
}
