package dev.mandate.service.api;

import java.util.List;

/** What a module answers over {@code /api/v1}. Implemented by its package-private controllers. */
public interface Routes {
    List<Route<?, ?>> routes();
}
