package dev.mandate.service.api;

import java.time.Instant;

/**
 * The session in which somebody asks.
 *
 * @param began when they signed in
 * @param idleUntil when it ends if nothing more is asked
 * @param ends when it ends whatever is asked
 * @param csrfToken what a request that changes something sends as {@code X-CSRF-Token}; worth nothing without the cookie
 */
public record Session(Instant began, Instant idleUntil, Instant ends, String csrfToken) {
    @Override
    public String toString() {
        return "Session[began=" + began + ", ends=" + ends + "]";
    }
}
