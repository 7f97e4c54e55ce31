package dev.mandate.service.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static final List<String> ROWS = IntStream.range(0, 53)
            .mapToObj(i -> String.format("%02d ü/\u0000", i))
            .toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16, 52, 53, 54, 1000})
    void everyPageSizeGivesTheSameRows(int size) {
        var seen = new ArrayList<String>();
        var request = PageRequest.first(size);
        for (var page = page(request); ; page = page(request)) {
            seen.addAll(page.items());
            if (page.nextPageToken() == null) {
                break;
            }
            request = PageRequest.of(size, page.nextPageToken(), 1);
        }
        assertThat(seen).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "AAE", "____", "AAFhAAFi"})
    void refusesATokenThatIsNotOfThisList(String token) {
        assertThatThrownBy(() -> PageRequest.of(null, token, 1))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).isEqualTo("page-token-invalid"));
    }

    @Test
    void refusesASizeOutOfBounds() {
        assertThatThrownBy(() -> PageRequest.first(0)).hasMessageContaining("give 1 to 1000");
        assertThatThrownBy(() -> PageRequest.first(1001)).isInstanceOf(Problem.class);
    }

    private static Page<String> page(PageRequest request) {
        var rows = ROWS.stream()
                .filter(row -> request.after().isEmpty()
                        || row.compareTo(request.after().getFirst()) > 0)
                .limit(request.size() + 1L)
                .toList();
        return Page.of(rows, request, List::of);
    }
}
