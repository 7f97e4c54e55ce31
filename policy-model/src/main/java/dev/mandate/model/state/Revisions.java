package dev.mandate.model.state;

/** Which inputs a desired state was derived from; equal revisions, vocabulary and instant give an equal state. */
public record Revisions(long policyVersion, long accessRevision, long directoryRevision) {}
