package dev.mandate.service.signin;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the provider: within seconds, never where it redirects to, and never for more than a document may be long. */
final class ProviderHttp implements ResourceRetriever {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 512 << 10;

    private final URI issuer;
    private final Optional<Path> ca;
    private final RestClient documents =
            RestClient.builder().requestFactory(requests()).build();
    private @Nullable ProviderSockets sockets;

    ProviderHttp(ProviderSettings settings) {
        issuer = settings.issuer();
        ca = settings.ca();
    }

    private SimpleClientHttpRequestFactory requests() {
        var requests = new SimpleClientHttpRequestFactory() {
            @Override
            protected void prepareConnection(HttpURLConnection connection, String method) throws IOException {
                super.prepareConnection(connection, method);
                connection.setInstanceFollowRedirects(false);
                if (connection instanceof HttpsURLConnection encrypted) {
                    encrypted.setSSLSocketFactory(sockets());
                }
            }
        };
        requests.setConnectTimeout(CONNECT);
        requests.setReadTimeout(READ);
        return requests;
    }

    /** For the token endpoint, whose answers and errors are OAuth's own. */
    RestClient forTokens() {
        return RestClient.builder()
                .requestFactory(requests())
                .configureMessageConverters(converters -> converters
                        .disableDefaults()
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }

    /** One for all, as the client keeps connections by the factory of their sockets. */
    private synchronized ProviderSockets sockets() throws IOException {
        ProviderSockets made = sockets == null ? ProviderSockets.of(issuer, ca) : sockets;
        sockets = made;
        return made;
    }

    /**
     * Whether it may be asked there at all: with TLS, or, where the operator named a provider on this host without, on this host.
     *
     * @throws IOException saying why not
     */
    void requireSafe(String endpoint, @Nullable Object place) throws IOException {
        URI url = URI.create(String.valueOf(place));
        boolean plain = "http".equals(url.getScheme());
        if (url.getHost() == null || url.getRawUserInfo() != null || !(plain || "https".equals(url.getScheme()))) {
            throw new IOException(endpoint + " is not https:// with a host and nothing before it");
        }
        if (plain && !("http".equals(issuer.getScheme()) && ProviderSockets.isInside(url))) {
            throw new IOException(endpoint + " is not https://");
        }
    }

    /** @throws IOException where there is no such document, or it is too long */
    String document(URI url) throws IOException {
        try {
            return documents.get().uri(url).exchange((request, response) -> {
                if (!response.getStatusCode().isSameCodeAs(HttpStatus.OK)) {
                    throw new IOException(url + " answers " + response.getStatusCode());
                }
                byte[] body = response.getBody().readNBytes(MOST_BYTES + 1);
                if (body.length > MOST_BYTES) {
                    throw new IOException(url + " is longer than " + MOST_BYTES + " bytes");
                }
                return new String(body, StandardCharsets.UTF_8);
            });
        } catch (RestClientException unanswered) {
            throw new IOException(url + " does not answer", unanswered);
        }
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        try {
            return new Resource(document(url.toURI()), "application/json");
        } catch (URISyntaxException malformed) {
            throw new IOException(malformed);
        }
    }
}
