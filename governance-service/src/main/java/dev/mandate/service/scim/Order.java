package dev.mandate.service.scim;

/**
 * By what a list is sorted. Resources without the attribute come last, and first where it descends (RFC 7644 section
 * 3.4.2.3).
 */
record Order(AttributePath by, boolean descending) {}
