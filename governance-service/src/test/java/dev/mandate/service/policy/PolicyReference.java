package dev.mandate.service.policy;

import dev.mandate.service.yaml.BlockTables;
import dev.mandate.service.yaml.Shape.Block;
import java.util.List;

/** Writes the tables of docs/policy-reference.md; the text around them is kept in the page. */
final class PolicyReference {
    private static final List<Block> BLOCKS = List.of(
            PolicyFormat.POLICY,
            PolicyFormat.DEPLOYMENT,
            PolicyFormat.MANAGE,
            PolicyFormat.APP_ROLE,
            PolicyFormat.ROLE,
            PolicyFormat.CLAUSE,
            PolicyFormat.ENTITLEMENT,
            PolicyFormat.MAPPING,
            PolicyFormat.ASSIGNMENT,
            PolicyFormat.SELECTOR,
            PolicyFormat.CONSTRAINT,
            PolicyFormat.GUARDS,
            PolicyFormat.MAX_GAINS);

    private PolicyReference() {}

    static String tables() {
        return BlockTables.of(BLOCKS);
    }
}
