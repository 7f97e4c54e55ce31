package dev.mandate.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    private static final Reach OFFICE = Reach.of("10.20.0.0/16, fd00:20::/32");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "0.0.0.0",
                "0.1.2.3",
                "100.100.100.200",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "fe80::1",
                "fe80::1%1",
                "ff02::1",
                "fd00:ec2::254",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:0:1::"
            })
    void noDeploymentIsThereWhateverNetworksAreAllowed(String address) throws UnknownHostException {
        for (Reach reach : new Reach[] {Reach.ANY, Reach.of("0.0.0.0/0,::/0")}) {
            assertThat(reach.refusal("name", InetAddress.getByName(address))).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "203.0.113.9", "fd00::1", "2a00:1450::1"})
    void aDeploymentMayBeAnywhereElse(String address) throws UnknownHostException {
        assertThat(Reach.ANY.refusal("name", InetAddress.getByName(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "::1",
                "10.21.0.1",
                "192.168.1.1",
                "203.0.113.9",
                "fd00:21::1",
                "::ffff:10.21.0.1"
            })
    void nothingOutsideOfTheOperatorsNetworks(String address) throws UnknownHostException {
        assertThat(OFFICE.refusal("db1", InetAddress.getByName(address)))
                .hasValueSatisfying(why -> assertThat(why).contains("db1", "'networks' of mandate.yaml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.20.0.1", "10.20.255.255", "fd00:20:1::1", "::ffff:10.20.0.1"})
    void everythingInside(String address) throws UnknownHostException {
        assertThat(OFFICE.refusal("db1", InetAddress.getByName(address))).isEmpty();
    }

    @Test
    void isReadAsItIsWritten() {
        assertThat(Reach.of(OFFICE.toString())).isEqualTo(OFFICE);
        assertThat(Reach.of(Reach.ANY.toString())).isEqualTo(Reach.ANY);
    }
}
