package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes read one source: whoever read it earlier never undoes what the other took over meanwhile. */
class TwoWatchesTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final String GROUP = "analysts";

    @TempDir
    private Path data;

    private Telling source;
    private TestingDirectory directory;

    /** Tells each watch what the test wants, and may be held up between reading and returning. */
    private static final class Telling implements ReadSource, ChangeSource {
        private final InMemorySource truth = new InMemorySource(TestingDirectory.CORP);
        private final Map<Thread, BlockingQueue<Changes>> watches = new ConcurrentHashMap<>();
        private final AtomicReference<@Nullable Runnable> afterRead = new AtomicReference<>();
        private final AtomicReference<@Nullable Runnable> afterPart = new AtomicReference<>();

        @Override
        public dev.mandate.model.subject.SourceId id() {
            return truth.id();
        }

        @Override
        public SourceLimits limits() {
            return truth.limits();
        }

        @Override
        public Optional<ChangeSource> changes() {
            return Optional.of(this);
        }

        @Override
        public SourceReading read() {
            SourceReading reading = truth.read();
            run(afterRead);
            return reading;
        }

        @Override
        public Optional<PartialReading> read(Set<String> ids) {
            SourceReading reading = truth.read();
            run(afterPart);
            return Optional.of(new PartialReading(
                    reading.people().stream()
                            .filter(one -> ids.contains(one.externalId()))
                            .toList(),
                    reading.groups().stream()
                            .filter(one -> ids.contains(one.externalId()))
                            .toList(),
                    Map.of()));
        }

        private static void run(AtomicReference<@Nullable Runnable> once) {
            Runnable held = once.getAndSet(null);
            if (held != null) {
                held.run();
            }
        }

        /** Tells all who watch, but not whoever calls this. */
        void tell(String cookie) {
            watches.forEach((thread, news) -> {
                if (!thread.equals(Thread.currentThread())) {
                    news.add(new Changes(Set.of(GROUP), Set.of(), cookie));
                }
            });
        }

        @Override
        public Feed open(@Nullable String cookie) {
            BlockingQueue<Changes> news = new LinkedBlockingQueue<>();
            watches.put(Thread.currentThread(), news);
            return new Feed() {
                @Override
                public Changes before() {
                    return Changes.NONE;
                }

                @Override
                public Changes next(Duration atMost) {
                    try {
                        Changes told = news.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
                        return told == null ? Changes.NONE : told;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }

                @Override
                public void close() {
                    watches.remove(Thread.currentThread());
                }
            };
        }
    }

    @BeforeEach
    void open() {
        source = new Telling();
        for (String name : List.of("ann", "ben", "cleo")) {
            source.truth.person(name);
        }
        source.truth.group(GROUP, "ann", "ben");
        directory = TestingDirectory.over(DATABASE, data, source);
    }

    private void becomes(String cookie) {
        source.truth.leaveGroup(GROUP, "ben").group(GROUP, "cleo");
        directory.clock.advance(Duration.ofSeconds(1));
        source.tell(cookie);
    }

    private void await(Set<String> members) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!directory.members(GROUP).equals(members)) {
            assertThat(System.nanoTime()).as("taken over by the other").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void aWholeReadingThatBeganBeforeAPartDoesNotUndoIt() {
        try (var watched = new Watched(directory.api)) {
            watched.next("the first complete read");
            source.afterRead.set(() -> {
                becomes("c1");
                await(Set.of("ann", "cleo"));
            });
            assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
            assertThat(directory.members(GROUP)).containsExactlyInAnyOrder("ann", "cleo");
        }
        assertThat(cookie()).contains("c1");
        assertThat(directory.entries("source.changed")).hasSize(1);
    }

    @Test
    void aPartThatWasReadBeforeAnotherDoesNotUndoItEither() throws InterruptedException {
        try (var one = new Watched(directory.api);
                var other = new Watched(directory.api)) {
            one.next("the first complete read");
            other.next("the first complete read");
            long revision = directory.api.directory().revision();
            var returned = new CountDownLatch(1);
            source.afterPart.set(() -> {
                becomes("c2");
                await(Set.of("ann", "cleo"));
                returned.countDown();
            });
            source.tell("c1");
            assertThat(returned.await(60, TimeUnit.SECONDS)).isTrue();
            one.next("what was told");
            other.next("what was told");

            assertThat(directory.members(GROUP)).containsExactlyInAnyOrder("ann", "cleo");
            assertThat(directory.api.directory().revision())
                    .as("only what the one took over")
                    .isEqualTo(revision + 1);
        }
        assertThat(directory.entries("source.changed")).hasSize(1);
        // The earlier one is right too: what followed it is told again.
        assertThat(cookie()).isPresent().get().isIn("c1", "c2");
    }

    private static Optional<String> cookie() {
        return new QuarantineStore(DATABASE.queries()).cookie(TestingDirectory.CORP);
    }
}
