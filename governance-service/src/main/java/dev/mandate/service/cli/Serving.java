package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.OperatorApi;
import java.util.concurrent.CountDownLatch;

/**
 * Answers until the process is told to end, and holds the process until everything that was opened after this is closed
 * in order. Opened first, closed last.
 */
final class Serving implements AutoCloseable {
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    Serving() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
    }

    private void end() {
        told.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param ready runs once commands can find the service */
    void untilEnded(WebService web, Settings settings, Runnable ready) throws InterruptedException {
        String token = web.get(OperatorApi.class).admitReader(HostUser.name());
        new ServerFile(web.url(), token, ProcessHandle.current().pid()).write(settings.data());
        try {
            ready.run();
            untilTold();
        } finally {
            ServerFile.remove(settings.data());
        }
    }

    void untilTold() throws InterruptedException {
        told.await();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
