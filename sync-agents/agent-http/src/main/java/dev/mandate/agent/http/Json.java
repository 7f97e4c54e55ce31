package dev.mandate.agent.http;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as agents read and write it: one value, no key twice. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private Json() {}

    /**
     * Reads an answer's body.
     *
     * @throws AgentException TARGET_FAILED when it is not JSON; the message names {@code call}, not the content
     */
    public static JsonNode read(Call call, Reply.Answer answer) {
        try {
            return MAPPER.readTree(answer.body());
        } catch (JacksonException e) {
            throw new AgentException(
                    ErrorCode.TARGET_FAILED, call + " answered " + answer + ", which is not the JSON it should be");
        }
    }

    /** The text form of maps, lists, records, strings and numbers. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
