package dev.mandate.service.policy;

import java.util.Optional;

/**
 * What an operator's file says about publishing.
 *
 * @param deciders a version that loosens this is a looser one, and until it is in force both hold
 * @param managedBy where it says that a folder is the policy, so that nobody publishes by hand; empty where they do
 */
public record PolicySettings(Deciders deciders, Optional<String> managedBy) {
    public static final PolicySettings USUAL = new PolicySettings(Deciders.TWO, Optional.empty());
}
