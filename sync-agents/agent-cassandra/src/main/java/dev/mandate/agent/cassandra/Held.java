package dev.mandate.agent.cassandra;

/** One permission of one role, of {@code system_auth.role_permissions}. */
record Held(String role, Resource resource, String action) {}
