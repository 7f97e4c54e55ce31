package dev.mandate.service.platform;

import dev.mandate.service.platform.Problem.Blame;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns every exception of a controller into problem details with code, blame and trace id. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> problem(Problem problem) {
        var code = problem.code();
        var detail = details(code.status(), code.code(), code.blame());
        detail.setDetail(problem.getMessage());
        LOG.info("{} {}", code.code(), detail.getProperties());
        return ResponseEntity.of(detail).build();
    }

    /** What nobody foresaw is said in the log alone: its text could hold anything. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unforeseen(RuntimeException failed) {
        var detail = details(500, "internal-error", Blame.INTERNAL);
        detail.setDetail("Something went wrong here; the log has more under this trace id.");
        LOG.error("internal-error {}", detail.getProperties(), failed);
        return ResponseEntity.of(detail).build();
    }

    /** The framework's own refusals, e.g. of a method or a media type. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail detail) {
            var known = HttpStatus.resolve(status.value());
            var code = known == null ? "http-" + status.value() : word(known);
            complete(detail, code, status.is4xxClientError() ? Blame.USER : Blame.INTERNAL);
        }
        return super.createResponseEntity(body, headers, status, request);
    }

    private static String word(HttpStatus status) {
        return status.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static ProblemDetail details(int status, String code, Blame blame) {
        var detail = ProblemDetail.forStatus(status);
        complete(detail, code, blame);
        return detail;
    }

    private static void complete(ProblemDetail detail, String code, Blame blame) {
        detail.setProperty("code", code);
        detail.setProperty("blame", blame.word());
        detail.setProperty("trace_id", UUID.randomUUID().toString());
    }
}
