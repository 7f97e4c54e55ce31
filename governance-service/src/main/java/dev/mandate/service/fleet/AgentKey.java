package dev.mandate.service.fleet;

/**
 * By what an enrolled agent is known.
 *
 * @param publicKey a JWK
 * @param keyId its thumbprint
 */
public record AgentKey(String name, String publicKey, String keyId) {}
