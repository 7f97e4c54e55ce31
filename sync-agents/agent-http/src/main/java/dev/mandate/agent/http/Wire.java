package dev.mandate.agent.http;

import dev.mandate.agent.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/** One attempt over the network: no repetition, no redirect, no cookie kept, no decompression. */
final class Wire implements AutoCloseable {
    private static final String SENT = "mandate.sent";

    private final RestTarget target;
    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor deadlines;

    /** How an attempt ended. */
    sealed interface Exchange {}

    /** With a whole answer. */
    record Complete(Reply.Answer answer, Optional<String> retryAfter, Optional<String> redirect) implements Exchange {
        /** A server that is only overloaded says when to come back; without that, 503 may be any failure. */
        boolean turnedAway() {
            return answer.status() == 429 || (answer.status() == 503 && retryAfter.isPresent());
        }

        boolean failed() {
            return answer.status() >= 500;
        }
    }

    /**
     * Without one.
     *
     * @param sent whether the target may have acted on it
     */
    record Broken(ErrorCode code, String why, boolean sent) implements Exchange {}

    /** The answer is longer than we read. */
    private static final class TooLong extends IOException {
        TooLong(int limit) {
            super("the answer is longer than " + limit + " bytes");
        }
    }

    Wire(RestTarget target) {
        this.target = target;
        this.deadlines = new ScheduledThreadPoolExecutor(
                1, task -> Thread.ofPlatform().daemon().name("http-deadline").unstarted(task));
        deadlines.setRemoveOnCancelPolicy(true);
        this.client = client(target);
    }

    Exchange exchange(Call call) {
        var request = request(call);
        var context = HttpClientContext.create();
        Duration total = target.limits().total();
        // after, not at: the deadline also covers the wait for a free connection
        var deadline = deadlines.schedule(request::cancel, total.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return client.execute(request, context, this::complete);
        } catch (IOException e) {
            boolean sent = context.getAttribute(SENT) != null;
            if (request.isCancelled()) {
                return new Broken(ErrorCode.UNREACHABLE, "no complete answer within " + seconds(total), sent);
            }
            return broken(e, sent);
        } finally {
            deadline.cancel(false);
        }
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        client.close(org.apache.hc.core5.io.CloseMode.GRACEFUL);
    }

    private static CloseableHttpClient client(RestTarget target) {
        Limits limits = target.limits();
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new GuardedResolver(target))
                .setTlsSocketStrategy(TlsTrust.strategy(target.tls()))
                .setMaxConnTotal(limits.connections())
                .setMaxConnPerRoute(limits.connections())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(limits.connect()))
                        .setSocketTimeout(Timeout.of(limits.silence()))
                        .build())
                .build();
        return HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setRequestExecutor(new Noting())
                // products drop a connection after an internal error without saying so
                .setConnectionReuseStrategy((request, response, context) -> response.getCode() < 500
                        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(limits.total()))
                        .setResponseTimeout(Timeout.of(limits.silence()))
                        .build())
                .setUserAgent("mandate")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /** Notes that a connection stood and the request went out on it. */
    private static final class Noting extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                HttpResponseInformationCallback informed,
                HttpContext context)
                throws IOException, HttpException {
            context.setAttribute(SENT, true);
            return super.execute(request, connection, informed, context);
        }
    }

    private HttpUriRequestBase request(Call call) {
        var request = new HttpUriRequestBase(call.method().name(), target.resolve(call));
        request.setHeader("Accept", "application/json");
        call.headers().forEach(request::setHeader);
        if (call.json() != null) {
            request.setEntity(new StringEntity(call.json(), ContentType.APPLICATION_JSON));
        }
        return request;
    }

    private Exchange complete(ClassicHttpResponse response) throws IOException {
        String type = Optional.ofNullable(response.getEntity())
                .map(entity -> entity.getContentType())
                .map(text -> text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
        var answer = new Reply.Answer(response.getCode(), type, body(response), cookies(response));
        boolean redirect = response.getCode() >= 300 && response.getCode() < 400;
        return new Complete(
                answer,
                header(response, "Retry-After"),
                redirect
                        ? Optional.of(header(response, "Location")
                                .map(Wire::withoutQuery)
                                .orElse("nowhere"))
                        : Optional.empty());
    }

    /** Without their attributes: where they are sent is for the caller to say. */
    private static List<String> cookies(ClassicHttpResponse response) {
        return Stream.of(response.getHeaders("Set-Cookie"))
                .map(header -> header.getValue().split(";", 2)[0].strip())
                .toList();
    }

    private String body(ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return "";
        }
        int limit = target.limits().maxBody();
        InputStream content = response.getEntity().getContent();
        byte[] bytes = content.readNBytes(limit);
        if (content.read() >= 0) {
            throw new TooLong(limit);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Exchange broken(IOException e, boolean sent) {
        return switch (e) {
            case GuardedResolver.Refused refused -> new Broken(ErrorCode.INSECURE, message(refused), sent);
            case UnknownHostException unknown ->
                new Broken(ErrorCode.UNREACHABLE, "the host name is not known: " + message(unknown), sent);
            case SSLException tls
            when !sent -> new Broken(ErrorCode.INSECURE, "TLS could not be verified: " + message(tls), false);
            case TooLong tooLong -> new Broken(ErrorCode.TARGET_FAILED, message(tooLong), sent);
            case InterruptedIOException silent ->
                new Broken(ErrorCode.UNREACHABLE, "no answer in time: " + message(silent), sent);
            default ->
                new Broken(
                        ErrorCode.UNREACHABLE,
                        (sent ? "the connection broke: " : "no connection: ") + message(e),
                        sent);
        };
    }

    private static String message(IOException e) {
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }

    private static Optional<String> header(ClassicHttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** A redirect to a login page carries state in its query. */
    private static String withoutQuery(String location) {
        try {
            URI uri = URI.create(location);
            return uri.getHost() == null
                    ? uri.getRawPath()
                    : uri.getScheme() + "://" + uri.getHost() + uri.getRawPath();
        } catch (IllegalArgumentException e) {
            return "an unreadable address";
        }
    }

    private static String seconds(Duration length) {
        return length.toMillis() / 1000.0 + " s";
    }
}
