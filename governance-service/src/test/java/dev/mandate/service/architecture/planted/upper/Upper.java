package dev.mandate.service.architecture.planted.upper;

public record Upper(String name) {}
