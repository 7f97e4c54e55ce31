package dev.mandate.service.policy;

import dev.mandate.service.yaml.BlockSchema;
import dev.mandate.service.yaml.Shape.Block;
import java.util.List;

/** Writes the policy format as a JSON Schema (draft 2020-12), for editors. */
final class PolicySchema {
    private static final List<Block> DEFINED = List.of(
            PolicyFormat.DEPLOYMENT,
            PolicyFormat.APP_ROLE,
            PolicyFormat.ROLE,
            PolicyFormat.CLAUSE,
            PolicyFormat.MAPPING,
            PolicyFormat.ASSIGNMENT,
            PolicyFormat.CONSTRAINT,
            PolicyFormat.GUARDS,
            PolicyFormat.SELECTOR,
            PolicyFormat.ENTITLEMENT);

    private PolicySchema() {}

    static String text() {
        return BlockSchema.of("policy", "A file of a Mandate policy folder", PolicyFormat.POLICY, DEFINED);
    }
}
