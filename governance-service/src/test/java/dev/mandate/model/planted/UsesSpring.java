package dev.mandate.model.planted;

import org.springframework.util.StringUtils;

/** Breaks MODEL_IS_PURE. */
final class UsesSpring {
    private UsesSpring() {}

    static boolean hasText(String text) {
        return StringUtils.hasText(text);
    }
}
