package dev.mandate.service.cli;

/** Finds what a module offers, wherever the service runs. */
@FunctionalInterface
interface Beans {
    <T> T get(Class<T> type);
}
