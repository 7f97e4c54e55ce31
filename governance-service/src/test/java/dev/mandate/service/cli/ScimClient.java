package dev.mandate.service.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One connection of a provider that is kept alive, with next to no work of its own; one request at a time. */
final class ScimClient implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final URI source;
    private final String head;
    private Socket socket;
    private InputStream in;

    /** What came back. */
    record Reply(int status, String body) {
        /** The first id in it. */
        String id() {
            int begin = body.indexOf("\"id\":\"") + 6;
            return body.substring(begin, body.indexOf('"', begin));
        }
    }

    /** @param source the URL of the source */
    ScimClient(URI source, String token) throws IOException {
        this.source = source;
        socket = connected(source);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        head = " " + source.getPath() + "%s HTTP/1.1\r\nHost: " + source.getAuthority() + "\r\nAuthorization: Bearer "
                + token + "\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n";
    }

    private static Socket connected(URI source) throws IOException {
        var socket = new Socket(source.getHost(), source.getPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** @param path after the source, encoded */
    Reply send(String method, String path, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        var request = new ByteArrayOutputStream(content.length + 512);
        request.writeBytes((method + head.formatted(path, content.length)).getBytes(StandardCharsets.UTF_8));
        request.writeBytes(content);
        request.writeTo(socket.getOutputStream());
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        long length = 0;
        boolean chunked = false;
        boolean last = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(java.util.Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            }
            last |= lower.equals("connection: close");
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        var answer = new ByteArrayOutputStream();
        if (!chunked) {
            answer.writeBytes(in.readNBytes((int) length));
        } else {
            for (int size = size(); size > 0; size = size()) {
                answer.writeBytes(in.readNBytes(size));
                line();
            }
            line();
        }
        if (last) {
            socket.close();
            socket = connected(source);
            in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        }
        return new Reply(status, answer.toString(StandardCharsets.UTF_8));
    }

    private int size() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int sign = in.read(); sign != '\n'; sign = in.read()) {
            if (sign < 0) {
                throw new EOFException("the server hung up");
            }
            if (sign != '\r') {
                line.write(sign);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
