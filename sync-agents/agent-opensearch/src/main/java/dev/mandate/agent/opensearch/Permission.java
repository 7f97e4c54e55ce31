package dev.mandate.agent.opensearch;

/**
 * One action of one pattern of one entry of a role.
 *
 * @param action empty where the entry has none
 */
record Permission(String pattern, String action, Terms terms) {}
