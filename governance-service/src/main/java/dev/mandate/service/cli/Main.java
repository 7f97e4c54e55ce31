package dev.mandate.service.cli;

/** Entry point of the {@code mandate} command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("mandate");
    }
}
