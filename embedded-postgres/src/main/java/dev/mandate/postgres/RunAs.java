package dev.mandate.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How PostgreSQL's programs are started in one folder. They refuse to run as root, so root has to become somebody
 * else for them: another user where that user can reach the folder, and otherwise (a folder under {@code /root})
 * root without its powers, in a user namespace of its own.
 *
 * @param prefix what is put before each command; empty for everybody but root
 */
record RunAs(List<String> prefix) {
    private static final int ROOT = 0;

    RunAs {
        prefix = List.copyOf(prefix);
    }

    static boolean isRoot() {
        return new UnixSystem().getUid() == ROOT;
    }

    List<String> command(List<String> program) {
        var command = new ArrayList<>(prefix);
        command.addAll(program);
        return command;
    }

    /** Finds the way for a data folder that exists; an empty one is given to the user that was found. */
    static RunAs choose(Path folder, PostgresBinaries binaries) {
        return isRoot() ? choose(folder, binaries, List.of(Tool.values())) : new RunAs(List.of());
    }

    /** The choice that root makes: the first user and tool that can enter the folder and start PostgreSQL there. */
    static RunAs choose(Path folder, PostgresBinaries binaries, List<Tool> tools) {
        var refusals = new ArrayList<String>();
        try {
            for (var user : users(folder)) {
                Files.setAttribute(folder, "unix:uid", user);
                for (var tool : tools) {
                    var candidate = tool.become(user);
                    var refusal = candidate.flatMap(way -> way.refusal(folder, binaries));
                    if (candidate.isPresent() && refusal.isEmpty()) {
                        return candidate.get();
                    }
                    refusal.ifPresent(why -> refusals.add(tool + " to user " + user + ": " + why));
                }
            }
        } catch (IOException failed) {
            throw new PostgresException("Cannot hand " + folder + " to another user: " + failed.getMessage(), failed);
        }
        throw new PostgresException(
                "PostgreSQL does not run as root, and no way was found to run it as another user in "
                        + folder
                        + ". Start Mandate as an ordinary user, or put its data in a folder that every user may enter,"
                        + " e.g. /var/lib/mandate. Tried:\n  " + String.join("\n  ", refusals));
    }

    /** The owner decides once there are files; before that, whoever can be used. */
    private static List<Integer> users(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                return List.of((Integer) Files.getAttribute(folder, "unix:uid"));
            }
        }
        var users = new ArrayList<Integer>();
        named("postgres").ifPresent(users::add);
        named("nobody").ifPresent(users::add);
        users.add(ROOT);
        return users;
    }

    private static Optional<Integer> named(String name) throws IOException {
        return Files.readAllLines(Path.of("/etc/passwd")).stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 2 && fields[0].equals(name))
                .map(fields -> Integer.valueOf(fields[2]))
                .findFirst();
    }

    private Optional<String> refusal(Path folder, PostgresBinaries binaries) {
        var enterAndStart = List.of(
                "/bin/sh",
                "-c",
                "cd \"$0\" && \"$1\" --version",
                folder.toString(),
                binaries.program("postgres").toString());
        var result = Command.run(command(enterAndStart), Duration.ofMinutes(1));
        return result.succeeded() ? Optional.empty() : Optional.of(result.output());
    }

    /** The ways to become a user, in the order in which they are tried. */
    enum Tool {
        /** util-linux, which Debian, Ubuntu, Fedora and SUSE images carry. */
        SETPRIV {
            @Override
            Optional<RunAs> become(int user) {
                return user == ROOT
                        ? Optional.empty()
                        : Optional.of(new RunAs(
                                List.of("setpriv", "--reuid=" + user, "--regid=" + NO_GROUP, "--clear-groups", "--")));
            }
        },
        /** Our own, for images that have no such tool; it costs the start of a JVM per command. */
        JAVA {
            @Override
            Optional<RunAs> become(int user) {
                return user == ROOT
                        ? Optional.empty()
                        : Optional.of(new RunAs(List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                codeSource(),
                                BecomeUser.class.getName(),
                                String.valueOf(user),
                                String.valueOf(NO_GROUP))));
            }
        },
        /** Keeps root's files reachable, but not root's powers; many container runtimes forbid it. */
        UNSHARE {
            @Override
            Optional<RunAs> become(int user) {
                return user == ROOT ? Optional.of(new RunAs(List.of("unshare", "--user", "--"))) : Optional.empty();
            }
        };

        /** The group {@code nogroup}: the data folder is closed to groups, so none is needed. */
        private static final int NO_GROUP = 65_534;

        abstract Optional<RunAs> become(int user);

        private static String codeSource() {
            try {
                return Path.of(BecomeUser.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString();
            } catch (URISyntaxException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
