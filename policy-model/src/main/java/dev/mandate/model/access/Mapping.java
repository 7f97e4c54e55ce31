package dev.mandate.model.access;

import dev.mandate.model.subject.PartyRef.GroupRef;

/** "This group gives this role" on the deployments that match, while valid. */
public record Mapping(GroupRef group, RoleId role, Selector where, Validity validity, String reason) {}
