package dev.mandate.model.subject;

/** What sort of holder a subject is; services and machines have an owner who answers for them. */
public enum SubjectKind {
    PERSON,
    SERVICE,
    MACHINE
}
