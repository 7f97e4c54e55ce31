package dev.mandate.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Network;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @Test
    void goesOnlyWhereItMay() {
        try (var server = new ScriptedServer();
                var client = client(server.base(), Network.list("10.0.0.0/8, fd00::/8"), true)) {
            assertThat(client.send(Call.of(Call.Method.GET, "x")))
                    .asInstanceOf(type(Reply.NotSent.class))
                    .returns(ErrorCode.INSECURE, Reply.NotSent::code)
                    .satisfies(refused -> assertThat(refused.why()).contains("127.0.0.1", "connect.networks"));
            assertThat(server.seen).isEmpty();
        }
    }

    @Test
    void checksTheAddressThatANameLeadsTo() {
        try (var server = new ScriptedServer();
                var client = client(
                        URI.create("http://localhost:" + server.base().getPort()),
                        Network.list("192.0.2.0/24"),
                        true)) {
            assertThat(client.send(Call.of(Call.Method.GET, "x"))).isInstanceOf(Reply.NotSent.class);
            assertThat(server.seen).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254", "https://[fe80::1]", "https://224.0.0.1", "https://0.0.0.0"})
    void neverSpeaksToAddressesThatNoDeploymentHas(String base) {
        try (var client = client(URI.create(base), List.of(), true)) {
            assertThat(client.send(Call.of(Call.Method.GET, "x")))
                    .asInstanceOf(type(Reply.NotSent.class))
                    .returns(ErrorCode.INSECURE, Reply.NotSent::code);
        }
    }

    @Test
    void refusesPlainHttpOutsideLoopback() {
        try (var client = client(URI.create("http://192.0.2.1"), List.of(), false)) {
            assertThat(client.send(Call.of(Call.Method.GET, "x")))
                    .asInstanceOf(type(Reply.NotSent.class))
                    .returns(ErrorCode.INSECURE, Reply.NotSent::code)
                    .satisfies(refused -> assertThat(refused.why()).contains("plain http", "connect.insecure"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.200, true",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
    })
    void knowsWhatANetworkContains(String network, String address, boolean contained) throws UnknownHostException {
        assertThat(Network.of(network).contains(InetAddress.getByName(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/", "example.org", "::1/129", "", "1.2.3.4/-1", "999.1.1.1"})
    void acceptsNoOtherNetworks(String text) {
        assertThatThrownBy(() -> Network.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "http:///x", "https://u:s3cret@x", "https://x/?q=1", "https://x/#f", "x"})
    void acceptsNoOtherUrls(String url) {
        assertThatThrownBy(() -> client(URI.create(url), List.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret");
    }

    private static RestClient client(URI base, List<Network> allowed, boolean insecure) {
        return new RestClient(
                new RestTarget(base, RestTarget.Tls.FULL, allowed, insecure, Limits.DEFAULT),
                new RecordedPause().pacing());
    }
}
