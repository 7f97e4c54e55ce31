package dev.mandate.agent.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps secrets, and the noise of foreign texts, out of messages. */
public final class Redaction {
    private static final int LONGEST = 200;
    private static final int SHORTEST_SECRET = 4;

    private final Set<String> hidden = ConcurrentHashMap.newKeySet();

    /** From now on {@code secret} never shows in what {@link #clean} returns. */
    public void hide(String secret) {
        // shorter ones cannot be told from ordinary text, and replacing them would betray them
        if (secret.length() >= SHORTEST_SECRET) {
            hidden.add(secret);
        }
    }

    /** A piece of a target's answer, fit for a message: secrets hidden, one line, at most 200 characters. */
    public String clean(String text) {
        String shown = text;
        for (String secret : hidden) {
            shown = shown.replace(secret, "***");
        }
        shown = shown.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown;
    }
}
