package dev.mandate.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.api.AgentException;
import org.junit.jupiter.api.Test;

class RedactionTest {
    private final Redaction redaction = new Redaction();

    @Test
    void hidesSecretsWhereverTheyAre() {
        redaction.hide("hunter22");
        assertThat(redaction.clean("bad password 'hunter22' (hunter22)")).isEqualTo("bad password '***' (***)");
    }

    @Test
    void keepsToOneShortLine() {
        assertThat(redaction.clean(" a\r\n\tb\u0007 ")).isEqualTo("a b");
        assertThat(redaction.clean("x".repeat(500))).hasSize(201).endsWith("…");
    }

    @Test
    void namesNoContentWhenJsonIsBroken() {
        var answer = new Reply.Answer(200, "text/html", "<html>s3cret");
        assertThatThrownBy(() -> Json.read(Call.of(Call.Method.GET, "users"), answer))
                .isInstanceOf(AgentException.class)
                .hasMessage("GET /users answered HTTP 200 text/html, which is not the JSON it should be")
                .hasNoCause();
    }

    @Test
    void refusesAKeyTwice() {
        var answer = new Reply.Answer(200, "application/json", "{\"a\":1,\"a\":2}");
        assertThatThrownBy(() -> Json.read(Call.of(Call.Method.GET, "users"), answer))
                .isInstanceOf(AgentException.class);
    }
}
