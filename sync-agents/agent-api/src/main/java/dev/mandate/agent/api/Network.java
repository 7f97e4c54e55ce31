package dev.mandate.agent.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A range of addresses such as {@code 10.0.0.0/8} or {@code fd00::/8}; without a length, one address. */
public record Network(InetAddress address, int length) {
    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F:.]+)(?:/(\\d{1,3}))?");

    public Network {
        if (length < 0 || length > address.getAddress().length * 8) {
            throw new IllegalArgumentException("network length /" + length + " does not fit " + address);
        }
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException for anything but an address in digits with an optional length
     */
    public static Network of(String text) {
        var form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a network such as 10.0.0.0/8");
        }
        try {
            // only digits, dots and colons get here, so nothing is looked up
            InetAddress address = InetAddress.getByName(form.group(1));
            String length = form.group(2);
            return new Network(address, length == null ? address.getAddress().length * 8 : Integer.parseInt(length));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is not a network such as 10.0.0.0/8", e);
        }
    }

    /** Networks separated by commas. */
    public static List<Network> list(String text) {
        return Stream.of(text.split(",")).map(Network::of).toList();
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }
}
