package dev.mandate.service.signin;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** What a client posts; each parameter once (RFC 6749 section 3.2), and none in the address, which logs keep. */
record TokenForm(Map<String, List<String>> parameters) {
    static TokenForm of(HttpServletRequest request) {
        String type = Optional.ofNullable(request.getContentType()).orElse("");
        if (!type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE) || request.getQueryString() != null) {
            throw invalid("send a form in the body: application/x-www-form-urlencoded");
        }
        Map<String, List<String>> parameters = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> {
            if (values.length != 1) {
                throw invalid("a parameter is there twice");
            }
            parameters.put(name, List.of(values));
        });
        return new TokenForm(Map.copyOf(parameters));
    }

    String required(String name) {
        String value = optional(name);
        if (value == null) {
            throw invalid(name + " is missing");
        }
        return value;
    }

    @Nullable
    String optional(String name) {
        return parameters.getOrDefault(name, List.of("")).stream()
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static Declined invalid(String what) {
        return new Declined(OAuth2Error.INVALID_REQUEST.setDescription(what));
    }

    @Override
    public String toString() {
        return "TokenForm[…]";
    }
}
