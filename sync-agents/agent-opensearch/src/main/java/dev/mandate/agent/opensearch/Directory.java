package dev.mandate.agent.opensearch;

import java.util.Map;
import java.util.TreeMap;

/** The three documents that say who may do what; by name. */
record Directory(Map<String, StoredUser> users, Map<String, StoredMapping> mappings, Map<String, StoredRole> roles) {
    Directory withUser(String name, StoredUser user) {
        return new Directory(with(users, name, user), mappings, roles);
    }

    Directory withMapping(String role, StoredMapping mapping) {
        return new Directory(users, with(mappings, role, mapping), roles);
    }

    Directory withRole(String name, StoredRole role) {
        return new Directory(users, mappings, with(roles, name, role));
    }

    /** Without the role, and without its mapping. */
    Directory withoutRole(String name) {
        var lessMappings = new TreeMap<>(mappings);
        lessMappings.remove(name);
        var lessRoles = new TreeMap<>(roles);
        lessRoles.remove(name);
        return new Directory(users, lessMappings, lessRoles);
    }

    Directory withoutMapping(String role) {
        var less = new TreeMap<>(mappings);
        less.remove(role);
        return new Directory(users, less, roles);
    }

    private static <T> Map<String, T> with(Map<String, T> all, String name, T value) {
        var more = new TreeMap<>(all);
        more.put(name, value);
        return more;
    }
}
