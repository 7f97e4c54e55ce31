package dev.mandate.service.planted;

/** Breaks INSIDES_ARE_NOT_PUBLIC. */
public record LoudStore(String name) {}
