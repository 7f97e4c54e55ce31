package dev.mandate.service.api;

import dev.mandate.model.access.Permission;

/**
 * One thing that can be asked of the service over {@code /api/v1}, by HTTP or inside a process.
 *
 * @param path begins after {@code /api/v1}; {@code {name}} is a component of the command
 * @param permission without which nobody gets as far as {@code work}
 * @param summary what it does, in one sentence for the documentation
 * @param command a record whose components are the path's names, the query's names and the body's members
 * @param view a record that is written as JSON
 */
public record Route<C extends Record, V extends Record>(
        Method method,
        String path,
        Permission permission,
        String summary,
        Class<C> command,
        Class<V> view,
        Work<C, V> work) {
    public Route {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /, not " + path);
        }
    }

    /** What HTTP calls it. {@code GET} changes nothing. */
    public enum Method {
        GET,
        POST
    }

    /** Answers a command. */
    @FunctionalInterface
    public interface Work<C, V> {
        V answer(Ask ask, C command);
    }

    /** A route that only reads. */
    public static <C extends Record, V extends Record> Route<C, V> get(
            String path, Permission permission, String summary, Class<C> command, Class<V> view, Work<C, V> work) {
        return new Route<>(Method.GET, path, permission, summary, command, view, work);
    }

    /** A route that changes something, or takes long. */
    public static <C extends Record, V extends Record> Route<C, V> post(
            String path, Permission permission, String summary, Class<C> command, Class<V> view, Work<C, V> work) {
        return new Route<>(Method.POST, path, permission, summary, command, view, work);
    }

    /** How messages name it. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
